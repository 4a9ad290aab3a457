"""Releases on the staff site: what was published, what is in work, and the next step of the one that is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tutela.audit import api as audit
from tutela.kernel.errors import NotHere, Refused
from tutela.kernel.http import needs
from tutela.ui.forms import answer_status

from ..actions.releases import check_release, drop_release, prepare_release, publish_release, request_cubes, withdraw_release
from ..forms import ReleaseForm, WithdrawForm
from ..models import Release
from ..policies import check_release as may_check
from ..policies import prepare_release as may_prepare
from ..policies import publish_release as may_publish
from ..presenters import releases as shown
from ..queries.builds import build_cubes_elsewhere, cubes_wait
from ..queries.editions import editions, in_work, last_published
from ..queries.snapshots import latest
from ..states import ReleaseState
from ..tasks import cubes_in_background

AT_ONCE = 20_000
"""Cubes of so many children are built while the page waits; more go to the queue."""


@needs("statistics_view", "statistics_build")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every release, the one in work first, and the form for the next."""
    return _list(request, ReleaseForm(versions=_versions()))


@needs("statistics_build")
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Begin a release; its cubes are built as soon as it is kept."""
    form = ReleaseForm(request.POST, versions=_versions())
    if not form.is_valid():
        return _list(request, form)
    said = form.cleaned_data
    corrects = editions().filter(version=int(said["corrects"])).first() if said["corrects"] else None
    texts = {"note": said["note"], "method": said["method"], "new_series": said["new_series"]}
    try:
        made = prepare_release(by=request.actor, later=_soon, corrects=corrects, **texts)  # type: ignore[attr-defined]
    except Refused as refused:
        form.add_error(None, str(refused))
        return _list(request, form)
    messages.info(request, _("The release is prepared. Look at the audit when its tables are built, and mark it checked."))
    return redirect("release", made.pk)


@needs("statistics_view", "statistics_build")
@require_GET
def release(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """One release and what may be done with it."""
    held = _get(release_id)
    actor = request.actor  # type: ignore[attr-defined]
    audit.record(by=actor, action="release_read", subject=f"release:{held.pk}")
    return render(request, "statistics/release.html", _context(actor, held, WithdrawForm()))


@needs("statistics_build")
@require_POST
def build(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Build the cubes once more, after a build that broke off."""
    actor = request.actor  # type: ignore[attr-defined]
    later = _queue if _get(release_id).snapshot.rows > AT_ONCE else build_cubes_elsewhere
    request_cubes(by=actor, release=_get(release_id), later=later)
    return redirect("release", release_id)


@needs("statistics_build")
@require_POST
def check(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """The audit was looked at."""
    return _step(request, release_id, check_release, _("Checked. Another statistician publishes it."))


@needs("statistics_build")
@require_POST
def publish(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """The second person."""
    return _step(request, release_id, publish_release, _("Published. The public site and every interface show it now."))


@needs("statistics_build")
@require_POST
def withdraw(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Taken back, with the reason that readers see."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        context = _context(request.actor, _get(release_id), form)  # type: ignore[attr-defined]
        return render(request, "statistics/release.html", context, status=answer_status(form))
    act = partial(withdraw_release, reason=form.cleaned_data["reason"])
    return _step(request, release_id, act, _("Withdrawn. Readers see the reason in place of the tables."))


@needs("statistics_build")
@require_POST
def drop(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    """Given up before it was published."""
    return _step(request, release_id, drop_release, _("Dropped. Its files are removed."))


def _step(request: HttpRequest, release_id: uuid.UUID, act: Callable[..., object], said: str) -> HttpResponse:
    act(by=request.actor, release=_get(release_id))  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect("release", release_id)


def _queue(pk: str) -> None:
    cubes_in_background.defer(release=pk)


def _soon(made: Release) -> None:
    """Build after the draft is kept: at once when the children are few, else by the worker."""
    if made.snapshot.rows > AT_ONCE:
        _queue(str(made.pk))
    else:
        transaction.on_commit(partial(build_cubes_elsewhere, str(made.pk)), robust=True)


def _get(release_id: uuid.UUID) -> Release:
    found = (
        Release.objects.select_related("snapshot", "corrects", "prepared_by", "published_by").filter(pk=release_id).first()
    )
    if found is None:
        raise NotHere
    return found


def _versions() -> list[tuple[str, str]]:
    return [(str(one.version), str(one.version)) for one in editions()]


def _list(request: HttpRequest, form: ReleaseForm) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "form": form,
        "may_prepare": may_prepare.allows(actor),
        "snapshot": latest(),
        "in_work": in_work(),
        "releases": [
            shown.told(one) for one in Release.objects.select_related("corrects").exclude(state=ReleaseState.DROPPED)
        ],
    }
    return render(request, "statistics/releases.html", context, status=answer_status(form))


def _context(actor: Any, held: Release, form: WithdrawForm) -> dict[str, Any]:
    draft, checked = held.state == ReleaseState.DRAFT, held.state == ReleaseState.CHECKED
    mine = may_prepare.allows(actor)
    no_check = may_check.why_not(actor, held) if draft else None
    no_publish = may_publish.why_not(actor, held, last_published()) if checked else None
    return shown.told(held) | {
        "audit": shown.audit(held) if held.cubes else [],
        "waiting": draft and cubes_wait(str(held.pk)),
        "may_build": mine and draft and not held.cubes,
        "may_check": draft and no_check is None,
        "why_not": no_check or no_publish,
        "may_publish": checked and no_publish is None,
        "may_drop": mine and (draft or checked),
        "may_withdraw": mine and held.state in (ReleaseState.PUBLISHED, ReleaseState.SUPERSEDED),
        "form": form,
    }
