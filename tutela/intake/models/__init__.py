from .detail import Barriers, Duty, Feedback, OnlineHarm, OtherContact, Population, ReportingChannel
from .mailbox import Message, Visit
from .report import OVERSIGHT, Report, Reporter, ReportStep, TriageNote
from .sealing import SealedWords, open_with_key, open_words, row_mac, seal_words

__all__ = [
    "OVERSIGHT",
    "Barriers",
    "Duty",
    "Feedback",
    "Message",
    "OnlineHarm",
    "OtherContact",
    "Population",
    "Report",
    "ReportStep",
    "Reporter",
    "ReportingChannel",
    "SealedWords",
    "TriageNote",
    "Visit",
    "open_with_key",
    "open_words",
    "row_mac",
    "seal_words",
]
