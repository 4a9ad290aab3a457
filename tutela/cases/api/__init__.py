"""The door of cases: the child, the file, and who may see it.

Its leaves: this one answers, and acts as a whole: what acts asks its rule and writes its audit event. :mod:`.steps` is for
actions of the contexts above; :mod:`.words` and :mod:`.rows` say how a child and a file are shown on every screen.
"""

from __future__ import annotations

from ..actions.assign_file import assign_file as make_responsible
from ..actions.circle import mark_unsafe
from ..actions.consents import approve_consent_override
from ..actions.duplicates import look_for_duplicates
from ..actions.escalate import escalate_overdue
from ..actions.open_file import Opening, open_file
from ..actions.read_file import read_file
from ..actions.register_child import register_child, state_age
from ..actions.retain import seal_file
from ..age import BirthRange
from ..enums.file import DeadlineKind, FileReason
from ..enums.lists import NOBODY, Late, Risk
from ..enums.participation import Decision
from ..models import CaseFile, Child, ChildView, Concern, Consent, Deadline, PersonAround, PossibleDuplicate, Revision
from ..names import names_of
from ..policies.exposure import end_file, share_with_body, unsafe_people, weigh_steps
from ..policies.file import assign_file, is_its_worker, review_file, see_file, shut, work_on_file
from ..policies.registration import approve_override, in_force, is_adult
from ..policies.scopes import covers_deciding, covers_reading, covers_writing
from ..queries.access import REDUCED, is_reduced
from ..queries.caseload import Caseload, caseload_of
from ..queries.duplicates import last_search
from ..queries.duties import duties
from ..queries.files import ages_on, get_file, lives_with_parents, part_of, visible_to
from ..queries.filters import narrowed, unknown_words, workers_in_sight
from ..queries.timeline import CHAPTER, STORY, Chapter, Happening, read_story, timeline
from ..queries.training import untrained
from ..queries.work import accesses_to_review, escalated, listed, open_deadlines, overrides, unassigned, without_next_day
from ..states import FILE, NOT_OPEN, DuplicateState, FileState
from . import words

__all__ = [
    "CHAPTER",
    "FILE",
    "NOBODY",
    "NOT_OPEN",
    "REDUCED",
    "STORY",
    "BirthRange",
    "CaseFile",
    "Caseload",
    "Chapter",
    "Child",
    "ChildView",
    "Concern",
    "Consent",
    "Deadline",
    "DeadlineKind",
    "Decision",
    "DuplicateState",
    "FileReason",
    "FileState",
    "Happening",
    "Late",
    "Opening",
    "PersonAround",
    "PossibleDuplicate",
    "Revision",
    "Risk",
    "accesses_to_review",
    "ages_on",
    "approve_consent_override",
    "approve_override",
    "assign_file",
    "caseload_of",
    "covers_deciding",
    "covers_reading",
    "covers_writing",
    "duties",
    "end_file",
    "escalate_overdue",
    "escalated",
    "get_file",
    "in_force",
    "is_adult",
    "is_its_worker",
    "is_reduced",
    "last_search",
    "listed",
    "lives_with_parents",
    "look_for_duplicates",
    "make_responsible",
    "mark_unsafe",
    "names_of",
    "narrowed",
    "open_deadlines",
    "open_file",
    "overrides",
    "part_of",
    "read_file",
    "read_story",
    "register_child",
    "review_file",
    "seal_file",
    "see_file",
    "share_with_body",
    "shut",
    "state_age",
    "timeline",
    "unassigned",
    "unknown_words",
    "unsafe_people",
    "untrained",
    "visible_to",
    "weigh_steps",
    "without_next_day",
    "words",
    "work_on_file",
    "workers_in_sight",
]
