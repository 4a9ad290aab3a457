"""What law and policy on formal care say, stated by inspection."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.kernel.http import me, needs
from tutela.vocabulary import api as vocabulary

from .. import forms
from ..actions.policy import state_policy
from ..queries.formal_care import STATED, statements
from .forms import acting_form


@needs(P.FACILITY_INSPECT)
def state(request: HttpRequest, code: str) -> HttpResponse:
    """State the answer on one indicator; what was stated before stays in the history."""
    if code not in STATED:
        raise Http404
    before = statements().get(code)
    form = forms.PolicyForm(
        request.POST or None, initial={"answer": before.answer, "words": before.words} if before else None
    )
    return acting_form(
        request,
        form=form,
        act=lambda: state_policy(code=code, by=me(request), **form.cleaned_data),
        go=lambda _statement: reverse("facilities"),
        title=vocabulary.label("formal_care_indicators", code),
        back=reverse("facilities"),
        saved=_("Stated. It goes into the figures of the next quarter."),
    )
