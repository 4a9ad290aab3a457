"""Screens of working together."""
