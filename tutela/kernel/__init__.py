"""Kernel: ids, clock, rules, errors, states, encryption, the database and its row security.

It owns the few mechanisms that every context uses and knows no business word: no child, no report, no role.
It must never import another package of Tutela.
"""
