"""Circumstances: the special parts of a child's file (work, street, journey, barriers, services, health) and a country's own forms.

A part is data, shipped with Tutela or compiled from a country's XLSForm; one engine fills, checks, keeps and shows both. What is
filled in is sealed, a row a revision, never overwritten. What belongs to the medical track lies apart, under a key of its own.
This context must never let anything read a migration status, and never ask for a child's own HIV status.
"""
