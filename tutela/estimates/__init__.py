"""Estimates: how many children are not seen, from the overlap of lists, beside what others have estimated.

It holds patterns of lists and released estimates. It must never hold a name, nor merge two estimates into one.
"""
