"""How a file's kind changed, and the chapter in a file's story."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.cases.api import CaseFile, Chapter, Concern, Happening

from .enums import EARLY_SUPPORT
from .models import KindChange, NotAccepted
from .policies import grounds


def declined(file: CaseFile) -> QuerySet[NotAccepted]:
    """When and why a file was not accepted, newest first."""
    return NotAccepted.objects.filter(file=file).select_related("created_by")


def changes(file: CaseFile) -> QuerySet[KindChange]:
    """How the kind of a file changed, newest first."""
    return KindChange.objects.filter(file=file).select_related("created_by")


_ASKS = (
    "SELECT created_at, 'threshold_concern', id, NULL::uuid, jsonb_build_object('offences', offences, 'concerns', concerns, "
    "'verification', verification)::text FROM cases_concern WHERE file_id = %(file)s",
    "SELECT created_at, 'threshold_unsafe', id, NULL::uuid, '' FROM cases_personaround WHERE file_id = %(file)s AND unsafe",
)


def due(file: CaseFile, asked: Sequence[Happening]) -> list[dict[str, Any]]:
    """A file of early support in which more is needed."""
    if file.file_type != EARLY_SUPPORT:
        return []
    concerns = [Concern(**json.loads(row.code)) for row in asked if row.kind == "threshold_concern"]
    unsafe = any(row.kind == "threshold_unsafe" for row in asked)
    if not grounds(file.risk_level, concerns, unsafe=unsafe):
        return []
    label = _("Early support is not enough any more: decide what kind of file this is")
    return [{"kind": "", "label": label, "due": file.updated_at, "late": True, "step": 0}]


_BRANCHES = (
    "SELECT created_at, CASE WHEN now = 'early_support' THEN 'kind_lowered' ELSE 'kind_changed' END, id, created_by_id, now "
    "FROM thresholds_kindchange WHERE file_id = %(file)s",
    "SELECT created_at, 'kind_not_accepted', id, created_by_id, '' FROM thresholds_notaccepted WHERE file_id = %(file)s",
)
WORDS = {
    "kind_changed": (gettext_lazy("The file is of another kind"), "route", "info", "file_types"),
    "kind_not_accepted": (gettext_lazy("The file was not accepted"), "x", "warning", ""),
    "kind_lowered": (gettext_lazy("The file went back to early support"), "route", "info", "file_types"),
}
STEPS = (("file_kind", gettext_lazy("Kind of file"), "route"),)
CHAPTER = Chapter(_BRANCHES, WORDS, {}, STEPS, asks=_ASKS, due=due)
