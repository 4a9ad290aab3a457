"""Statistics: observations, indicators, tables, estimates and releases.

It asks the contexts below for de-identified rows and publishes only what passed disclosure control.
It must never know a name.
"""
