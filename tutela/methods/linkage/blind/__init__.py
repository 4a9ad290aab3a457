"""Blind matching across borders: two registers learn which children both may know, and nothing else.

``tokens`` turns a person into tokens that survive spelling, typing errors and a year's doubt; ``session`` intersects the
tokens of two parties by ECDH private set intersection, one query under quota (``quota``) and case reference at a time, each
step in a chained ``transcript``; ``clk`` and ``unit`` are the fallback where a trusted linkage unit exists.
"""
