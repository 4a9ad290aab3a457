"""Thresholds: what kind of file a child has, when early support is no longer enough, and who decides the way back (R51)."""
