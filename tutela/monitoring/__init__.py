"""Monitoring: instruments, the harmonisation matrix, recommendations, strategies, budgets, the State report.

It reads released statistics only. It must never know a record: no child, no file, no report.
"""
