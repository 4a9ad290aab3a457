"""A time-critical step is past its time: the health focal point is told, and the file's worker that a health step is overdue."""

from __future__ import annotations

from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.cases.api import DeadlineKind
from tutela.cases.api.steps import set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now

from ..models import TreatmentStep
from ..queries import newly_overdue


@transaction.atomic
def alert_overdue(*, by: Actor) -> int:
    """Tell of every time-critical step that was not done in time, once; returns how many. Where an office has no health focal
    point, its health professionals are told, so that somebody is. The e-mail says that something waits and nothing else; in the
    file it is a deadline, “A health step is overdue”, which is carried up like every other."""
    rows = list(TreatmentStep.objects.filter(pk__in=newly_overdue()).select_related("file"))
    for one in rows:
        one.overdue_since = now()
        one.save(update_fields=["overdue_since"])
        set_deadline(file=one.file, kind=DeadlineKind.HEALTH_STEP, due_at=now(), by=by, subject=one.pk)
        people = _people(one)
        details = {"told": len(people)}
        audit.record(by=by, action="health_step_overdue", subject=f"treatment.treatmentstep:{one.pk}", details=details)
        for person in (person for person in people if person.email):
            transaction.on_commit(partial(_write, person.email, person.language))
    return len(rows)


def _people(one: TreatmentStep) -> list[accounts.User]:
    office = one.office_id
    if office is None:
        return []
    focal = accounts.users_with(accounts.Permission.HEALTH_FOCAL, office)
    return focal or accounts.users_with(accounts.Permission.MEDICAL_TRACK, office)


def _write(address: str, language: str) -> None:
    with translation.override(language):
        subject, body = _("Something waits for you"), _("Please sign in now. Something urgent waits for you.")
    send_mail(subject, body, None, [address], fail_silently=True)
