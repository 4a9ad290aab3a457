"""Recording concerns with several independent labels; suggesting connected ones, never adding them (R4–R8, R11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel import partial_dates
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import CaseFile, Concern, OverlapDecision
from ..policies.file import work_on_file
from .sections import add_section, revise

_LISTS = {
    "concerns": "concerns",
    "offences": "offences",
    "acts": "acts",
    "purposes": "purposes",
    "considerations": "considerations",
    "media": "media",
    "contexts": "contexts",
}
_SINGLE = {
    "consideration_recipient": "consideration_recipient",
    "verification": "verification",
    "person_relation": "perpetrator_relations",
}
NOTHING_GIVEN = ("none_known", *vocabulary.UNIVERSAL)
MARRIAGE = ("PC08", "FMAR")
CONCERN = [
    *_LISTS,
    *"consideration_recipient verification happened place description person_of_concern person_relation".split(),
    "material_reference",
]


@transaction.atomic
def add_concern(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Concern:
    """Record one situation with as many labels as apply.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no label, unknown codes, an impossible date.
    """
    work_on_file.require(by, file)
    _check(values)
    concern = add_section(model=Concern, file=file, by=by, values=values)
    audit.record(
        by=by,
        action="concern_added",
        subject=f"cases.concern:{concern.pk}",
        about=str(file.child_id),
        details={"labels": len(concern.concerns) + len(concern.offences)},
    )
    return concern


@transaction.atomic
def revise_concern(*, concern: Concern, by: Actor, base_version: int, values: Mapping[str, Any]) -> Concern:
    """Save a new version of a concern.

    Raises:
        Refused, InvalidInput: as in :func:`add_concern`.
        StaleVersion: somebody saved meanwhile.
    """
    work_on_file.require(by, concern.file)
    _check(values)
    revised = revise(section=concern, by=by, base_version=base_version, values=values)
    audit.record(by=by, action="concern_revised", subject=f"cases.concern:{concern.pk}", about=str(concern.file.child_id))
    return revised


@transaction.atomic
def decide_overlap(*, concern: Concern, by: Actor, because_of: str, suggested: str, confirmed: bool) -> OverlapDecision:
    """Confirm a suggested connected label, which adds it, or dismiss it, which is kept too (R11).

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: this label was not suggested.
    """
    work_on_file.require(by, concern.file)
    if (because_of, suggested) not in suggestions(concern):
        raise InvalidInput({"suggested": _("This label was not suggested, or it was decided already.")})
    if confirmed:
        revise(
            section=concern,
            by=by,
            base_version=concern.version,
            values={"offences": sorted({*concern.offences, suggested})},
        )
    decision = OverlapDecision.objects.create(
        file=concern.file,
        concern=concern,
        because_of=because_of,
        suggested=suggested,
        confirmed=confirmed,
        decided_by_id=by.id,
    )
    audit.record(
        by=by,
        action="overlap_confirmed" if confirmed else "overlap_dismissed",
        subject=f"cases.concern:{concern.pk}",
        about=str(concern.file.child_id),
        details={"because_of": because_of, "suggested": suggested},
    )
    return decision


def suggestions(concern: Concern) -> list[tuple[str, str]]:
    """Pairs (label that is there, connected label to check) not yet decided. Consideration on a marriage suggests the sale
    label too (R7)."""
    decided = {(row.because_of, row.suggested) for row in concern.overlap_decisions.all()}
    pairs = [(code, other) for code in concern.offences for other in vocabulary.overlaps_for(code)]
    if given(concern):
        pairs += [(code, "SALE-MA") for code in MARRIAGE if code in (*concern.concerns, *concern.offences)]
    offered: dict[str, tuple[str, str]] = {}
    for pair in pairs:
        if pair[1] not in concern.offences and pair not in decided and pair[1] not in {label for _why, label in decided}:
            offered.setdefault(pair[1], pair)
    return list(offered.values())


def given(concern: Concern) -> bool:
    """Whether anything was given or promised, as far as it is known."""
    return any(code not in NOTHING_GIVEN for code in concern.considerations)


def incomplete(concern: Concern) -> list[str]:
    """What a recorded sale still lacks: ``considerations``, ``purposes``. Incomplete is not invalid (R5)."""
    if not any(code.startswith("SALE") for code in concern.offences):
        return []
    return [name for name in ("considerations", "purposes") if not getattr(concern, name)]


def _check(values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in CONCERN}
    for name, list_id in _LISTS.items():
        if any(not vocabulary.is_code(list_id, code) for code in values.get(name, [])):
            problems[name] = _("One of these is not a known code. Choose from the list.")
    for name, list_id in _SINGLE.items():
        if values.get(name) and not vocabulary.is_code(list_id, values[name]):
            problems[name] = _("This is not one of the known answers. Choose one from the list.")
    if not values.get("concerns") and not values.get("offences"):
        problems["concerns"] = _("Choose at least one label; several may apply, and “suspected” is enough.")
    if happened := values.get("happened"):
        try:
            partial_dates.bounds(happened)
        except ValueError as error:
            problems["happened"] = [str(error)]
    if problems:
        raise InvalidInput(problems)
