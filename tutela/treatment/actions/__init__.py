"""What is done: steps, notes, the alert."""
