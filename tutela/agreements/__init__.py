"""Agreements under which other sectors take figures: purpose, fields, basis, term. Without one nothing leaves (R116)."""
