"""What is asked of a committee and what it answers; a report that its member hands in."""
