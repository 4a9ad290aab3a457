"""What is asked of conferences, of the chain, of what is owed."""
