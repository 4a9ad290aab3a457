"""Teams, their members and the ceremonies of their keys."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.http import needs, open_to_signed_in
from tutela.kernel.vault import team as team_vault
from tutela.ui.forms import answer_status

from .. import api, policies
from ..enums import Permission
from ..forms.accounts import JoinForm, RecoverForm, RecoveryPublicForm, TeamForm, posted, show_problems

_READ_OR_WRITE = ["GET", "HEAD", "POST"]


@needs(Permission.TEAM_MANAGE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every team, and whether it can receive."""
    teams = api.Team.objects.select_related("office").prefetch_related("keys", "members")
    rows = [
        {
            "team": team,
            "members": sum(member.left_at is None for member in team.members.all()),
            "key": next((key for key in team.keys.all() if key.retired_at is None), None),
        }
        for team in teams
    ]
    return render(request, "accounts/teams.html", {"rows": rows})


@needs(Permission.TEAM_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """A new team."""
    form = TeamForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            team = api.create_team(**form.cleaned_data, by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            return redirect("team", team.pk)
    return _form(request, form, _("New team"), _("Make the team"), reverse("teams"))


@open_to_signed_in
@require_safe
def one(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Members and versions of the key; for whoever manages teams, and for its members."""
    team = _team(request, team_id)
    actor = request.actor  # type: ignore[attr-defined]
    key = api.current_key(team)
    waiting = {member.user_id for member in api.without_seal(team)}
    members = [
        {"member": member, "ready": hasattr(member.user, "vault_key"), "waiting": member.user_id in waiting}
        for member in team.members.filter(left_at=None).select_related("user__vault_key").order_by("user__full_name")
    ]
    context = {
        "team": team,
        "members": members,
        "key": key,
        "older": api.outdated_team_keys(team),
        "manages": policies.manage_teams.allows(actor),
        "keeps_key": policies.keep_team_key.allows(actor, team),
        "is_member": policies.is_member(team, actor.id),
        "own_id": actor.id,
    }
    return render(request, "accounts/team.html", context)


@needs(Permission.TEAM_MANAGE)
@require_http_methods(_READ_OR_WRITE)
def join(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Name a member."""
    team = _team(request, team_id)
    form = JoinForm(posted(request))
    if request.method == "POST" and form.is_valid():
        user = form.cleaned_data["username"]
        refusal = policies.join_team.why_not(request.actor, team, user)  # type: ignore[attr-defined]
        if refusal is None:
            api.join_team(team=team, user=user, leads=form.cleaned_data["leads"], by=request.actor)  # type: ignore[attr-defined]
            messages.success(request, _("Added. A member who can unlock the key now shares it."))
            return redirect("team", team.pk)
        form.add_error("username", refusal.label)
    return _form(request, form, _("A member for %(team)s") % {"team": team.name}, _("Add"), _address(team))


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def leave(request: HttpRequest, team_id: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    """End a membership and rotate the key."""
    team = _team(request, team_id)
    membership = team.members.select_related("user", "team").filter(pk=member_id).first()
    if membership is None:
        raise NotHere
    policies.leave_team.require(request.actor, membership)  # type: ignore[attr-defined]
    if request.method == "POST":
        api.leave_team(membership=membership, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The membership has ended and the key was rotated."))
        return redirect("start" if membership.user_id == request.actor.id else "team", *_args(request, membership))  # type: ignore[attr-defined]
    words = _("%(name)s no longer reads what %(team)s receives. The key is rotated at once.")
    words = words % {"name": membership.user.full_name, "team": team.name}
    return _confirm(request, _("End this membership?"), words, _("End it"), _address(team))


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def start_key(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """The first key of a team, with its recovery key."""
    return _key_ceremony(request, team_id, first=True)


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def rotate_key(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """A new version, with the same recovery key unless another is named."""
    return _key_ceremony(request, team_id, first=False)


@open_to_signed_in
@require_http_methods(_READ_OR_WRITE)
def recover_key(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """With the paper, let a member read again."""
    team = _team(request, team_id)
    policies.keep_team_key.require(request.actor, team)  # type: ignore[attr-defined]
    form = RecoverForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            versions = api.recover_team_key(
                team=team,
                user=answers["username"],
                recovery_key=answers["recovery_key"],
                by=request.actor,  # type: ignore[attr-defined]
            )
        except InvalidInput as error:
            show_problems(form, error)
        else:
            words = ngettext("%(count)s version shared.", "%(count)s versions shared.", versions) % {"count": versions}
            messages.success(request, words)
            return redirect("team", team.pk)
    return _form(request, form, _("Recover the key of %(team)s") % {"team": team.name}, _("Recover"), _address(team))


def _key_ceremony(request: HttpRequest, team_id: uuid.UUID, *, first: bool) -> HttpResponse:
    team = _team(request, team_id)
    actor = request.actor  # type: ignore[attr-defined]
    policies.keep_team_key.require(actor, team)
    form = RecoveryPublicForm(posted(request))
    if request.method == "POST" and form.is_valid():
        public, made = form.cleaned_data["recovery_public"], None
        if first and public is None:
            made = team_vault.create_recovery_key()
            public = made.public
        try:
            if first:
                api.create_team_key(team=team, recovery_public=public, by=actor)
            else:
                api.rotate_team_key(team=team, recovery_public=public, by=actor)
        except InvalidInput as error:
            show_problems(form, error)
        else:
            return _show_recovery(request, team, made.printable) if made else redirect("team", team.pk)
    if first:
        title, submit = _("Start the key of %(team)s"), _("Start the key")
    else:
        title, submit = _("Rotate the key of %(team)s"), _("Rotate the key")
    return _form(request, form, title % {"team": team.name}, submit, _address(team))


def _show_recovery(request: HttpRequest, team: api.Team, printable: str) -> HttpResponse:
    context = {
        "title": _("Recovery key of %(team)s") % {"team": team.name},
        "label": _("Recovery key"),
        "secret": printable,
        "words": _(
            "Print or write this down twice, put each paper in a sealed envelope in a different safe, and close this page. "
            "It is shown only now. If every member loses their passphrase, this paper is the only way back."
        ),
        "next": _address(team),
    }
    return render(request, "accounts/once.html", context)


def _team(request: HttpRequest, team_id: uuid.UUID) -> api.Team:
    team = api.Team.objects.select_related("office").filter(pk=team_id).first()
    actor = request.actor  # type: ignore[attr-defined]
    if team is None or not (policies.manage_teams.allows(actor) or policies.is_member(team, actor.id)):
        raise NotHere
    return team


def _args(request: HttpRequest, membership: api.TeamMember) -> list[Any]:
    return [] if membership.user_id == request.actor.id else [membership.team_id]  # type: ignore[attr-defined]


def _address(team: api.Team) -> str:
    return reverse("team", args=[team.pk])


def _form(request: HttpRequest, form: Any, title: str, submit: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, "accounts/form.html", context, status=answer_status(form))


def _confirm(request: HttpRequest, title: str, words: str, submit: str, back: str) -> HttpResponse:
    return render(request, "accounts/confirm.html", {"title": title, "words": words, "submit": submit, "back": back})
