"""Bringing existing records in: read and check, run, undo."""
