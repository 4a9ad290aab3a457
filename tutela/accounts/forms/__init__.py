"""Forms: they carry and check input; actions change the data."""
