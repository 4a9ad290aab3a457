"""What may be told to whom, and what may be seen of it."""
