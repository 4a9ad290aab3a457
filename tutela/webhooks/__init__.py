"""Signed messages to programs: that something happened, never what. ADR 0037."""
