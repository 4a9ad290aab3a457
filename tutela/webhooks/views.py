"""Screens of webhooks: the list, a new one, one with its log, its steps and its secret."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import me, needs, open_to_signed_in
from tutela.ui.forms import VersionedForm, move_named, moving_form, offered, saving_form

from . import presenters
from .actions import subscriptions as acts
from .forms import MOVES, EnterForm
from .policies import people
from .queries.subscriptions import SHOWN, find, log_of, visible

_FORM, _ONCE = "webhooks/form.html", "webhooks/once.html"
_READ = require_http_methods(["GET", "HEAD"])
_SEND = require_http_methods(["GET", "HEAD", "POST"])


@needs(P.CLIENT_MANAGE, P.AUDIT_VIEW)
@_READ
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every one."""
    rows = [presenters.row(one) for one in visible()]
    return render(request, "webhooks/webhooks.html", {"rows": rows, "may_enter": people.enter.allows(me(request))})


@needs(P.CLIENT_MANAGE)
@_SEND
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Enter one; its secret is shown once, in the answer."""
    shown: dict[str, Any] = {}

    def make(data: Any) -> object:
        made, shown["secret"] = acts.enter_webhook(by=me(request), values=data)
        shown["next"] = reverse("webhook", args=[made.pk])
        return made

    answer = saving_form(
        request,
        form=EnterForm(request.POST or None),
        act=make,
        template=_FORM,
        saved=_("Entered. Nothing is sent before data protection has confirmed the address."),
        title=_("New webhook"),
        back=reverse("webhooks"),
    )
    return render(request, _ONCE, shown) if shown and answer.status_code == 302 else answer


@open_to_signed_in
@_READ
def webhook(request: HttpRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """One with its log, for whoever keeps it and for the account whose program it is."""
    one = find(me(request), webhook_id)
    audit.record(by=me(request), action="webhook_read", subject=f"webhooks.subscription:{one.pk}")
    log = [presenters.log_row(delivery) for delivery in log_of(one)[:SHOWN]]
    moves = offered(request, MOVES, one)
    context = {"page": presenters.page(me(request), one), "moves": moves, "log": log}
    return render(request, "webhooks/webhook.html", context | {"keeps": people.keep.allows(me(request))})


@needs(P.CLIENT_MANAGE)
@_SEND
def webhook_secret(request: HttpRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """A new secret, after asking; shown once."""
    one = find(me(request), webhook_id)
    people.rotate.require(me(request), one)
    shown: dict[str, Any] = {"next": reverse("webhook", args=[one.pk])}

    def change(data: Any) -> object:
        changed, shown["secret"] = acts.change_secret(one=one, by=me(request), base_version=data["base_version"])
        return changed

    answer = saving_form(
        request,
        form=VersionedForm(request.POST or None, initial={"base_version": one.version}),
        act=change,
        template=_FORM,
        saved=_("Changed. The secret before signs beside it for a day."),
        title=_("New secret"),
        back=shown["next"],
        context={"page": presenters.page(me(request), one), "follows": _both_sign()},
    )
    return render(request, _ONCE, shown) if "secret" in shown and answer.status_code == 302 else answer


@needs(P.CLIENT_MANAGE, P.AUDIT_VIEW)
@_SEND
def webhook_move(request: HttpRequest, webhook_id: uuid.UUID, webhook_move: str) -> HttpResponse:
    """One step."""
    one = find(me(request), webhook_id)
    taken = move_named(MOVES, webhook_move)
    taken.rule.require(me(request), one)
    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial={"base_version": one.version}),
        template=_FORM,
        back=reverse("webhook", args=[one.pk]),
        context={"page": presenters.page(me(request), one)},
    )


def _both_sign() -> str:
    return _("The new secret is shown once. For a day every message carries both signatures; change the program by then.")
