"""Parts as data, what is understood in their expressions, and the rows: answers by revision, what follows from them, installed forms."""

from .declaration import Choice, Group, Part, Prompt, Question
from .restitution import Restitution
from .rows import CountedAnswer, Form, MedicalRevision, Need, PartRevision

__all__ = [
    "Choice",
    "CountedAnswer",
    "Form",
    "Group",
    "MedicalRevision",
    "Need",
    "Part",
    "PartRevision",
    "Prompt",
    "Question",
    "Restitution",
]
