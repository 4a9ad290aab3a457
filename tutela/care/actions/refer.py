"""Referring: prepare with a preview of what is shared, send on a consent, take back (R70, R73)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, Consent, DeadlineKind, FileState, work_on_file
from tutela.cases.api.steps import cancel_deadline, move_file, set_deadline, time_for
from tutela.directory.api import ServicePoint
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys
from tutela.vocabulary import api as vocabulary

from ..enums.planning import Track
from ..enums.referral import ReferralReason
from ..minimum import minimum_data_set
from ..models import PlanAction, Referral, ReferralStep
from ..policies.referral import recall_referral as may_recall
from ..policies.referral import send_referral as may_send
from ..policies.referral import use_service
from ..states import REFERRAL, ReferralState

OPEN_FOR = dt.timedelta(days=180)


@transaction.atomic
def prepare_referral(
    *,
    file: CaseFile,
    by: Actor,
    service_point: ServicePoint,
    track: str,
    service: str,
    consent: Consent | None = None,
    action: PlanAction | None = None,
    message: str = "",
    open_for: dt.timedelta = OPEN_FOR,
) -> Referral:
    """Draft a referral with the minimum data set this track's services need; the service sees nothing yet.

    Raises:
        Refused: not the worker, or a suspended service.
        InvalidInput: unknown track or service; a consent or action of another file; too long an opening.
    """
    work_on_file.require(by, file)
    use_service.require(service_point)
    problems: dict[str, Any] = {}
    if track not in Track.values:
        problems["track"] = _("Choose one of the five tracks.")
    if not vocabulary.is_code("services", service):
        problems["service"] = _("Choose a service from the list.")
    if consent is not None and consent.file_id != file.pk:
        problems["consent"] = _("This consent belongs to another file.")
    if action is not None and action.file_id != file.pk:
        problems["action"] = _("This planned action belongs to another file.")
    if not dt.timedelta(0) < open_for <= dt.timedelta(days=366):
        problems["open_for"] = _("A referral stays open to the service for at most a year.")
    if problems:
        raise InvalidInput(problems)
    referral_id = uuid7()
    keys.create_key(referral_id, "referral")
    referral = Referral.objects.create(
        id=referral_id,
        key_id=referral_id,
        file=file,
        service_point=service_point,
        provider_office_id=service_point.office_id,
        consent=consent,
        action=action,
        track=track,
        service=service,
        risk_level=file.risk_level if file.risk_level in ("high", "medium", "low") else "medium",
        shared=minimum_data_set(file, track),
        message=message,
        expires_at=now() + open_for,
        created_by_id=by.id,
    )
    _step(referral, by)
    audit.record(
        by=by,
        action="referral_prepared",
        subject=f"care.referral:{referral.pk}",
        about=str(file.child_id),
        details={"service": service, "fields": sorted(referral.shared)},
    )
    return referral


@transaction.atomic
def send_referral(*, referral: Referral, by: Actor) -> Referral:
    """Send: the service now sees its minimum data set, and its answer is due by the level of risk.

    Raises:
        Refused: not the worker, no consent in force, a suspended service.
        WrongState: it is not a draft.
    """
    hold_referral(referral=referral, by=by)
    may_send.require(by, referral)
    move_referral(
        referral=referral,
        target=ReferralState.SENT,
        by=by,
        sent_at=now(),
        sent_by_id=by.id,
        answer_due_at=now() + time_for("referral_answer", referral.risk_level),
    )
    file = referral.file
    set_deadline(
        file=file,
        kind=DeadlineKind.REFERRAL_ANSWER,
        due_at=now() + time_for("referral_answer", referral.risk_level),
        by=by,
        subject=referral.pk,
    )
    if file.state == FileState.PLANNED:
        move_file(file=file, target=FileState.ACTIVE, by=by)
    audit.record(
        by=by,
        action="referral_sent",
        subject=f"care.referral:{referral.pk}",
        about=str(file.child_id),
        details={"basis": referral.consent.basis if referral.consent else ""},
    )
    return referral


@transaction.atomic
def recall_referral(*, referral: Referral, by: Actor) -> Referral:
    """Take a referral back: the service sees it no longer.

    Raises:
        Refused: not the worker.
        WrongState: it has ended already.
    """
    hold_referral(referral=referral, by=by)
    may_recall.require(by, referral)
    move_referral(referral=referral, target=ReferralState.RECALLED, by=by)
    cancel_deadline(file=referral.file, kind=DeadlineKind.REFERRAL_ANSWER, by=by, subject=referral.pk)
    audit.record(
        by=by, action="referral_recalled", subject=f"care.referral:{referral.pk}", about=str(referral.file.child_id)
    )
    return referral


@transaction.atomic
def hold_referral(*, referral: Referral, by: Actor) -> None:
    """Lock the row and read its state: two who move a referral at once do it one after the other. Part of other actions.

    Raises:
        Refused: it was taken back or expired meanwhile, and the asker no longer sees it.
    """
    held = Referral.objects.select_for_update(of=("self",))
    try:
        referral.refresh_from_db(fields=["state", "version", "expires_at"], from_queryset=held)
    except Referral.DoesNotExist as error:
        raise Refused(ReferralReason.EXPIRED) from error


@transaction.atomic
def move_referral(*, referral: Referral, target: ReferralState, by: Actor, reason: str = "", **values: Any) -> None:
    """Move a held referral, set ``values`` with it, write the step. Part of other actions, which ask their rule and audit.

    Raises:
        WrongState: it cannot become that now.
    """
    referral.state = REFERRAL.move(referral.state, target)
    referral.version += 1
    for name, value in values.items():
        setattr(referral, name, value)
    referral.save(update_fields=["state", "version", *(name.removesuffix("_id") for name in values)])
    _step(referral, by, reason)


def _step(referral: Referral, by: Actor, reason: str = "") -> None:
    ReferralStep.objects.create(referral=referral, state=referral.state, by_id=by.id, reason=reason)


def preview(file: CaseFile, track: str) -> Mapping[str, Any]:
    """What a service of this track would see; shown before sending."""
    return minimum_data_set(file, track)
