"""Audit: append-only events, chained by hash. Reads of a child's file, searches, exports and refusals included.

It holds text ids and no content. It must never import a context that it watches.
"""
