"""Where what sharing stands on ends: a consent taken back, a person marked unsafe; the referrals that run on it end with it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.accounts.api import Permission as P
from tutela.cases.api import Consent, PersonAround, work_on_file
from tutela.cases.api.words import file_url
from tutela.kernel.http import me, needs
from tutela.ui.forms import act_and_return

from ..actions.mark_unsafe import mark_unsafe
from ..actions.withdraw_consent import withdraw_consent
from ..forms.referral import UnsafeForm
from .parts import file_of, section_form


@needs(P.FILE_WORK, P.FILE_OPEN)
@require_POST
def consent_withdraw(request: HttpRequest, file_id: uuid.UUID, consent_id: uuid.UUID) -> HttpResponse:
    """Note that a consent was taken back."""
    file = file_of(request, file_id)
    consent = get_object_or_404(Consent, pk=consent_id, file=file)
    return act_and_return(
        request,
        act=lambda: withdraw_consent(consent=consent, by=me(request)),
        saved=_("Withdrawn. It allows nothing from now on."),
        back=file_url(file),
    )


@needs(P.FILE_WORK, P.FILE_OPEN)
def person_unsafe(request: HttpRequest, file_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Switch a person unsafe, or safe again."""
    file = file_of(request, file_id)
    person = get_object_or_404(PersonAround, pk=person_id, file=file)
    work_on_file.require(me(request), file)

    def act(data: Mapping[str, Any]) -> object:
        return mark_unsafe(person=person, by=me(request), unsafe=not person.unsafe, **data)

    title = _("Mark as safe again") if person.unsafe else _("Mark as unsafe")
    form = UnsafeForm(request.POST or None, initial={"office": person.office_id})
    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=f"{title}: {person.name}")
