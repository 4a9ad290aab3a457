"""Screens of case conferences: on the file's side, and for whoever is invited."""

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
from tutela.cases.api import CaseFile, get_file, part_of, read_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, move_named, moving_form, offered, saving_form

from ..actions import conferences as actions
from ..forms.conferences import MOVES, PrepareForm, TaskForm, UndertakingForm
from ..models import Conference, ConferencePapers
from ..policies import conferences as policies
from ..presenters import conferences as presenters
from ..queries import conferences as queries
from ..queries.papers import compose
from ..states import State

FORM = "cases/section_form.html"
OUTSIDE_FORM = "coordination/form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def conferences(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The conferences of a file."""
    file = get_file(me(request), file_id)
    _was_read(request, file)
    context = {
        "file": file,
        "rows": [presenters.row(one) for one in queries.conferences(file)],
        "may_prepare": policies.keep_conferences.allows(me(request), file),
    }
    return render(request, "coordination/conferences.html", context)


@needs(P.FILE_WORK, P.FILE_APPROVE)
def conference_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Begin a conference."""
    file = get_file(me(request), file_id)
    policies.keep_conferences.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file)
    return making_form(
        request,
        form=PrepareForm(request.POST or None),
        make=lambda data: actions.prepare(file=file, by=me(request), values=data),
        go=lambda made: reverse("conference", args=[file.pk, made.pk]),
        saved=_("Saved."),
        title=_("Prepare a case conference"),
        template=FORM,
        back=reverse("conferences", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def conference(request: HttpRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """One conference: who takes part, what they read, the record, the tasks, what can follow."""
    file, one = _found(request, file_id, conference_id)
    _was_read(request, file, one)
    papers = getattr(one, "papers", None)
    stands = policies.missing(one) if one.state == State.DRAFT else None
    context = {
        "file": file,
        "row": presenters.row(one),
        "one": one,
        "access": presenters.access(one),
        "facts": presenters.facts(one),
        "seats": [presenters.seat(row) for row in one.participants.select_related("body")],
        "papers": presenters.papers_facts(papers) if papers else [],
        "shared": presenters.shared_facts(_preview(one, papers)) if papers else [],
        "tasks": [presenters.task_row(task) for task in one.decisions.all()],
        "missing": stands.label if stands else "",
        "moves": offered(request, MOVES, one),
    }
    return render(request, "coordination/conference.html", context)


def _preview(one: Conference, papers: ConferencePapers) -> dict[str, Any]:
    """What participants read: as it was composed at the call, before that as it would be now (R73: preview)."""
    return papers.shared or compose(one.file, papers.parts, one.view.views if one.view else "")


@needs(P.FILE_WORK, P.FILE_APPROVE)
def conference_move(
    request: HttpRequest, file_id: uuid.UUID, conference_id: uuid.UUID, conference_move: str
) -> HttpResponse:
    """One step."""
    file, one = _found(request, file_id, conference_id)
    taken = move_named(MOVES, conference_move)
    taken.rule.require(me(request), one)
    _was_read(request, file, one)

    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial=taken.known(one) | {"base_version": one.version}, one=one),
        template=FORM,
        back=reverse("conference", args=[file.pk, one.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW, P.REFERRAL_ANSWER)
@require_http_methods(["GET", "HEAD"])
def invitations(request: HttpRequest) -> HttpResponse:
    """What the reader is invited to, and the tasks taken on."""
    tasks = list(queries.my_tasks(me(request)))
    for task in tasks:
        subject = f"coordination.conferencedecision:{task.pk}"
        audit.record(by=me(request), action="conference_task_read", subject=subject, about=queries.child_of(task))
    context = {
        "rows": [presenters.invitation_row(one) for one in queries.invitations(me(request))],
        "tasks": [presenters.task_row(task) for task in tasks],
    }
    return render(request, "coordination/invitations.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW, P.REFERRAL_ANSWER)
@require_http_methods(["GET", "HEAD"])
def invitation(request: HttpRequest, participant_id: uuid.UUID) -> HttpResponse:
    """The papers, once the undertaking is accepted; before that the undertaking, and nothing about the child."""
    row = queries.get_invitation(me(request), participant_id)
    context: dict[str, Any] = {"row": presenters.invitation_row(row), "participant": row}
    if policies.open_papers.allows(me(request), row):
        papers = ConferencePapers.objects.get(conference_id=row.conference_id)
        subject = f"coordination.conference:{row.conference_id}"
        audit.record(by=me(request), action="conference_papers_read", subject=subject, about=str(row.key_id))
        context |= {"papers": presenters.papers_facts(papers), "shared": presenters.shared_facts(papers.shared)}
    return render(request, "coordination/invitation.html", context)


@needs(P.FILE_WORK, P.FILE_VIEW, P.REFERRAL_ANSWER)
def invitation_accept(request: HttpRequest, participant_id: uuid.UUID) -> HttpResponse:
    """Read and accept the undertaking for one conference."""
    row = queries.get_invitation(me(request), participant_id)
    back = reverse("invitation", args=[row.pk])
    return saving_form(
        request,
        form=UndertakingForm(request.POST or None),
        act=lambda data: actions.accept_undertaking(row=row, by=me(request)),
        saved=_("You accepted the undertaking. The papers are open to you."),
        title=_("Confidentiality undertaking for this conference"),
        template=OUTSIDE_FORM,
        back=back,
        context={"back_words": _("Case conferences")},
    )


@needs(P.FILE_WORK, P.FILE_VIEW, P.FILE_APPROVE, P.REFERRAL_ANSWER)
def conference_task(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    """What came of a task; the owner sees the task and nothing else of the file."""
    task, file = queries.get_task(me(request), task_id)
    policies.end_task.require(me(request), task, file)
    subject = f"coordination.conferencedecision:{task.pk}"
    audit.record(by=me(request), action="conference_task_read", subject=subject, about=queries.child_of(task))
    back = reverse("conference", args=[task.file_id, task.conference_id]) if file is not None else reverse("invitations")

    def act(data: Any) -> object:
        values = {"done": data["done"], "result": data["result"]}
        return actions.end_task(task=task, file=file, by=me(request), base_version=data["base_version"], values=values)

    return saving_form(
        request,
        form=TaskForm(request.POST or None, initial={"base_version": task.version}),
        act=act,
        saved=_("Saved."),
        title=_("Task of a case conference"),
        template=OUTSIDE_FORM,
        back=back,
        context={"back_words": _("Case conferences"), "row": presenters.task_row(task)},
    )


def _found(request: HttpRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> tuple[CaseFile, Conference]:
    file = get_file(me(request), file_id)
    return file, part_of(file, Conference, conference_id, *queries.RELATED)


def _was_read(request: HttpRequest, file: CaseFile, one: Conference | None = None) -> None:
    read_file(file=file, by=me(request), what="conference_read", part=one)
