"""Facilities: the register of institutions and shelters, inspections, corrective actions.

It must never know why a child was placed; cases asks it for a place, not the other way round.
"""
