"""Screens of transfers: those of an office, those of a file, asking with a preview, and the answer."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases.api import get_file, part_of, read_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, move_named, moving_form, offered_pages

from . import actions, policies, presenters, queries
from .enums import TransferReason
from .forms import MOVES, PROPOSAL_MOVES, AskForm, ProposeForm
from .models import Proposal, Transfer

SHOWN = 100
_READS = (P.FILE_WORK, P.FILE_VIEW, P.FILE_ASSIGN)


@needs(P.FILE_ASSIGN)
@require_http_methods(["GET", "HEAD"])
def transfers(request: HttpRequest) -> HttpResponse:
    """What waits for an answer of this office, and what it asked for or took over."""
    found = presenters.lists(me(request), SHOWN)
    audit.record(by=me(request), action="transfers_listed", details={"rows": sum(map(len, found.values()))})
    return render(request, "transfers/transfers.html", found)


@needs(*_READS)
@require_http_methods(["GET", "HEAD"])
def transfer(request: HttpRequest, transfer_id: uuid.UUID) -> HttpResponse:
    """One transfer."""
    return _page(request, queries.get_transfer(me(request), transfer_id))


@needs(*_READS)
@require_http_methods(["GET", "HEAD"])
def file_transfer(request: HttpRequest, file_id: uuid.UUID, transfer_id: uuid.UUID) -> HttpResponse:
    """The same, from the file's story."""
    file = get_file(me(request), file_id)
    return _page(request, queries.get_transfer(me(request), part_of(file, Transfer, transfer_id).pk))


@needs(*_READS)
def transfer_move(request: HttpRequest, transfer_id: uuid.UUID, transfer_step: str) -> HttpResponse:
    """One step."""
    one = queries.get_transfer(me(request), transfer_id)
    taken = move_named(MOVES, transfer_step)
    taken.rule.require(me(request), one)
    if request.method != "POST":
        actions.read_transfer(one=one, by=me(request))
    form = taken.form(request.POST or None, initial={"base_version": one.version}, one=one)
    page = reverse("transfer", args=[one.pk])
    return moving_form(
        request,
        move=taken,
        one=one,
        form=form,
        template="transfers/step.html",
        back=page if taken.name != "decline" or request.method != "POST" else reverse("transfers"),
        context={"number": one.number, "page": page},
    )


@needs(*_READS)
@require_http_methods(["GET", "HEAD"])
def file_transfers(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The transfers of a file, and the way to ask for one."""
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request))
    asks = me(request).reaches(P.FILE_ASSIGN, file.office_id)
    rule = policies.ask if asks else policies.propose
    against = rule.why_not(me(request), file) or policies.heard.why_not(file)
    heard = against == TransferReason.NOT_HEARD and policies.propose.allows(me(request), file)
    context = {"file": file, "asks": asks, "against": str(against.label) if against else "", "to_hear": heard}
    return render(request, "transfers/file.html", context | presenters.of_file(file))


@needs(P.FILE_ASSIGN)
def transfer_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Ask another office; what it will see is shown first."""
    actor, file = me(request), get_file(me(request), file_id)
    policies.ask.require(actor, file)
    if request.method != "POST":
        read_file(file=file, by=actor)
    view, proposal = policies.view_on(file), policies.proposed(file)
    known = {name: getattr(proposal, name) for name in ("office", "why", "reason", "urgent", "promised")} if proposal else {}
    return making_form(
        request,
        form=AskForm(request.POST or None, file=file, initial=known),
        make=lambda data: actions.ask_transfer(file=file, by=actor, values=data),
        go=lambda made: reverse("transfer", args=[made.pk]),
        saved=_("Asked. The file stays with you until the other office accepts."),
        title=_("Transfer to another office"),
        template="transfers/new.html",
        back=reverse("file_transfers", args=[file.pk]),
        context={
            "file": file,
            "facts": presenters.shared_facts(queries.facts(file)),
            "view": view and (view.views or view.not_obtained_because),
            "against": "" if view else str(policies.heard.why_not(file).label),  # type: ignore[union-attr]
            "proposed": presenters.proposal_row(proposal) if proposal else None,
        },
    )


@needs(P.FILE_WORK)
def transfer_propose(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Propose a transfer to one's supervisor; the other office learns nothing of it."""
    actor, file = me(request), get_file(me(request), file_id)
    policies.propose.require(actor, file)
    if request.method != "POST":
        read_file(file=file, by=actor)
    view = policies.view_on(file)
    return making_form(
        request,
        form=ProposeForm(request.POST or None, file=file),
        make=lambda data: actions.propose_transfer(file=file, by=actor, values=data),
        go=lambda made: reverse("transfer_proposal", args=[file.pk, made.pk]),
        saved=_("Proposed. Your supervisor decides whether the other office is asked."),
        title=_("Propose a transfer to another office"),
        template="transfers/propose.html",
        back=reverse("file_transfers", args=[file.pk]),
        context={"file": file, "view": view and (view.views or view.not_obtained_because)},
    )


@needs(*_READS)
@require_http_methods(["GET", "HEAD"])
def transfer_proposal(request: HttpRequest, file_id: uuid.UUID, proposal_id: uuid.UUID) -> HttpResponse:
    """What the worker proposed, and what became of it."""
    file = get_file(me(request), file_id)
    one = part_of(file, Proposal, proposal_id, *queries.PROPOSED)
    read_file(file=file, by=me(request))
    context = {
        "file": file,
        "page": presenters.proposal_page(one),
        "ask": reverse("transfer_new", args=[file.pk]) if policies.ask_proposed.allows(me(request), one) else "",
        "moves": offered_pages(request, PROPOSAL_MOVES, one, "transfer_proposal_move", file.pk, one.pk),
    }
    return render(request, "transfers/proposal.html", context)


@needs(*_READS)
def transfer_proposal_move(
    request: HttpRequest, file_id: uuid.UUID, proposal_id: uuid.UUID, proposal_step: str
) -> HttpResponse:
    """Say no to a proposal, or take it back."""
    file = get_file(me(request), file_id)
    one = part_of(file, Proposal, proposal_id, *queries.PROPOSED)
    taken = move_named(PROPOSAL_MOVES, proposal_step)
    taken.rule.require(me(request), one)
    if request.method != "POST":
        read_file(file=file, by=me(request))
    page = reverse("transfer_proposal", args=[file.pk, one.pk])
    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial={"base_version": one.version}),
        template="transfers/proposal_step.html",
        back=page,
        context={"file": file, "page": page},
    )


def _page(request: HttpRequest, one: Transfer) -> HttpResponse:
    page = presenters.page(me(request), one)
    actions.read_transfer(one=one, by=me(request))
    moves = offered_pages(request, MOVES, one, "transfer_move", one.pk)
    return render(request, "transfers/transfer.html", {"one": one, "page": page, "moves": moves})
