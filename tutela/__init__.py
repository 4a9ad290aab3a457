"""Tutela: a national child-protection information system.

One chain from a child's first word to triage, case file, care, protected statistic, recommendation and State report.
Source of the requirements: United Nations report A/65/221 (2010).
"""

__version__ = "0.1.0"
