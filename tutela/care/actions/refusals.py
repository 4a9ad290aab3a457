"""A service that refuses a child: on which ground, and who is told (R60)."""

from __future__ import annotations

import uuid
from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.vocabulary import api as vocabulary

from ..enums.planning import REFUSED


def ground_problems(unmet_reason: str, **grounds: str) -> dict[str, object]:
    """What is wrong with the grounds: one of the list ``refusal_grounds`` where a service was refused, none otherwise."""
    wrong = {name for name, code in grounds.items() if bool(code) != (unmet_reason == REFUSED)}
    wrong |= {name for name, code in grounds.items() if code and not vocabulary.is_code("refusal_grounds", code)}
    return {name: gettext_lazy("Choose a ground where the service was refused, and only there.") for name in wrong}


def tell_of_refusal(*, subject: str, office_id: uuid.UUID, by: Actor, grounds: set[str]) -> None:
    """Tell the supervisors of the office that holds the file; the independent mechanism too, where the list marks a ground so. The e-mail says
    that something waits and nothing else; the refusal stands on the supervisor's desk and, protected, in the figures."""
    marked = {code.code for code in vocabulary.code_list("refusal_grounds").own() if code.attributes.get("oversight")}
    people = accounts.users_with(accounts.Permission.FILE_APPROVE, office_id)
    people += accounts.users_in_role("ombudsperson", office_id) if marked & grounds else []
    told = [person for person in people if person.pk != by.id]
    details = {"told": len(told), "mechanism": bool(marked & grounds)}
    audit.record(by=by, action="refusal_told", subject=subject, details=details)
    for person in (person for person in told if person.email):
        transaction.on_commit(partial(_write, person.email, person.language))


def _write(address: str, language: str) -> None:
    with translation.override(language):
        subject, body = _("A service was refused"), _("A service refused a child. Please sign in and look at your work.")
    send_mail(subject, body, None, [address], fail_silently=True)
