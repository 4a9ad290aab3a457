from .card import WORKS_THERE, Card, CardBatch
from .detail import Barriers, Duty, Feedback, OnlineHarm, OtherContact
from .mailbox import Message, Visit
from .report import OVERSIGHT, Report, Reporter, ReportStep, TriageNote
from .sealing import SealedWords, open_with_key, open_words, row_mac, seal_words

__all__ = [
    "OVERSIGHT",
    "WORKS_THERE",
    "Barriers",
    "Card",
    "CardBatch",
    "Duty",
    "Feedback",
    "Message",
    "OnlineHarm",
    "OtherContact",
    "Report",
    "ReportStep",
    "Reporter",
    "SealedWords",
    "TriageNote",
    "Visit",
    "open_with_key",
    "open_words",
    "row_mac",
    "seal_words",
]
