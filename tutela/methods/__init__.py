"""Methods: pure Python, no Django. Prevalence estimation, disclosure control, record linkage.

Each is usable alone. They import nothing of Tutela outside this package.
"""
