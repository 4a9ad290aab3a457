"""Papers of a file (P2, R9): recorded as seen, or attached where they hold text and nothing else. No image comes in by this way."""
