"""The reads of accounts that have a name."""
