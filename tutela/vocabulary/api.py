"""The door of vocabulary: lists, labels, the glossary, the country's rules, the forbidden words, the check of them."""

from __future__ import annotations

from .actions.adopt_profile import CARRIED, lay_down_profiles
from .actions.load_editions import Loaded, load
from .enums import CHILD_AGE_LIMIT, LANGUAGES, UNIVERSAL, Evidence, GapKind, ProstitutionLaw
from .errors import BadVocabulary, NoDeadline, UnknownCode, UnknownList
from .models import AdoptedProfile, CodeListEdition
from .models.codes import Code, CodeList, Glossary, Option, Overlap, Term
from .models.country import (
    Ages,
    Caseload,
    ConsentRule,
    Deadline,
    Exposure,
    Gap,
    Jurisdiction,
    Owed,
    ReportingDuty,
    Retention,
    Schedule,
    Suppression,
    TimeCritical,
)
from .queries.carried import codes_brought
from .queries.checks import check
from .queries.code_lists import check_code, choices, code_list, codes, is_code, label, options, overlaps_for
from .queries.countries import (
    consent_rule,
    deadline,
    deadline_if_any,
    gaps,
    jurisdiction,
    legal_exposure,
    reporting_duty,
    schedule,
)
from .queries.files import Problem, as_text, read_text
from .queries.forbidden import Hit, scan_tree
from .queries.forbidden import find as find_forbidden
from .queries.glossary import breaks_in_series, glossary, term, term_of
from .queries.standard import list_ids, overlaps

__all__ = [
    "CARRIED",
    "CHILD_AGE_LIMIT",
    "LANGUAGES",
    "UNIVERSAL",
    "AdoptedProfile",
    "Ages",
    "BadVocabulary",
    "Caseload",
    "Code",
    "CodeList",
    "CodeListEdition",
    "ConsentRule",
    "Deadline",
    "Evidence",
    "Exposure",
    "Gap",
    "GapKind",
    "Glossary",
    "Hit",
    "Jurisdiction",
    "Loaded",
    "NoDeadline",
    "Option",
    "Overlap",
    "Owed",
    "Problem",
    "ProstitutionLaw",
    "ReportingDuty",
    "Retention",
    "Schedule",
    "Suppression",
    "Term",
    "TimeCritical",
    "UnknownCode",
    "UnknownList",
    "as_text",
    "breaks_in_series",
    "check",
    "check_code",
    "choices",
    "code_list",
    "codes",
    "codes_brought",
    "consent_rule",
    "deadline",
    "deadline_if_any",
    "find_forbidden",
    "gaps",
    "glossary",
    "is_code",
    "jurisdiction",
    "label",
    "lay_down_profiles",
    "legal_exposure",
    "list_ids",
    "load",
    "options",
    "overlaps",
    "overlaps_for",
    "read_text",
    "reporting_duty",
    "scan_tree",
    "schedule",
    "term",
    "term_of",
]
