"""Participation in words: the child's sheet, requests and what is held, what is printed."""
