"""A country's configuration, carried from a test server to the live one: looked at first, then put in force (R138, ADR 0039)."""
