"""How long files stay in sight, and what keeps one from being put away (P40, R135, ADR 0034)."""
