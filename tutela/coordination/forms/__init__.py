"""Forms of conferences and of what is owed."""
