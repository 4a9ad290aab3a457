"""Placements: a child's stay in a facility; who proposed it, who reviewed and decided it, how it goes, where it leads.

A placement is the caseworker's work with the child, the register of institutions is the inspector's: this context stands above
both and joins them. It hands down to `facilities` only how many children are placed where, how many of them have no onward plan,
and what a facility had to tell. It must never let the register learn who lives in a place.
"""
