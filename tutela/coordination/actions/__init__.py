"""What is done in conferences, and with what is owed."""
