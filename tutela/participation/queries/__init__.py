"""What was told in a file; the chapter in a file's story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.cases.api import NOT_OPEN, CaseFile, Chapter, Happening
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today

from ..enums import Missing, Talk
from ..models import AccessRequest, HandedOver
from ..policies import PREPARED_FROM, is_adult, missing, nears_adulthood, to_tell, turns_18


def talks(file: CaseFile) -> QuerySet[HandedOver]:
    """Newest first."""
    return HandedOver.objects.filter(file=file).order_by("-handed_on", "-created_at")


RELATED = ("person", "decided_by")


def requests(file: CaseFile) -> QuerySet[AccessRequest]:
    """Newest first."""
    return AccessRequest.objects.filter(file=file).select_related(*RELATED).order_by("-created_at", "-id")


@dataclass(frozen=True)
class Turning:
    """A young person whose file is open and who may turn 18 within a year: between which days, and what that still needs."""

    file: CaseFile
    earliest: dt.date
    latest: dt.date
    missing: tuple[Missing, ...]


def turning_18(actor: Actor) -> list[Turning]:
    """In the files that the actor is responsible for; who still needs something first, then by how soon. Whoever is 18 for certain stands
    there until that is prepared."""
    mine = CaseFile.objects.filter(worker_id=actor.id, merged_into=None, sealed_at=None).exclude(state__in=NOT_OPEN)
    year = today().year
    near = [  # by the ages that are written in plain; the birth is opened of these alone
        pk
        for pk, high, reported in mine.values_list("pk", "age_high", "reported_on")
        if high is None or high + year - reported.year + 1 >= PREPARED_FROM
    ]
    found = []
    for file in CaseFile.objects.filter(pk__in=near).select_related("child", "office"):
        if not nears_adulthood(file):
            continue
        needs = tuple(missing(file))
        if needs or not is_adult(file):
            found.append(Turning(file, *turns_18(file), needs))
    return sorted(found, key=lambda one: (not one.missing, one.earliest, one.file.number))


def first(actor: Actor) -> list[dict[str, Any]]:
    """For the page of the day's work, after everything that is about safety: whose turning 18 still needs something."""
    return [
        {
            "what": _("Prepare turning 18 with the child"),
            "about": one.file.number,
            "url": reverse("child_sheet", args=[one.file.pk]),
            "due": one.earliest,
            "ahead": True,
        }
        for one in turning_18(actor)
        if one.missing
    ]


_FREELY = "file_id = %(file)s AND free AND understood <> 'no'"
_UNTOLD = (
    "SELECT p.decided_at, 'sheet_untold', p.id, NULL::uuid, '' FROM "
    "(SELECT id, decided_at FROM care_plan WHERE file_id = %(file)s AND state = 'approved' ORDER BY decided_at DESC LIMIT 1) p "
    f"WHERE p.id NOT IN (SELECT plan_id FROM participation_handedover WHERE {_FREELY} AND talk = 'sheet' AND plan_id IS NOT NULL)"
)
_ADULTHOOD_TOLD = (
    "SELECT created_at, 'adulthood_told', id, NULL::uuid, '' FROM participation_handedover "
    f"WHERE {_FREELY} AND talk = 'adulthood'"
)


def due(file: CaseFile, asked: Sequence[Happening]) -> list[dict[str, Any]]:
    """What the child is still to be told, as the file's page lists what is due."""
    words = {
        Talk.SHEET: _("Give the child the sheet, and record it"),
        Talk.ADULTHOOD: _("Prepare turning 18 with the child"),
    }
    planned_at = next((row.at for row in asked if row.kind == "sheet_untold"), None)
    open_talks = to_tell(file, planned_at=planned_at, prepared=any(row.kind == "adulthood_told" for row in asked))
    here = reverse("child_sheet", args=[file.pk])
    return [
        {"kind": "", "label": words[talk], "due": at, "late": at < now(), "step": 0, "url": here} for talk, at in open_talks
    ]


_TOLD = (
    "SELECT created_at, 'child_told', id, created_by_id, '' FROM participation_handedover "
    "WHERE file_id = %(file)s AND talk = 'sheet'"
)
_PREPARED = (
    "SELECT created_at, 'child_adulthood', id, created_by_id, '' FROM participation_handedover "
    "WHERE file_id = %(file)s AND talk = 'adulthood'"
)
_ASKED = (
    "SELECT created_at, 'access_request', id, created_by_id, '' FROM participation_accessrequest WHERE file_id = %(file)s"
)
WORDS = {
    "access_request": (gettext_lazy("Somebody asked to see what is held"), "eye", "info", ""),
    "child_told": (gettext_lazy("The child's sheet gone through with the child"), "message", "success", ""),
    "child_adulthood": (gettext_lazy("Turning 18 talked through"), "message", "success", ""),
}
STEPS = (
    ("child_sheet", gettext_lazy("The child's sheet"), "message"),
    ("access_requests", gettext_lazy("See what is held, or correct it"), "eye"),
    ("file_print", gettext_lazy("Print the file or the plan"), "printer"),
)
CHAPTER = Chapter((_TOLD, _PREPARED, _ASKED), WORDS, {}, STEPS, asks=(_UNTOLD, _ADULTHOOD_TOLD), due=due)
