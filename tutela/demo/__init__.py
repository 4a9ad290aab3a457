"""Demo: the invented country with its territories, offices, people and years of history.

Codes and plain sentences about invented people; a seed makes it reproducible. Never imported by anything but the command line.
"""
