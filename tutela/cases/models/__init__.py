from .access import FileAccess
from .base import COMMON, WITH_THE_FILE, Section
from .child import AgeRecord, Child, SearchToken
from .circle import CareArrangement, PersonAround
from .concern import Concern, OverlapDecision
from .consent import Consent
from .deadline import Deadline
from .duplicate import DuplicateSearch, DuplicateStep, PossibleDuplicate
from .file import CaseFile, LinkedReport
from .participation import ChildView
from .revision import Revision

__all__ = [
    "COMMON",
    "WITH_THE_FILE",
    "AgeRecord",
    "CareArrangement",
    "CaseFile",
    "Child",
    "ChildView",
    "Concern",
    "Consent",
    "Deadline",
    "DuplicateSearch",
    "DuplicateStep",
    "FileAccess",
    "LinkedReport",
    "OverlapDecision",
    "PersonAround",
    "PossibleDuplicate",
    "Revision",
    "SearchToken",
    "Section",
]
