"""Returns of a file; the chapter in a file's story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.cases.api import CaseFile, Chapter, Happening
from tutela.kernel.clock import now

from .models import Return

RELATED = ("person", "stay__facility", "plan_action", "view", "waiver_asked_by", "waived_by")


def returns(file: CaseFile) -> QuerySet[Return]:
    """Newest first, with their visits."""
    rows = Return.objects.filter(file=file).select_related(*RELATED).prefetch_related("visits")
    return rows.order_by("-created_at", "-id")


_HARM = (
    "SELECT v.updated_at, 'return_harm_open', v.homecoming_id, NULL::uuid, v.harm FROM reintegration_returnvisit v "
    "WHERE v.file_id = %(file)s AND v.harm IN ('signs', 'harm') AND NOT EXISTS (SELECT 1 FROM care_assessment a "
    "WHERE a.file_id = v.file_id AND a.state IN ('approved', 'superseded') AND a.decided_at > v.updated_at)"
)
_WAIVER = (
    "SELECT updated_at, 'return_waiver_open', id, NULL::uuid, '' FROM reintegration_return "
    "WHERE file_id = %(file)s AND waiver_asked_by_id IS NOT NULL AND waived_by_id IS NULL"
)


def due(file: CaseFile, asked: Sequence[Happening]) -> list[dict[str, Any]]:
    """What the returns of a file want done: harm that was seen and not assessed, a waiver that waits for its answer."""
    words = {
        "return_harm_open": _("A visit after the return saw harm, or signs of it: assess the risk"),
        "return_waiver_open": _("A supervisor answers whether visits after the return are waived"),
    }
    found = {row.kind: row.at for row in asked if row.kind in words}
    return [
        {"kind": "", "label": words[kind], "due": at, "late": kind == "return_harm_open" and at < now(), "step": 0}
        for kind, at in found.items()
    ]


_BRANCHES = (
    "SELECT created_at, 'return_planned', id, created_by_id, '' FROM reintegration_return WHERE file_id = %(file)s",
    "SELECT went_on + time '12:00', 'return_started', id, NULL::uuid, '' FROM reintegration_return "
    "WHERE file_id = %(file)s AND went_on IS NOT NULL",
    "SELECT updated_at, 'return_' || state, id, updated_by_id, '' FROM reintegration_return "
    "WHERE file_id = %(file)s AND state IN ('completed', 'broken_off')",
    "SELECT updated_at, 'return_visit_' || harm, homecoming_id, updated_by_id, '' FROM reintegration_returnvisit "
    "WHERE file_id = %(file)s AND state = 'recorded'",
    "SELECT waived_on + time '12:00', 'return_waived', id, waived_by_id, '' FROM reintegration_return "
    "WHERE file_id = %(file)s AND waived_by_id IS NOT NULL",
)
WORDS = {
    "return_planned": (gettext_lazy("A return is being prepared"), "home", "neutral", ""),
    "return_started": (gettext_lazy("The child went"), "home", "info", ""),
    "return_completed": (gettext_lazy("Return completed"), "check", "success", ""),
    "return_broken_off": (gettext_lazy("Return broken off"), "x", "warning", ""),
    "return_visit_none": (gettext_lazy("Visit after the return"), "check", "success", ""),
    "return_visit_not_checked": (gettext_lazy("Visit after the return: the child was not seen"), "home", "warning", ""),
    "return_visit_signs": (gettext_lazy("Visit after the return: signs that worry"), "alert-triangle", "warning", ""),
    "return_visit_harm": (gettext_lazy("Visit after the return: harm"), "alert-triangle", "danger", ""),
    "return_waived": (gettext_lazy("Visits after the return waived"), "check", "warning", ""),
}
STEPS = (("returns", gettext_lazy("Returns"), "home"),)
CHAPTER = Chapter(_BRANCHES, WORDS, {"return": "return_one"}, STEPS, asks=(_HARM, _WAIVER), due=due)
