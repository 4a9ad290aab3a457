"""Accounts, their grants, and the catalogue of roles."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tutela.directory.api import Office
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.http import needs, open_to_signed_in
from tutela.ui.forms import answer_status

from .. import api, presenters
from ..enums import Permission
from ..forms.accounts import AccountFilter, AccountForm, ChangeAccountForm, GrantForm, posted, show_problems

_PAGE = 50
_READ_OR_WRITE = ["GET", "HEAD", "POST"]


@needs(Permission.ACCOUNT_MANAGE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every person's account, filtered."""
    form = AccountFilter(request.GET or None)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    found = api.accounts_list(wanted.get("words", ""), wanted.get("state", ""), wanted.get("role", ""))
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    rows = [presenters.account_row(user) for user in page]
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "accounts/list.html", {"form": form, "page": page, "rows": rows, "query": query.urlencode()})


@needs(Permission.ACCOUNT_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    form = AccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            user, password = api.create_user(**form.cleaned_data, by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            return _show_password(request, user, password, _("Account made"))
    context = {"form": form, "title": _("New account"), "submit": _("Make the account"), "back": reverse("accounts")}
    return render(request, "accounts/form.html", context, status=answer_status(form))


@needs(Permission.ACCOUNT_MANAGE)
@require_safe
def one(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """One account with its grants, teams and tokens."""
    user = _person(user_id)
    held = list(api.current_grants().filter(user=user))
    kept = {grant.pk for grant in held}
    past = user.grants.exclude(pk__in=kept).select_related("office", "territory")
    context = {
        "person": user,
        "held": [presenters.grant_line(grant) for grant in held],
        "past": [presenters.grant_line(grant) for grant in past],
        "memberships": api.memberships_of(user.pk),
        "own": user.pk == request.actor.id,  # type: ignore[attr-defined]
    }
    return render(request, "accounts/one.html", context)


@needs(Permission.ACCOUNT_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def change(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Correct name, address, language."""
    user = _person(user_id)
    start = {"full_name": user.full_name, "email": user.email, "language": user.language}
    form = ChangeAccountForm(posted(request), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            api.change_user(user=user, **form.cleaned_data, by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            return redirect("account", user.pk)
    context = {"form": form, "title": user.full_name, "submit": _("Save"), "back": reverse("account", args=[user.pk])}
    return render(request, "accounts/form.html", context, status=answer_status(form))


@needs(Permission.ACCOUNT_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def grant(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Give a role."""
    user = _person(user_id)
    form = GrantForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        place = answers.pop("place")
        where = {"office": place} if isinstance(place, Office) else {"territory": place}
        try:
            api.grant_role(user=user, **answers, **where, by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            messages.success(request, _("The role is given."))
            return redirect("account", user.pk)
    context = {
        "form": form,
        "title": _("A role for %(name)s") % {"name": user.full_name},
        "submit": _("Give the role"),
        "back": reverse("account", args=[user.pk]),
        "help_url": reverse("roles"),
        "help": _("What each role may do"),
    }
    return render(request, "accounts/form.html", context, status=answer_status(form))


@needs(Permission.ACCOUNT_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def end(request: HttpRequest, user_id: uuid.UUID, grant_id: uuid.UUID) -> HttpResponse:
    """End a grant."""
    user = _person(user_id)
    found = user.grants.select_related("office", "territory").filter(pk=grant_id).first()
    if found is None:
        raise NotHere
    if request.method == "POST":
        api.end_grant(grant=found, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The role has ended."))
        return redirect("account", user.pk)
    line = presenters.grant_line(found)
    return _confirm(
        request,
        user,
        _("End this role?"),
        _("%(name)s is no longer %(role)s in %(place)s from now on.")
        % {"name": user.full_name, "role": line.role, "place": line.place},
        _("End the role"),
    )


@needs(Permission.ACCOUNT_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def close(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Close an account, unless work would be left without anybody."""
    user = _person(user_id)
    duties = api.duties_of(user)
    if request.method == "POST" and not duties:
        api.deactivate_user(user=user, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The account is closed."))
        return redirect("account", user.pk)
    if duties:
        context = {"person": user, "duties": duties}
        return render(request, "accounts/duties.html", context, status=409 if request.method == "POST" else 200)
    words = _("%(name)s can no longer sign in. What they did stays recorded.") % {"name": user.full_name}
    return _confirm(request, user, _("Close this account?"), words, _("Close the account"))


@needs(Permission.ACCOUNT_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def open_again(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Open a closed account."""
    user = _person(user_id)
    if request.method == "POST":
        api.reactivate_user(user=user, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The account is open again."))
        return redirect("account", user.pk)
    words = _("%(name)s can sign in again, with the roles that still run.") % {"name": user.full_name}
    return _confirm(request, user, _("Open this account again?"), words, _("Open the account"))


@needs(Permission.ACCOUNT_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def reset(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """A new first password for somebody who cannot sign in."""
    user = _person(user_id)
    if request.method == "POST":
        password = api.reset_sign_in(user=user, by=request.actor)  # type: ignore[attr-defined]
        return _show_password(request, user, password, _("New first password"))
    words = _(
        "Make sure it is really %(name)s who asks. Their password and second factor end; you read them a new first password."
    ) % {"name": user.full_name}
    return _confirm(request, user, _("Reset how this person signs in?"), words, _("Reset"))


@open_to_signed_in
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do, from the code."""
    return render(request, "accounts/roles.html", {"roles": presenters.role_catalogue()})


def _person(user_id: uuid.UUID) -> api.User:
    user = api.User.objects.filter(pk=user_id, is_system=False).first()
    if user is None:
        raise NotHere
    return user


def _confirm(request: HttpRequest, user: api.User, title: str, words: str, submit: str) -> HttpResponse:
    context = {"title": title, "words": words, "submit": submit, "back": reverse("account", args=[user.pk])}
    return render(request, "accounts/confirm.html", context)


def _show_password(request: HttpRequest, user: api.User, password: str, title: str) -> HttpResponse:
    context = {
        "title": title,
        "label": _("First password"),
        "secret": password,
        "words": _("Read it to %(name)s (user name %(username)s). It is shown only now and must be changed at once.")
        % {"name": user.full_name, "username": user.username},
        "next": reverse("account", args=[user.pk]),
    }
    return render(request, "accounts/once.html", context)
