"""Transfers: a file goes from one office to another; the other office accepts before anything is released (R25, R55, P22)."""
