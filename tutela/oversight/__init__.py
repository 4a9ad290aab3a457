"""Oversight: the independent mechanism. Complaints, inquiries and visits, its own docket and its own key.

No ministry, administrator or named agency may read it; it opens a file only under an inquiry reference.
"""
