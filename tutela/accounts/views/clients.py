"""Tokens for programs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.http import needs
from tutela.ui.forms import answer_status

from .. import api
from ..enums import Permission
from ..forms.accounts import ClientForm, posted, show_problems


@needs(Permission.CLIENT_MANAGE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every token, never the token itself."""
    clients = api.ApiClient.objects.select_related("user").order_by("revoked_at", "name")
    return render(request, "accounts/clients.html", {"clients": clients, "now": now()})


@needs(Permission.CLIENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new token, shown once."""
    form = ClientForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        try:
            client, token = api.create_api_client(user=answers.pop("username"), **answers, by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            shown = {
                "title": _("Token for %(name)s") % {"name": client.name},
                "label": _("Token"),
                "secret": token,
                "words": _("Copy it into the program now. It is shown once; if it is lost, make another and revoke this."),
                "next": reverse("api_clients"),
            }
            return render(request, "accounts/once.html", shown)
    context = {"form": form, "title": _("New token"), "submit": _("Make the token"), "back": reverse("api_clients")}
    return render(request, "accounts/form.html", context, status=answer_status(form))


@needs(Permission.CLIENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, client_id: uuid.UUID) -> HttpResponse:
    """End a token."""
    client = api.ApiClient.objects.filter(pk=client_id).first()
    if client is None:
        raise NotHere
    if request.method == "POST":
        api.revoke_api_client(client=client, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The token is revoked."))
        return redirect("api_clients")
    context = {
        "title": _("Revoke this token?"),
        "words": _("“%(name)s” can do nothing here from now on.") % {"name": client.name},
        "submit": _("Revoke it"),
        "back": reverse("api_clients"),
    }
    return render(request, "accounts/confirm.html", context)
