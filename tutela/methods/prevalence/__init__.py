"""How many do we not see?  Multiple-systems estimation, never one number."""
