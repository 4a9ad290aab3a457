"""What is recorded about reporting itself: barriers and delay (R23), the duty to report (R24), contacts that are no reports."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..enums import DutyState, OtherContactKind, StepKind
from ..models import Barriers, Duty, OnlineHarm, OtherContact, Report
from .record_step import record_step
from .triage import write_note

PASSED_ON_TO = ("internet_hotline", "cyber_unit")
"""Kinds of bodies (list ``actor_types``) that harm by means of technology is passed on to (R10)."""
_CHOOSE = _("Choose one of the answers offered.")


@transaction.atomic
def record_barriers(
    *, report: Report, codes: Sequence[str], holder: str, happened_on: str, first_told_on: str, by: Actor
) -> Barriers:
    """Keep why it was not reported earlier, who held the barrier, when it happened and when it was first told.

    Raises:
        Refused: not this actor's.
        InvalidInput: an unknown code; "not known" beside others.
    """
    policies.record_details.require(by, report)
    chosen = list(dict.fromkeys(codes))
    problems = {}
    if any(code != "UNK" and not vocabulary.is_code("barriers", code) for code in chosen):
        problems["codes"] = _CHOOSE
    elif "UNK" in chosen and len(chosen) > 1:
        problems["codes"] = _("“Not known” cannot be chosen together with others. Keep it alone, or take it away.")
    if holder != "UNK" and not vocabulary.is_code("barrier_holders", holder):
        problems["holder"] = _CHOOSE
    if problems:
        raise InvalidInput(problems)
    kept, _made = Barriers.objects.update_or_create(
        report=report,
        defaults={
            "codes": chosen or ["UNK"],
            "holder": holder,
            "happened_on": happened_on,
            "first_told_on": first_told_on,
            "recorded_by_id": by.id,
        },
    )
    audit.record(by=by, action="report_barriers_recorded", subject=f"intake.report:{report.pk}")
    return kept


@transaction.atomic
def set_duty(*, report: Report, profession: str, by: Actor) -> Duty:
    """Note that the law obliges the reporter's profession to report; the deadline is the country's, from the day it was told.

    Raises:
        Refused: not this actor's.
        InvalidInput: the country sets no duty for this profession; the duty is settled already.
    """
    policies.record_details.require(by, report)
    try:
        rule = vocabulary.reporting_duty(profession, on=report.taken_on)
    except vocabulary.UnknownCode:
        raise InvalidInput({"profession": _("The law of this country sets no duty for this profession.")}) from None
    known = Duty.objects.filter(pk=report.pk).first()
    if known is not None and known.state != DutyState.OPEN:
        raise InvalidInput({"profession": _("The duty is settled already.")})
    duty, _made = Duty.objects.update_or_create(
        report=report, defaults={"profession": profession, "due_at": report.clock_from + rule.within}
    )
    record_step(report=report, kind=StepKind.DUTY, by=by, after=DutyState.OPEN)
    return duty


@transaction.atomic
def settle_duty(*, report: Report, state: str, ground: str = "", by: Actor) -> Duty:
    """Record that the duty was met, or the lawful reason why not.

    Raises:
        Refused: not this actor's.
        InvalidInput: no duty is noted; an unknown state; a reason that the law of the day does not know.
    """
    policies.record_details.require(by, report)
    duty = Duty.objects.filter(pk=report.pk).first()
    if duty is None:
        raise InvalidInput({"profession": _("Choose the profession first.")})
    if state not in (DutyState.DONE, DutyState.EXCEPTION):
        raise InvalidInput({"state": _CHOOSE})
    lawful = vocabulary.reporting_duty(duty.profession, on=report.taken_on).exceptions
    if state == DutyState.EXCEPTION and ground not in lawful:
        raise InvalidInput({"ground": _("Choose a reason that the law knows for this profession.")})
    duty.state, duty.ground = state, ground if state == DutyState.EXCEPTION else ""
    duty.settled_on, duty.settled_by_id = today(), by.id
    duty.save()
    record_step(report=report, kind=StepKind.DUTY, by=by, before=DutyState.OPEN, after=state)
    return duty


@transaction.atomic
def record_online_harm(
    *,
    report: Report,
    means: Sequence[str],
    solicited: str,
    anonymous: str,
    material: Sequence[str],
    reference: str,
    by: Actor,
) -> OnlineHarm:
    """Keep where and how it happened online; nobody need be named. It must then be passed on to the hotline and to the cyber
    unit (R10). ``reference``: where the material is, in words; it becomes a sealed note, and nothing else of it is kept (R9).

    Raises:
        Refused: not this actor's.
        InvalidInput: an unknown code.
    """
    policies.record_details.require(by, report)
    lists = {"means": ("media", means), "material": ("material_kind", material),
             "solicited": ("yes_no_unknown", [solicited]), "anonymous": ("yes_no_unknown", [anonymous])}  # fmt: skip
    problems = {
        name: _CHOOSE for name, (codes, said) in lists.items() if not all(vocabulary.is_code(codes, code) for code in said)
    }
    if problems:
        raise InvalidInput(problems)
    said = {"means": list(means), "material": list(material), "solicited": solicited, "anonymous": anonymous}
    kept, made = OnlineHarm.objects.update_or_create(
        report=report,
        defaults=said | {"recorded_by_id": by.id},
        create_defaults=said | {"recorded_by_id": by.id, "passed_on": dict.fromkeys(PASSED_ON_TO, "")},
    )
    if reference:
        write_note(report=report, text=reference, by=by)
    if made:
        record_step(report=report, kind=StepKind.ONLINE, by=by)
    return kept


@transaction.atomic
def pass_on(*, report: Report, recipient: str, by: Actor) -> None:
    """Record that the hotline or the cyber unit was told.

    Raises:
        Refused: not this actor's.
        InvalidInput: it was not to be passed on to these, or was already.
    """
    policies.record_details.require(by, report)
    kept = OnlineHarm.objects.select_for_update().filter(pk=report.pk).first()
    if kept is None or kept.passed_on.get(recipient) != "":
        raise InvalidInput({"recipient": _CHOOSE})
    kept.passed_on[recipient] = today().isoformat()
    kept.save(update_fields=["passed_on"])
    record_step(report=report, kind=StepKind.PASSED_ON, by=by, after=recipient)


@transaction.atomic
def count_other_contact(*, office: Office, channel: str, kind: str, by: Actor) -> OtherContact:
    """Count a contact that is no report: day, channel and kind, nothing else.

    Raises:
        Refused: another office's.
        InvalidInput: an unknown code.
    """
    policies.count_contact.require(by, office.pk)
    problems = {}
    if not vocabulary.is_code("report_channels", channel):
        problems["channel"] = _CHOOSE
    if kind not in OtherContactKind.values:
        problems["kind"] = _CHOOSE
    if problems:
        raise InvalidInput(problems)
    audit.record(by=by, action="other_contact_counted", details={"channel": channel, "kind": kind})
    return OtherContact.objects.create(office=office, day=today(), channel=channel, kind=kind, recorded_by_id=by.id)
