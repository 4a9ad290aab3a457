"""The door of circumstances: the chapter in a file's story, what the plan still has to answer, what helps in talks and services."""

from __future__ import annotations

from tutela.cases.api import CaseFile

from ..actions.carry import CARRIED
from ..actions.forms import install_form
from ..models import MedicalRevision, Part, PartRevision, Restitution
from ..queries.answers import codes_of, needs_wait
from ..queries.observations import Observed, observed
from ..queries.parts import form_rows, parts
from ..queries.rights import rights_of, unrestored
from ..queries.timeline import CHAPTER
from ..queries.xlsform import check_form

__all__ = [
    "CARRIED",
    "CHAPTER",
    "MedicalRevision",
    "Observed",
    "Part",
    "PartRevision",
    "Restitution",
    "adjustments",
    "check_form",
    "codes_of",
    "form_rows",
    "install_form",
    "needs_wait",
    "observed",
    "parts",
    "rights_of",
    "unrestored",
]
_NOTHING = {"none", "UNK", "NAS", "REF"}


def adjustments(file: CaseFile) -> list[str]:
    """Codes of the list ``adjustments`` that help this child in talks and services (R48)."""
    return [code for code in codes_of(file, "functioning", "adjustments") if code not in _NOTHING]
