"""The persons around the child and the care arrangements over time (R38, R39)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import CareArrangement, CaseFile, Consent, PersonAround
from ..policies.file import work_on_file
from .sections import add_section, revise

PERSON = "name relation authority contact office holds_responsibility protective".split()
EXAMINED = ("sale_suspected", "no_sale")
CARE = "kind carer place started_on ended_on handover_fee handover_promise".split()


@transaction.atomic
def add_person(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> PersonAround:
    """Add a person around the child. Whether they are safe is its own decision: :func:`mark_unsafe`.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no name or relation, or unknown fields.
    """
    work_on_file.require(by, file)
    _known(values, PERSON)
    if not values.get("name") or not values.get("relation"):
        raise InvalidInput({"name": _("Give a name or a description, and the relation to the child.")})
    person = add_section(model=PersonAround, file=file, by=by, values=values)
    audit.record(by=by, action="person_added", subject=f"cases.person:{person.pk}", about=str(file.child_id))
    return person


@transaction.atomic
def mark_unsafe(
    *, person: PersonAround, by: Actor, reason: str, unsafe: bool = True, office: Office | None = None
) -> PersonAround:
    """Switch a person unsafe (or safe again): every consent they gave is void from now on, every message to them blocked, and
    nothing of this child goes to the office where they work (R39); ``office`` says which, where it was not known.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no reason.
    """
    work_on_file.require(by, person.file)
    if not reason.strip():
        raise InvalidInput({"reason": _("Write in a sentence why; it protects the child and you.")})
    changed = revise(
        section=person,
        by=by,
        base_version=person.version,
        values={"unsafe": unsafe, "unsafe_reason": reason} | ({"office": office} if office is not None else {}),
    )
    voided = 0
    if unsafe:
        for consent in Consent.objects.filter(given_by=person, withdrawn_at=None):
            revise(section=consent, by=by, base_version=consent.version, values={"withdrawn_at": now()})
            voided += 1
    audit.record(
        by=by,
        action="person_marked_unsafe" if unsafe else "person_marked_safe",
        subject=f"cases.person:{person.pk}",
        about=str(person.file.child_id),
        details={"consents_voided": voided},
    )
    return changed


@transaction.atomic
def add_care(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> CareArrangement:
    """Record with whom the child lives or lived. Overlapping times are refused; a fee at hand-over must be examined (R38); a
    child in detention is held, and that is a violation with a clock (R82).

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: unknown code, end before start, overlap.
    """
    work_on_file.require(by, file)
    _known(values, CARE)
    start, end = values.get("started_on"), values.get("ended_on")
    problems = {}
    if not vocabulary.is_code("care_status", str(values.get("kind", ""))):
        problems["kind"] = _("Choose with whom or where the child lives from the list.")
    if not isinstance(start, dt.date):
        problems["started_on"] = _("Give the day this began, even if it is a guess.")
    elif end is not None and end < start:
        problems["ended_on"] = _("The end lies before the beginning. Check both days.")
    elif _overlapping(file, start, end).exists():
        problems["started_on"] = _("Another arrangement covers these days. End that one first, or correct the days.")
    if problems:
        raise InvalidInput(problems)
    examined = "to_examine" if values.get("handover_fee") else "not_needed"
    care = add_section(model=CareArrangement, file=file, by=by, values={**values, "sale_examined": examined})
    audit.record(
        by=by,
        action="care_recorded",
        subject=f"cases.care:{care.pk}",
        about=str(file.child_id),
        details={"kind": care.kind, "sale_examined": examined},
    )
    if care.kind == "detention":
        import_string(settings.TUTELA_HELD)(care=care, by=by)
    return care


@transaction.atomic
def examine_sale(*, care: CareArrangement, by: Actor, outcome: str) -> CareArrangement:
    """Answer the check that a fee at hand-over opened: was it a sale, or not (R38). “Sale” is recorded as a concern apart.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no such outcome, or nothing was to be examined.
    """
    work_on_file.require(by, care.file)
    if outcome not in EXAMINED or care.sale_examined == "not_needed":
        raise InvalidInput({"outcome": _("Say what the check found: signs of a sale, or none.")})
    examined = revise(section=care, by=by, base_version=care.version, values={"sale_examined": outcome})
    audit.record(
        by=by,
        action="sale_examined",
        subject=f"cases.care:{care.pk}",
        about=str(care.file.child_id),
        details={"outcome": outcome},
    )
    return examined


@transaction.atomic
def end_care(*, care: CareArrangement, by: Actor, ended_on: dt.date) -> CareArrangement:
    """End an arrangement.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: the end lies before the beginning.
    """
    work_on_file.require(by, care.file)
    if ended_on < care.started_on:
        raise InvalidInput({"ended_on": _("The end lies before the beginning. Check both days.")})
    ended = revise(section=care, by=by, base_version=care.version, values={"ended_on": ended_on})
    audit.record(by=by, action="care_ended", subject=f"cases.care:{care.pk}", about=str(care.file.child_id))
    return ended


def _overlapping(file: CaseFile, start: dt.date, end: dt.date | None):  # type: ignore[no-untyped-def]
    found = CareArrangement.objects.filter(file=file).filter(Q(ended_on=None) | Q(ended_on__gt=start))
    return found.filter(started_on__lt=end) if end else found


def _known(values: Mapping[str, Any], allowed: list[str]) -> None:
    unknown = {name: _("There is no such answer in this form.") for name in values if name not in allowed}
    if unknown:
        raise InvalidInput(unknown)
