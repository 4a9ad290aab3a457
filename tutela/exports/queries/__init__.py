"""What may be seen of exports, and what a file's row holds."""
