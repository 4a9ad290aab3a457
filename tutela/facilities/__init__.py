"""Facilities: the register of institutions and shelters, inspections, corrective actions, notices.

It must never know a child's name or why a child was placed; cases asks it for a place, and hands down only how many children
there are and how many of them have no onward plan.
"""
