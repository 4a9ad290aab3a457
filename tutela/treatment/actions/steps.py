"""Planning a step and writing down what became of it, by the service that treats or, where nothing is clinical, by the file's worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.care.api import Referral
from tutela.cases.api import CaseFile, work_on_file
from tutela.cases.api.steps import add_section, revise
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN
from tutela.kernel.api_http import hold
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..enums import OPEN_TO_ALL, Ended, Missed, TreatmentReason
from ..models import ClinicalStep, TreatmentStep
from ..queries import shown_as, time_of
from ..states import STEP, Stand

WITHIN = dt.timedelta(days=366)
BACK = dt.timedelta(days=31)
_DAY = _("Give a day from today to a year from now.")


@transaction.atomic
def plan_step(*, referral: Referral, by: Actor, values: Mapping[str, Any]) -> TreatmentStep:
    """Plan a step of a treatment: ``code`` (list ``treatment_steps``); ``next_on``, the day; ``needed_at``, from when its time counts
    where the country's rules make it time-critical (empty: now). Without a day, the day by which it is due.

    Raises:
        Refused: not the service that treats.
        InvalidInput: an unknown step, a day or moment that cannot be, a day after the time has passed.
    """
    policies.keep_course.require(by, referral)
    code, day = _code(values), values.get("next_on")
    rule = time_of(code)
    due_at = _since(values) + rule.within if rule is not None else None
    if due_at is not None:
        day = day or max(due_at.date(), today())
        if isinstance(day, dt.date) and day > max(due_at.date(), today()):
            raise InvalidInput({"next_on": _("This step is time-critical. Give a day before its time has passed.")})
    _check_day(day, needed=True)
    clinical = shown_as(code) not in OPEN_TO_ALL
    key = uuid7()
    one = TreatmentStep.objects.create(
        id=key,
        key_id=referral.key_id,
        file_id=referral.file_id,
        referral=referral,
        number=referral.number,
        office_id=referral.provider_office_id,
        kind=shown_as(code),
        measure="" if clinical else code,
        next_on=day,
        created_by_id=by.id,
        updated_by_id=by.id,
    )
    if clinical:
        _add_clinical(one, referral, code, rule, due_at)
    _note(one, by, "health_step_planned")
    return one


@transaction.atomic
def plan_measure(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> TreatmentStep:
    """Plan support for a caregiver or protection at school, as the file's worker: ``code`` and ``next_on``.

    Raises:
        Refused: not the file's worker; a step that only a service plans.
        InvalidInput: an unknown step, no day or one that cannot be.
    """
    work_on_file.require(by, file)
    code = _code(values)
    if shown_as(code) not in OPEN_TO_ALL:
        raise InvalidInput({"code": TreatmentReason.CLINICAL.label})
    _check_day(values.get("next_on"), needed=True)
    said = {"kind": shown_as(code), "measure": code, "next_on": values["next_on"]}
    one = add_section(model=TreatmentStep, file=file, by=by, values=said)
    one.file = file
    _note(one, by, "health_step_planned")
    return one


@transaction.atomic
def attend(*, one: TreatmentStep, by: Actor, base_version: int, values: Mapping[str, Any]) -> TreatmentStep:
    """They came, and it goes on: ``next_on``.

    Raises:
        Refused: not whoever keeps the step, or it has ended.
        InvalidInput: no next day, or one that cannot be.
        StaleVersion, WrongState: changed meanwhile; this cannot follow.
    """
    policies.keep_step.require(by, one)
    _check_day(values.get("next_on"), needed=True)
    return _save(one, by, base_version, Stand.ATTENDED, {"attended": True, "next_on": values["next_on"]})


@transaction.atomic
def done(*, one: TreatmentStep, by: Actor, base_version: int, values: Mapping[str, Any]) -> TreatmentStep:
    """It is done.

    Raises:
        Refused: not whoever keeps the step, or it has ended.
        StaleVersion: changed meanwhile.
    """
    policies.keep_step.require(by, one)
    came = one.attended if one.measure else True
    return _save(one, by, base_version, Stand.DONE, {"attended": came, "next_on": None})


@transaction.atomic
def miss(*, one: TreatmentStep, by: Actor, base_version: int, values: Mapping[str, Any]) -> TreatmentStep:
    """They did not come: ``why`` (:class:`..enums.Missed`), and ``next_on`` where a new day is known.

    Raises:
        Refused: not whoever keeps the step, or it has ended.
        InvalidInput: no reason, a day that cannot be.
        StaleVersion, WrongState: changed meanwhile; this cannot follow.
    """
    policies.keep_step.require(by, one)
    reason = _reason(values, Missed)
    _check_day(values.get("next_on"), needed=False)
    return _save(one, by, base_version, Stand.MISSED, {"attended": False, "next_on": values.get("next_on")}, reason)


@transaction.atomic
def new_day(*, one: TreatmentStep, by: Actor, base_version: int, values: Mapping[str, Any]) -> TreatmentStep:
    """Another day: ``next_on``. The time of a time-critical step does not move with it.

    Raises:
        Refused: not whoever keeps the step, or it has ended.
        InvalidInput: no day, or one that cannot be.
        StaleVersion: changed meanwhile.
    """
    policies.keep_step.require(by, one)
    _check_day(values.get("next_on"), needed=True)
    return _save(one, by, base_version, Stand.PLANNED, {"next_on": values["next_on"]})


@transaction.atomic
def cancel(*, one: TreatmentStep, by: Actor, base_version: int, values: Mapping[str, Any]) -> TreatmentStep:
    """It will not be done: ``why`` (:class:`..enums.Ended`). The file's worker ends what a service left behind.

    Raises:
        Refused: not whoever keeps the step, or it has ended.
        InvalidInput: no reason.
        StaleVersion: changed meanwhile.
    """
    policies.let_go.require(by, one)
    return _save(one, by, base_version, Stand.CANCELLED, {"next_on": None}, _reason(values, Ended))


def _save(
    one: TreatmentStep, by: Actor, base_version: int, target: Stand, values: dict[str, Any], reason: str = ""
) -> TreatmentStep:
    referral = one.referral
    clinical = ClinicalStep.objects.filter(step=one).first()
    if clinical is None:
        values |= {"reason": reason or one.reason}
    hold(one, base_version, {"state": target.value, **{name: str(value) for name, value in values.items()}})
    held = TreatmentStep.objects.get(pk=one.pk)
    if held.state != target:  # another day for what is planned already
        values |= {"state": STEP.move(held.state, target).value}
    if referral is None:
        saved = revise(section=one, by=by, base_version=base_version, values=values)
        saved.file = one.file
    else:
        saved = held
        for name, value in values.items():
            setattr(saved, name, value)
        saved.version, saved.updated_at, saved.updated_by_id = held.version + 1, now(), by.id
        saved.save()
        saved.referral = referral
    if clinical is not None and reason:
        clinical.reason = reason
        clinical.save(update_fields=["reason"])
    _note(saved, by, "health_step_moved", state=saved.state)
    with connection.cursor() as cursor:
        cursor.execute("SELECT treatment_step_ended(%s)", [saved.pk])
    return saved


def _add_clinical(
    one: TreatmentStep, referral: Referral, code: str, rule: vocabulary.TimeCritical | None, due_at: dt.datetime | None
) -> None:
    key = uuid7()
    keys.create_key(key, "treatment")
    ClinicalStep.objects.create(
        id=key,
        key_id=key,
        step=one,
        referral=referral,
        code=code,
        basis=rule.source if rule is not None else "",
        time_critical=rule is not None,
        due_at=due_at,
    )


def _note(one: TreatmentStep, by: Actor, what: str, **details: Any) -> None:
    """The trail says that something moved, and where it stands; not what it is."""
    about = str(one.file.child_id) if one.referral_id is None else ""
    audit.record(by=by, action=what, subject=f"treatment.treatmentstep:{one.pk}", about=about, details=details)


def _code(values: Mapping[str, Any]) -> str:
    code = str(values.get("code") or "")
    if not vocabulary.is_code("treatment_steps", code):
        raise InvalidInput({"code": UNKNOWN})
    return code


def _since(values: Mapping[str, Any]) -> dt.datetime:
    since = values.get("needed_at") or now()
    if not isinstance(since, dt.datetime) or since.tzinfo is None or not now() - BACK <= since <= now():
        raise InvalidInput({"needed_at": _("Give a day and time within the last month, not in the future.")})
    return since


def _check_day(day: object, *, needed: bool) -> None:
    if day is None and not needed:
        return
    if not isinstance(day, dt.date) or not today() <= day <= today() + WITHIN:
        raise InvalidInput({"next_on": _DAY})


def _reason(values: Mapping[str, Any], words: type[Missed] | type[Ended]) -> str:
    reason = str(values.get("why") or "")
    if reason not in words.values:
        raise InvalidInput({"why": UNKNOWN})
    return reason
