"""Immediate danger: tell the duty at once, without a word of content (R21)."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.accounts import api as accounts
from tutela.kernel.actor import Actor

from .. import policies
from ..enums import StepKind, Urgency
from ..models import Report
from ..states import WAITING
from .escalate import OVERSIGHT_ROLE
from .record_step import record_step

ALERTED = ("intake_officer", "supervisor", "duty_officer")
_log = logging.getLogger(__name__)


@transaction.atomic
def alert_duty(*, by: Actor) -> int:
    """Alert the intake officers, the supervisor and the duty officer of every report in immediate danger that nobody was
    alerted of, settled ones in whose mailbox danger was written included; returns how many reports. The e-mail says that something waits, nothing else.

    Raises:
        Refused: a person asks.
    """
    policies.escalate_reports.require(by)
    waits = Q(state__in=WAITING) | Q(unread=True)
    fresh = Report.objects.filter(waits, urgency=Urgency.IMMEDIATE, alerted=False)
    found = list(fresh.select_for_update())
    for report in found:
        report.alerted = True
        report.version += 1
        report.save(update_fields=["alerted", "version"])
        people = _people(report)
        record_step(report=report, kind=StepKind.ALERTED, by=by, after=str(len(people)))
        for person in people:
            _write(person)
    return len(found)


def _people(report: Report) -> list[accounts.User]:
    roles = (OVERSIGHT_ROLE,) if report.oversight else ALERTED
    return [person for role in roles for person in accounts.users_in_role(role, report.office_id)]


def _write(person: accounts.User) -> None:
    if not person.email:
        return
    with translation.override(person.language):
        subject, body = _("Something waits for you"), _("Please sign in now. Something urgent waits for you.")
    try:
        send_mail(subject, body, None, [person.email])
    except (OSError, smtplib.SMTPException):
        _log.warning("an alert could not be sent by e-mail; it stands on the desk all the same")
