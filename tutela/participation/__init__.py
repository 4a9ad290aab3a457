"""Participation: what a child is told, how a child complains, who sees what is held about the child (R67, R68, R137)."""
