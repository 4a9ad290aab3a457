"""What is done with exports and recipients."""
