"""HTTP of working together."""
