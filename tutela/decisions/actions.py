"""Determining the best interests: propose, weigh options, hear, seat the panel, take positions, decide, look again (R136)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.audit import api as audit
from tutela.care.api import PRINCIPLES
from tutela.cases.api import CaseFile, ChildView, DeadlineKind, work_on_file
from tutela.cases.api.steps import add_section, meet_deadline, revise, set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, empty, stop
from tutela.kernel.clock import end_of, today
from tutela.vocabulary import api as vocabulary

from . import policies
from .enums import Conflict, Factor, Reviewed, Stand, Weight
from .models import DecisionOption, Determination, PanelMember
from .queries import may_sit
from .states import DETERMINATION, State

REVIEW_WITHIN = dt.timedelta(days=366)


@transaction.atomic
def propose(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Determination:
    """Open a determination: ``kind``, ``subject``, and the ``country`` of a return (two letters).

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: an unknown kind, no words, no country for a return.
    """
    work_on_file.require(by, file)
    country = str(values.get("country") or "").strip().upper()
    two = len(country) == 2 and country.isascii() and country.isalpha()
    problems = _unknown(values, kind=Weight) | empty(values, "subject")
    if (country or values.get("kind") == Weight.RETURN) and not two:
        problems["country"] = _("Write the two letters of the country, such as FR.")
    stop(problems)
    said = {"kind": values["kind"], "subject": values["subject"].strip(), "country": country}
    one = add_section(model=Determination, file=file, by=by, values=said)
    one.file = file
    _note(one, by, "determination_proposed", kind=one.kind)
    return one


@transaction.atomic
def add_option(*, one: Determination, by: Actor, base_version: int, values: Mapping[str, Any]) -> Determination:
    """Write one way with what speaks for and against it.

    Raises:
        Refused: not the file's worker, or the panel has met already.
        InvalidInput: something is not written, unknown factors.
        StaleVersion: somebody saved meanwhile.
    """
    policies.write_draft.require(by, one)
    problems = empty(values, "name", "speaks_for", "speaks_against", "safety", "child_thinks")
    factors = values.get("factors") or []
    if not factors or any(code not in Factor.values for code in factors):
        problems["factors"] = _("Choose at least one of the factors in the list.")
    stop(problems)
    one = _next(one, by, base_version)
    row = add_section(model=DecisionOption, file=one.file, by=by, values=dict(values) | {"determination": one})
    _note(one, by, "determination_option", option=str(row.pk))
    return one


@transaction.atomic
def hear(*, one: Determination, by: Actor, base_version: int, values: Mapping[str, Any]) -> Determination:
    """Link the child's ``view`` in the file, write the guardian's view and the check of the risk on return.

    Raises:
        Refused: not the file's worker, or the panel has met already.
        InvalidInput: a view of another file.
        StaleVersion: somebody saved meanwhile.
    """
    policies.write_draft.require(by, one)
    view = values.get("view")
    known = view is None or (isinstance(view, ChildView) and view.file_id == one.file_id)
    stop({} if known else {"view": _("Choose what this child said, in this file.")})
    said = {name: values[name] for name in ("view", "guardian_view", "risk_on_return") if name in values}
    saved = _revise(one, by, base_version, said)
    _note(saved, by, "determination_heard")
    return saved


@transaction.atomic
def add_member(*, one: Determination, by: Actor, base_version: int, values: Mapping[str, Any]) -> Determination:
    """Seat somebody on the panel: a ``user`` who sees the file, or a person outside by ``name``; nobody who wrote the proposal.

    Raises:
        Refused: not the file's worker, or the panel has met already; the proposer.
        InvalidInput: nobody named, unknown sector or declaration, somebody who sits there already or cannot see the file.
        StaleVersion: somebody saved meanwhile.
    """
    policies.write_draft.require(by, one)
    user, name = values.get("user"), str(values.get("name") or "").strip()
    problems = _unknown(values, conflict=Conflict)
    if not vocabulary.is_code("actors", str(values.get("sector") or "")):
        problems["sector"] = UNKNOWN
    if (user is None) == (not name):
        problems["name"] = _("Choose a person who signs in here, or write the name of somebody else; one of the two.")
    elif isinstance(user, User):
        policies.sit.require(one, user.pk)
        if not may_sit(one.file).filter(pk=user.pk).exists() or one.members.filter(user=user).exists():
            problems["user"] = _("Choose somebody of the list who does not sit on this panel yet.")
        name = user.full_name
    stop(problems)
    one = _next(one, by, base_version)
    said = {"determination": one, "user": user, "name": name, "sector": values["sector"], "conflict": values["conflict"]}
    row = add_section(model=PanelMember, file=one.file, by=by, values=said)
    _note(one, by, "panel_member_added", member=str(row.pk), conflict=row.conflict)
    return one


@transaction.atomic
def call_panel(*, one: Determination, by: Actor, base_version: int, values: Mapping[str, Any]) -> Determination:
    """The draft goes to the panel and changes no more.

    Raises:
        Refused: not the file's worker; options, views, guardian, risk or members are missing.
        StaleVersion: somebody saved meanwhile.
    """
    policies.call_panel.require(by, one)
    return _move(one, by, base_version, State.PANEL, {}, "panel_called")


@transaction.atomic
def take_position(*, one: Determination, by: Actor, base_version: int, values: Mapping[str, Any]) -> Determination:
    """Write where one ``member`` stands; dissent keeps its words for good.

    Raises:
        Refused: not before the panel; another person's position.
        InvalidInput: nobody on this panel, an unknown answer, dissent without words.
        StaleVersion: somebody saved meanwhile.
    """
    policies.take_position.require(by, one)
    named, words = values.get("member"), str(values.get("words") or "").strip()
    problems = _unknown(values, stand=Stand)
    rows = PanelMember.objects.select_for_update(of=("self",)).select_related("determination__file")
    waiting = rows.filter(determination=one, conflict=Conflict.NONE, stand="")
    member = waiting.filter(pk=named.pk).first() if isinstance(named, PanelMember) else None
    if member is None:
        problems["member"] = _("Choose a member of this panel who has not said yet where they stand.")
    if values.get("stand") == Stand.DISSENTS and not words:
        problems["words"] = _("Write the dissent in the member's words; it stays beside the decision.")
    stop(problems)
    policies.stand_for.require(by, member)  # type: ignore[arg-type]
    one = _next(one, by, base_version)
    said = {"stand": values["stand"], "words": words}
    revise(section=member, by=by, base_version=member.version, values=said)  # type: ignore[union-attr,type-var]
    _note(one, by, "panel_position", member=str(member.pk), stand=said["stand"])  # type: ignore[union-attr]
    return one


@transaction.atomic
def decide(*, one: Determination, by: Actor, base_version: int, values: Mapping[str, Any]) -> Determination:
    """Choose an option, with reasons, a sentence for each of the four principles (R15) and a day of review.

    Raises:
        Refused: no approval for the office, one's own proposal, positions missing, not before the panel.
        InvalidInput: no option of this determination, no reasons, an empty principle, a day that cannot be.
        StaleVersion: somebody saved meanwhile.
    """
    policies.decide.require(by, one)
    chosen = values.get("chosen")
    problems = empty(values, "reasons", *PRINCIPLES) | _day(values)
    if not isinstance(chosen, DecisionOption) or chosen.determination_id != one.pk:
        problems["chosen"] = UNKNOWN
    stop(problems)
    said = {
        "chosen": chosen,
        "carries_out": chosen.does_it,  # type: ignore[union-attr]
        "reasons": values["reasons"].strip(),
        "principles": {name: values[name].strip() for name in PRINCIPLES},
        "decided_by_id": by.id,
        "decided_on": today(),
        "review_on": values["review_on"],
    }
    saved = _move(one, by, base_version, State.DECIDED, said, "determination_decided")
    _due(saved, by)
    return saved


@transaction.atomic
def review(*, one: Determination, by: Actor, base_version: int, values: Mapping[str, Any]) -> Determination:
    """Look again: it stands until another day, or new facts end it.

    Raises:
        Refused: no approval for the office, one's own proposal, or not decided.
        InvalidInput: an unknown finding, nothing written, no day where it stands.
        StaleVersion: somebody saved meanwhile.
    """
    policies.review.require(by, one)
    stands = values.get("finding") == Reviewed.STANDS
    stop(_unknown(values, finding=Reviewed) | empty(values, "review_words") | (_day(values) if stands else {}))
    said: dict[str, Any] = {"review_words": values["review_words"].strip()}
    if stands:
        saved = _revise(one, by, base_version, said | {"review_on": values["review_on"]})
        _note(saved, by, "determination_reviewed")
        _due(saved, by)
        return saved
    ended = _move(one, by, base_version, State.SUPERSEDED, said, "determination_superseded")
    meet_deadline(file=ended.file, kind=DeadlineKind.REVIEW, by=by, subject=ended.pk)
    return ended


def _move(
    one: Determination, by: Actor, base_version: int, target: State, values: Mapping[str, Any], what: str
) -> Determination:
    held = Determination.objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=one.pk)
    moved = DETERMINATION.move(held, target)
    saved = _revise(one, by, base_version, dict(values) | {"state": moved.value})
    _note(saved, by, what, state=moved.value)
    return saved


def _next(one: Determination, by: Actor, base_version: int) -> Determination:
    """The determination held at the version that was seen; what is beside it changes one after the other."""
    return _revise(one, by, base_version, {"pages": one.pages + 1})


def _revise(one: Determination, by: Actor, base_version: int, values: Mapping[str, Any]) -> Determination:
    saved = revise(section=one, by=by, base_version=base_version, values=values)
    saved.file = one.file
    return saved


def _due(one: Determination, by: Actor) -> None:
    meet_deadline(file=one.file, kind=DeadlineKind.REVIEW, by=by, subject=one.pk)
    if one.review_on is not None:
        set_deadline(file=one.file, kind=DeadlineKind.REVIEW, due_at=end_of(one.review_on), by=by, subject=one.pk)


def _note(one: Determination, by: Actor, what: str, **details: Any) -> None:
    subject = f"decisions.determination:{one.pk}"
    audit.record(by=by, action=what, subject=subject, about=str(one.file.child_id), details=details)


def _unknown(values: Mapping[str, Any], **known: Any) -> dict[str, Any]:
    return {name: UNKNOWN for name, words in known.items() if values.get(name) not in words.values}


def _day(values: Mapping[str, Any]) -> dict[str, Any]:
    day = values.get("review_on")
    fits = isinstance(day, dt.date) and today() < day <= today() + REVIEW_WITHIN
    return {} if fits else {"review_on": _("Give a day between tomorrow and a year from now.")}
