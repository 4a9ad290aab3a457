"""Exchange: protocols, cross-border and inter-agency packages, blind matching.

Nothing leaves without an agreement. It must never know more of a child than the agreed minimum data set.
"""
