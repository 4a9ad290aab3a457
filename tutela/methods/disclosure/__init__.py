"""Statistical disclosure control for counts of people.

`suppression.protect` hides small cells of one static table. The cell-key modules serve open queries: `ptable` (noise),
`keys` (record keys), `lattice` (what may be asked), `cube` (build), `release` (audit), `query` (answers).
Design and measurements: reference/statistics.md section 2.
"""
