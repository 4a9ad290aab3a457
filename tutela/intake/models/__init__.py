from .report import Report, Reporter, ReportStep, TriageNote
from .sealing import SealedWords, open_words, seal_words

__all__ = ["Report", "ReportStep", "Reporter", "SealedWords", "TriageNote", "open_words", "seal_words"]
