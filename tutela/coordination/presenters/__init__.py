"""Conferences, the chain and what is owed, in words."""
