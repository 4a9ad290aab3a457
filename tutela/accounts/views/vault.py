"""One's own key: make, change, replace, unlock, lock, share."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.kernel.http import open_to_signed_in
from tutela.ui.forms import answer_status

from .. import api, policies
from ..enums import AccountsReason
from ..forms.accounts import ChangePassphraseForm, NewPassphraseForm, UnlockForm, posted, show_problems
from ..queries.team_keys import member_key
from ..queries.unlocked import drop_secret, keep_secret, unlocked_private

_READ_OR_WRITE = ["GET", "HEAD", "POST"]


@open_to_signed_in
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What one can read with one's key, and who waits for it."""
    actor = request.actor  # type: ignore[attr-defined]
    open_keys = api.unlocked_team_keys(request)
    teams = []
    for membership in api.memberships_of(actor.id):
        key = api.current_key(membership.team)
        waiting = [member for member in api.without_seal(membership.team) if hasattr(member.user, "vault_key")]
        teams.append(
            {
                "team": membership.team,
                "key": key,
                "shared": key is not None and key.seals.filter(user_id=actor.id).exists(),
                "open": key is not None and key.pk in open_keys,
                "waiting": [member for member in waiting if member.user_id != actor.id],
            }
        )
    context = {"has_key": member_key(actor.id) is not None, "unlocked": api.is_unlocked(request), "teams": teams}
    return render(request, "accounts/vault.html", context)


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """A first vault passphrase."""
    form = NewPassphraseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            api.create_vault_key(passphrase=form.cleaned_data["passphrase"], by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            messages.success(request, _("Your vault passphrase is set. A colleague now shares the team key with you."))
            return redirect("vault")
    return _form(request, form, _("Make your vault passphrase"), _("Save it"))


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def change(request: HttpRequest) -> HttpResponse:
    """Another vault passphrase."""
    form = ChangePassphraseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            api.change_vault_passphrase(old=answers["old"], new=answers["new"], by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            messages.success(request, _("The new vault passphrase is set."))
            return redirect("vault")
    return _form(request, form, _("Change your vault passphrase"), _("Save it"))


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def replace(request: HttpRequest) -> HttpResponse:
    """For a lost passphrase: start anew and be shared with again."""
    form = NewPassphraseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            api.replace_vault_key(passphrase=form.cleaned_data["passphrase"], by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            messages.success(request, _("The old key is gone. Ask a colleague of each team to share its key with you."))
            response = redirect("vault")
            drop_secret(response)
            return response
    words = _(
        "Until a colleague shares the keys with you again, you can read no report. If none can, the recovery key helps."
    )
    return _form(request, form, _("Replace a lost vault passphrase"), _("Start anew"), words=words)


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlock for half an hour of work, then go back where one came from."""
    actor = request.actor  # type: ignore[attr-defined]
    if member_key(actor.id) is None:
        return redirect("vault_new")
    form = UnlockForm(posted(request))
    target = _next(request)
    if request.method == "POST" and form.is_valid():
        secret = api.unlock_vault(passphrase=form.cleaned_data["passphrase"], by=actor)
        if secret is not None:
            response = redirect(target)
            keep_secret(response, secret)
            return response
        form.add_error("passphrase", _("This is not your vault passphrase. Capital letters and spaces count."))
    words = _("For half an hour after your last use, then it locks by itself.")
    return _form(request, form, _("Unlock the team keys"), _("Unlock"), words=words, next_page=target)


@open_to_signed_in
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock at once."""
    api.lock_vault(by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Locked."))
    response = redirect("vault")
    drop_secret(response)
    return response


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def share(request: HttpRequest, team_id: uuid.UUID, user_id: uuid.UUID) -> HttpResponse:
    """Share a team's key with another member."""
    team = api.Team.objects.filter(pk=team_id).first()
    user = api.User.objects.filter(pk=user_id).first()
    actor = request.actor  # type: ignore[attr-defined]
    if team is None or user is None or not policies.share_team_key.allows(actor, team, user):
        raise NotHere
    if request.method == "POST":
        private = unlocked_private(request)
        if private is None:
            raise Refused(AccountsReason.VAULT_LOCKED)
        api.share_team_key(team=team, user=user, private=private, by=actor)
        messages.success(request, _("%(name)s can now read what %(team)s receives.") % {"name": user, "team": team})
        return redirect("vault")
    context = {
        "title": _("Share the team key?"),
        "words": _("Make sure in person or by telephone that it is %(name)s who made this account's vault passphrase.")
        % {"name": user.full_name},
        "submit": _("Share it"),
        "back": reverse("vault"),
    }
    return render(request, "accounts/confirm.html", context)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("vault")


def _form(request: HttpRequest, form: Any, title: str, submit: str, *, words: str = "", next_page: str = "") -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": reverse("vault"),
        "words": words,
        "next_page": next_page,
    }
    return render(request, "accounts/form.html", context, status=answer_status(form))
