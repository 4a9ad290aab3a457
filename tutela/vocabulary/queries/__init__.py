"""Reading the vocabulary files: once, on first use, list by list."""
