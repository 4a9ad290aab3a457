"""Transfers in the invented country: one asked of the other office, one that it asks for, two accepted, one declined; and two that
workers propose, of which the supervisor said no to one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tutela.accounts import api as accounts
from tutela.accounts.api import StaffActor
from tutela.accounts.models import User
from tutela.cases.actions.views_of_child import record_view
from tutela.cases.models import CaseFile
from tutela.directory.models import Office
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache
from tutela.transfers.actions import accept_transfer, ask_transfer, decline_proposal, decline_transfer, propose_transfer
from tutela.transfers.models import Proposal, Transfer
from tutela.transfers.queries import get_transfer

from .country import Country
from .people import People

_SAID = (
    ("moved", "The family moved to the other town in spring; school and aunt are there.", "yes"),
    ("specialised", "Only the other office has somebody who signs with a deaf child.", "yes"),
    ("moved", "The child lives with the grandmother in the other town since the summer.", "unknown"),
    ("conflict", "A colleague of this office is a neighbour of the family.", "no"),
    ("moved", "The grandmother goes back to the other town in spring; the child goes with her.", "yes"),
)


_GOES_ON = ("registered", "in_assessment", "planned", "active", "in_review")


def build_transfers(country: Country, people: People) -> None:
    """Between the first office and the one with the most files beside it: as many of the six as there are files for."""
    codes = [district.code for district in country.districts]
    with cache.scope():
        found = {code: _files(country.offices[code].pk) for code in codes}
        here, there = codes[0], max(codes[1:], key=lambda code: len(found[code]))
        boss, other = (accounts.actor_for(people.supervisors[code]) for code in (here, there))
        out, back = found[here], found[there]
        for file in out[:1]:
            _ask(file, boss, country.offices[there], 0)
        for file in back[:1]:
            here_now = _take_over(_ask(file, other, country.offices[here], 2), boss, people.workers[here][0])
            _propose_in_vain(here_now, boss, country.offices[there])
        for file in back[1:2]:
            _ask(file, other, country.offices[here], 1)
        for file in out[1:2]:
            declined = _ask(file, boss, country.offices[there], 3)
            with acting_as(other):
                held = get_transfer(other, declined.pk)
                values = {
                    "not_taken": "stays_better",
                    "answer": "The child asks for no new place. Another worker of your office could go on.",
                }
                decline_transfer(one=held, by=other, base_version=held.version, values=values)
        for file in back[2:3]:
            here_now = _take_over(_ask(file, other, country.offices[here], 2), boss, people.workers[here][-1])
            _propose(here_now, country.offices[there], 4)


def _files(office_id: UUID) -> list[CaseFile]:
    """Three files in which work goes on, opened long ago, of children without another file."""
    found = CaseFile.objects.filter(office_id=office_id, state__in=_GOES_ON, merged_into=None, absorbed=None)
    found = found.exclude(worker=None).select_related("child", "office__organisation", "worker").order_by("opened_at", "pk")
    return list(found[:3])


def _ask(file: CaseFile, by: StaffActor, office: Office, number: int) -> Transfer:
    """The worker hears the child, the supervisor asks."""
    _hear(file, number)
    with acting_as(by):
        return ask_transfer(file=_held(file), by=by, values=_words(office, number))


def _propose(file: CaseFile, office: Office, number: int) -> Proposal:
    """The worker hears the child and proposes."""
    worker = _hear(file, number)
    with acting_as(worker):
        return propose_transfer(file=_held(file), by=worker, values=_words(office, number))


def _propose_in_vain(file: CaseFile, boss: StaffActor, office: Office) -> None:
    """The supervisor says no."""
    proposal = _propose(file, office, 4)
    with acting_as(boss):
        said = {"answer": "Nothing is certain yet. Propose it again once the grandmother has a date."}
        decline_proposal(one=proposal, by=boss, base_version=proposal.version, values=said)


def _take_over(asked: Transfer, by: StaffActor, worker: User) -> CaseFile:
    """The office that is asked accepts, and names who is responsible."""
    with acting_as(by):
        held = get_transfer(by, asked.pk)
        values = {"worker": worker, "reason": "Knows the grandmother's village."}
        accept_transfer(one=held, by=by, base_version=held.version, values=values)
        return CaseFile.objects.select_related("child", "office__organisation", "worker").get(pk=asked.file_id)


def _held(file: CaseFile) -> CaseFile:
    return CaseFile.objects.select_related("child", "office__organisation", "worker").get(pk=file.pk)


def _hear(file: CaseFile, number: int) -> StaffActor:
    """What the child says to the change; gives the worker who asked."""
    agrees = _SAID[number][2]
    worker = accounts.actor_for(User.objects.get(pk=str(file.worker_id)))
    said = {
        "about": "transfer",
        "heard_on": today(),
        "agrees": agrees,
        "views": "I want to know who comes, and to say goodbye.",
    }
    with acting_as(worker):
        record_view(file=file, by=worker, values=said)
    return worker


def _words(office: Office, number: int) -> dict[str, Any]:
    why, reason, _agrees = _SAID[number]
    return {
        "office": office,
        "why": why,
        "reason": reason,
        "urgent": "The appointment on Monday; the school knows.",
        "promised": "That the worker comes once more to say goodbye.",
    }
