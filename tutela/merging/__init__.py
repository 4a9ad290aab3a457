"""Merging: two files of one child, one of them written in from now on, the other shut and read; taken back with nothing lost (R25)."""
