"""Retention: what was not taken up is erased after the country's term, by destroying its keys; the mailbox says so."""

from __future__ import annotations

from django.db import connection, transaction

from tutela.kernel.actor import Actor
from tutela.kernel.clock import today

from .. import policies
from ..enums import StepKind
from ..models import Message, Report, TriageNote
from .record_step import record_step

NOTHING = b""


@transaction.atomic
def erase_expired_reports(*, by: Actor) -> int:
    """Destroy the keys of every report whose term has passed; returns how many.

    The envelope stays for the figures, and the receipt still opens a page that tells what happened. A report in which the
    reporter wrote meanwhile waits until that was read.

    Raises:
        Refused: a person asks.
    """
    policies.escalate_reports.require(by)
    due = Report.objects.filter(expires_on__lte=today(), erased_on=None, unread=False)
    expired = list(due.select_for_update().order_by("id"))
    for report in expired:
        _erase(report, by)
    return len(expired)


def _erase(report: Report, by: Actor) -> None:
    gone = {"words": NOTHING, "words_key": NOTHING, "mac": NOTHING}
    TriageNote.objects.filter(report=report).update(**gone)
    Message.objects.filter(report=report).update(mailbox_key=NOTHING, **gone)
    report.words = report.words_key = report.mac = report.mailbox_private = NOTHING
    report.erased_on = today()
    report.version += 1
    report.save(update_fields=["words", "words_key", "mac", "mailbox_private", "erased_on", "version"])
    with connection.cursor() as cursor:  # who reported is not this process's to see, only to destroy
        cursor.execute("SELECT intake_erase_reporter(%s)", [report.pk])
    record_step(report=report, kind=StepKind.ERASED, by=by)
