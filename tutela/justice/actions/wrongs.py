"""Settlements, marriages called reparation, detention and punishment of a child who was exploited: each opens what stops it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, Concern, DeadlineKind
from tutela.cases.api.steps import add_section, meet_deadline, revise, set_deadline, time_for, touch_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.vocabulary import api as vocabulary

from ..enums import GRANTED, Answer, ChargedFor, NonPunishment, Separated, Task
from ..models import Charge, Liberty, Settlement
from ..policies import wrongs as policies
from ..policies.answers import Answers, after
from ..policies.keep import keep_justice
from ..states import CHARGE, HELD, LIBERTY, SETTLEMENT, ChargeState, LibertyState, SettlementState
from .keep import close_tasks, due_sooner, note, open_task, take, tell

MARRIAGE = "marriage"
_SETTLED = Answers(
    codes={"child_heard": Answer},
    many={"forms": "settlement_forms", "parties": "settlement_parties"},
    past=("known_on",),
    needed=("known_on", "forms", "parties", "words"),
    also=("state",),
)
_FOLLOWED = Answers(
    codes={"state": SettlementState, "child_heard": Answer},
    many=_SETTLED.many,
    needed=("state", "forms", "parties", "words"),
)
_HELD = Answers(
    codes={"place_kind": "detention_flags", "separated": Separated},
    past=("held_since", "family_contact_on"),
    needed=("place_kind", "territory", "held_since"),
    also=("place", "because"),
)
_CONTESTED = Answers(needed=("contested_words",))
_ALTERNATIVE = Answers(
    codes={"alternative_kind": "care_status"}, needed=("alternative_kind", "alternative", "alternative_by")
)
_RELEASED = Answers(
    codes={"released_kind": "care_status"}, past=("released_at",), needed=("released_kind", "released_at", "released_to")
)
_REMEDY = Answers(needed=("remedy",))
_CHARGED = Answers(
    codes={"act": ChargedFor}, past=("charged_on",), needed=("act", "charged_on"), also=("sanction", "law", "words")
)
_SOUGHT = Answers(past=("sought_on",), needed=("sought_on",), also=("words",))
_DECIDED = Answers(
    codes={"outcome": NonPunishment}, past=("decided_on",), needed=("outcome", "decided_on"), also=("outcome_words",)
)


@transaction.atomic
def record_settlement(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Settlement:
    """Write down a settlement that is proposed, under way or made. It is a protection concern: a legal step is opened and the
    supervisor told. Nothing ends by it (P6); a marriage opens more (R81).

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, no form, nobody who agreed, no words.
    """
    keep_justice.require(by, file)
    state = values.get("state") or SettlementState.PROPOSED.value
    known = (
        {}
        if state in SettlementState.values
        else {"state": _("This is not one of the known answers. Choose one from the list.")}
    )
    said = _SETTLED.require(values, known) | {"state": state}
    settlement = add_section(model=Settlement, file=file, by=by, values=said)
    settlement.file = file
    note(record=settlement, by=by, what="settlement_recorded", state=settlement.state)
    return _stand_against(settlement, by)


@transaction.atomic
def follow_settlement(*, record: Settlement, by: Actor, base_version: int, values: Mapping[str, Any]) -> Settlement:
    """Write down where a settlement stands now, and what was learnt of it.

    Raises:
        Refused: not whoever keeps the chapter, or it is over.
        InvalidInput: unknown codes, no words.
        WrongState: this cannot follow.
        StaleVersion: somebody saved meanwhile.
    """
    policies.follow_settlement.require(by, record)
    said = _FOLLOWED.require(values)
    state = said.pop("state")
    if state == record.state:
        saved = revise(section=record, by=by, base_version=base_version, values=said)
        saved.file = record.file
        note(record=saved, by=by, what="settlement_revised", state=state)
    else:
        saved = take(
            record=record,
            by=by,
            base_version=base_version,
            machine=SETTLEMENT,
            target=state,
            values=said,
            what="settlement_followed",
        )
    return _stand_against(saved, by)


@transaction.atomic
def held(*, care: Any, by: Actor) -> Liberty | None:
    """A child's place of stay is a place of detention: the violation is open from that day, unless one is already.

    Raises:
        Refused: not whoever keeps the chapter.
    """
    file: CaseFile = care.file
    if care.ended_on is not None or Liberty.objects.filter(file=file, state__in=HELD).exists():
        return None
    since = min(dt.datetime.combine(care.started_on, dt.time(0), tzinfo=dt.UTC), now())
    known = {"place_kind": vocabulary.UNIVERSAL[0], "territory": file.territory, "held_since": since, "place": care.place}
    return record_liberty(file=file, by=by, values=known)


@transaction.atomic
def record_liberty(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Liberty:
    """Write down that the child is held. The clock runs in hours, an urgent legal step is opened, the ombudsperson and legal aid
    are told at once, and it stands on the ombudsperson's list until the release (P20).

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, a moment in the future, no territory.
    """
    keep_justice.require(by, file)
    liberty = add_section(model=Liberty, file=file, by=by, values=_HELD.require(values))
    liberty.file = file
    office = file.office_id
    people = {
        "ombudsperson": accounts.users_in_role("ombudsperson", office),
        "legal_aid": accounts.users_in_role("legal_officer", office),
        "supervisor": accounts.users_with("file_approve", office),
    }
    liberty.told = tell(record=liberty, by=by, people=people)
    liberty.save(update_fields=["told"])
    hours = vocabulary.jurisdiction().limits.release_hours
    due = max(now(), liberty.held_since + dt.timedelta(hours=hours))
    set_deadline(file=file, kind=DeadlineKind.LIBERTY, due_at=due, by=by, subject=liberty.pk)
    open_task(file=file, by=by, kind=Task.RELEASE, subject=liberty.pk, urgent=True)
    note(record=liberty, by=by, what="liberty_violated", place=liberty.place_kind)
    return liberty


@transaction.atomic
def contest(*, record: Liberty, by: Actor, base_version: int, values: Mapping[str, Any]) -> Liberty:
    """The authority contests that the child must go; the clock runs on.

    Raises:
        Refused: not whoever keeps the chapter, or the child is free.
        InvalidInput: nothing written.
        StaleVersion: somebody saved meanwhile.
    """
    policies.contest.require(by, record)
    return _liberty(record, by, base_version, LibertyState.CONTESTED, _CONTESTED.require(values))


@transaction.atomic
def plan_alternative(*, record: Liberty, by: Actor, base_version: int, values: Mapping[str, Any]) -> Liberty:
    """Plan where the child goes that is not closed; the clock runs on until the child is there.

    Raises:
        Refused: not whoever keeps the chapter; a place of detention is no alternative.
        InvalidInput: nothing written, no day.
        StaleVersion: somebody saved meanwhile.
    """
    policies.plan_alternative.require(by, record)
    policies.open_place.require(str(values.get("alternative_kind") or ""))
    return _liberty(record, by, base_version, LibertyState.ALTERNATIVE_PLANNED, _ALTERNATIVE.require(values))


@transaction.atomic
def release(*, record: Liberty, by: Actor, base_version: int, values: Mapping[str, Any]) -> Liberty:
    """The child is out: the clock stops, the legal step ends, the entry leaves the ombudsperson's list.

    Raises:
        Refused: not whoever keeps the chapter; moved to another closed place is no release.
        InvalidInput: a moment before the child was held or in the future, nothing written.
        StaleVersion: somebody saved meanwhile.
    """
    policies.release.require(by, record)
    policies.open_place.require(str(values.get("released_kind") or ""))
    early = after(values, "released_at", record.held_since)
    saved = _liberty(record, by, base_version, LibertyState.RELEASED, _RELEASED.require(values, early))
    meet_deadline(file=record.file, kind=DeadlineKind.LIBERTY, by=by, subject=record.pk)
    close_tasks(file=record.file, by=by, subject=record.pk, result=str(_("The child was released.")))
    return saved


@transaction.atomic
def remedy(*, record: Liberty, by: Actor, base_version: int, values: Mapping[str, Any]) -> Liberty:
    """Write down what was done for the wrong: an apology, compensation, a record erased.

    Raises:
        Refused: not whoever keeps the chapter, or the child is still held.
        InvalidInput: nothing written.
        StaleVersion: somebody saved meanwhile.
    """
    policies.remedy.require(by, record)
    return _liberty(record, by, base_version, LibertyState.REMEDIED, _REMEDY.require(values))


@transaction.atomic
def record_charge(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Charge:
    """Write down that the child is charged or punished for acts linked to the exploitation: a non-punishment action is opened.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, a day in the future.
    """
    keep_justice.require(by, file)
    charge = add_section(model=Charge, file=file, by=by, values=_CHARGED.require(values))
    charge.file = file
    open_task(file=file, by=by, kind=Task.NON_PUNISHMENT, subject=charge.pk, urgent=True)
    tell(record=charge, by=by, people={"legal_aid": accounts.users_in_role("legal_officer", file.office_id)})
    note(record=charge, by=by, what="charge_recorded")
    return charge


@transaction.atomic
def seek_non_punishment(*, record: Charge, by: Actor, base_version: int, values: Mapping[str, Any]) -> Charge:
    """It was asked that the child is not punished, or asked again after a refusal.

    Raises:
        Refused: not whoever keeps the chapter, or it was asked already.
        InvalidInput: no day, or one before the charge.
        StaleVersion: somebody saved meanwhile.
    """
    policies.seek.require(by, record)
    said = _SOUGHT.require(values, after(values, "sought_on", record.charged_on))
    cleared = {"outcome": "", "decided_on": None}
    return take(
        record=record,
        by=by,
        base_version=base_version,
        machine=CHARGE,
        target=ChargeState.SOUGHT,
        values=said | cleared,
        what="non_punishment_sought",
    )


@transaction.atomic
def decide_non_punishment(*, record: Charge, by: Actor, base_version: int, values: Mapping[str, Any]) -> Charge:
    """Write down how it ended. A refusal leaves the legal step open: it can be asked again.

    Raises:
        Refused: not whoever keeps the chapter, or it was not asked.
        InvalidInput: no outcome, a day that cannot be.
        StaleVersion: somebody saved meanwhile.
    """
    policies.decide.require(by, record)
    said = _DECIDED.require(values, after(values, "decided_on", record.sought_on or record.charged_on))
    target = ChargeState.GRANTED if said["outcome"] in GRANTED else ChargeState.REFUSED
    saved = take(
        record=record,
        by=by,
        base_version=base_version,
        machine=CHARGE,
        target=target,
        values=said,
        what="non_punishment_decided",
    )
    if target == ChargeState.GRANTED:
        close_tasks(file=record.file, by=by, subject=record.pk, result=str(_("Non-punishment was granted.")))
    return saved


def _liberty(record: Liberty, by: Actor, base_version: int, target: LibertyState, values: Mapping[str, Any]) -> Liberty:
    return take(
        record=record,
        by=by,
        base_version=base_version,
        machine=LIBERTY,
        target=target,
        values=values,
        what=f"liberty_{target.value}",
    )


def _stand_against(settlement: Settlement, by: Actor) -> Settlement:
    """What a settlement opens, as long as it is not refused or annulled."""
    if settlement.state in (SettlementState.REFUSED, SettlementState.ANNULLED):
        return settlement
    file = settlement.file
    open_task(file=file, by=by, kind=Task.SETTLEMENT, subject=settlement.pk)
    tell(record=settlement, by=by, people={"supervisor": accounts.users_with("file_approve", file.office_id)})
    if MARRIAGE in settlement.forms and not settlement.acted_on_marriage:
        _stand_against_marriage(settlement, by)
    return settlement


def _stand_against_marriage(settlement: Settlement, by: Actor) -> None:
    """A new grave concern: the label, the safety plan, urgent legal action, and high risk until it is looked at again (R81)."""
    file = settlement.file
    labels = {"concerns": ["PC08"], "offences": ["FMAR"], "considerations": ["dispute_settlement"]}
    concern = add_section(model=Concern, file=file, by=by, values=labels)
    audit.record(by=by, action="concern_added", subject=f"cases.concern:{concern.pk}", about=str(file.child_id))
    hours = int(time_for("safety_plan", "high").total_seconds() // 3600)
    due_sooner(file=file, by=by, kind=DeadlineKind.SAFETY_PLAN, hours=hours)
    open_task(file=file, by=by, kind=Task.FORCED_MARRIAGE, subject=settlement.pk, urgent=True)
    review = due_sooner(
        file=file,
        by=by,
        kind=DeadlineKind.REASSESSMENT,
        hours=vocabulary.jurisdiction().limits.threat_review_hours,
    )
    touch_file(file=file, by=by, risk_level="high", review_due_on=review.date())
    settlement.acted_on_marriage = True
    settlement.save(update_fields=["acted_on_marriage"])
    note(record=settlement, by=by, what="marriage_opposed")
