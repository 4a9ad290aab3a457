"""Reintegration: a child goes home or to another family, is visited afterwards, and is safe there (R56)."""
