"""What the worker process does for monitoring: one digest a day."""

from __future__ import annotations

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .actions.reminders import Digest, remind

KEEPER = "deadline_keeper"


@app.periodic(cron="15 5 * * *")
@app.task(queueing_lock="monitoring_reminders", pass_context=False)
def tell_dates(timestamp: int) -> None:
    """Every morning."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        digests = remind(by=keeper)
    for digest in digests:
        if digest.to.email:
            send_mail(*letter(digest), None, [digest.to.email])


def letter(digest: Digest) -> tuple[str, str]:
    """Subject and text: how many dates, never which. Who wants to know more signs in."""
    with translation.override(digest.to.language):
        total = sum(digest.counts.values())
        lines = [f"{step.label}: {count}" for step, count in sorted(digest.counts.items())]
        said = ngettext("%(number)s date needs your attention.", "%(number)s dates need your attention.", total)
        text = [
            said % {"number": total},
            "",
            *lines,
            "",
            _("Sign in to see which. This letter holds no content on purpose."),
        ]
        return _("Dates"), "\n".join(text)
