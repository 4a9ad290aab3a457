"""Lists, flags and loads in words; what stands beside the list of files and on a file's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission, User
from tutela.cases.api import NOBODY, CaseFile, DeadlineKind, FileState, Late, Risk, words
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of, now

from .. import policies
from ..actions.several import Outcome
from ..enums import STEPS
from ..models import Flag, SavedFilter
from ..queries import lists
from ..queries.flags import flagged, open_flags


def in_words(query: Mapping[str, Any]) -> str:
    """What a list is narrowed by."""
    if lists.outdated(dict(query)):
        return _("No longer fits: it asks for something that does not exist any more.")
    worker = query.get("worker")
    found = [
        str(FileState(query["state"]).label) if query.get("state") else _("All open"),
        _("Risk: %(level)s") % {"level": Risk(query["risk"]).label} if query.get("risk") else "",
        str(Late(query["late"]).label) if query.get("late") else "",
        _("Without a responsible worker") if worker == NOBODY else _name(worker) if worker else "",
        _("Only files I am responsible for") if query.get("mine") else "",
    ]
    return " · ".join(word for word in found if word)


def _name(worker: str) -> str:
    return User.objects.get(pk=worker).full_name


def list_row(actor: Actor, kept: SavedFilter) -> dict[str, Any]:
    """A kept list."""
    mine = kept.owner_id == actor.id
    return {
        "id": kept.pk,
        "name": kept.name,
        "url": f"{reverse('files')}?{lists.address_of(kept)}",
        "words": in_words(kept.query),
        "outdated": lists.outdated(kept.query),
        "mine": mine,
        "whose": "" if mine else kept.owner.full_name,
        "shared": kept.office.name if mine and kept.office else "",
        "is_default": mine and kept.is_default,
    }


def beside_list(actor: Actor, query: Mapping[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the list of files shows beside its rows: kept lists, which files have a flag, what can be done in several at once."""
    chosen = {name: word for name, word in query.items() if word and name != "after"}
    found = flagged(row["id"] for row in rows)
    moment = now()
    return {
        "lists": [list_row(actor, kept) for kept in lists.lists_of(actor)],
        "keep": "" if lists.outdated(chosen) else f"{reverse('list_new')}?{urlencode({'state': ''} | chosen)}",
        "flagged": {key: end_of(until) < moment for key, until in found.items()},
        "several": [dict(zip(("name", "title", "icon"), step, strict=True)) for step in STEPS]
        if actor.has(Permission.FILE_ASSIGN)
        else [],
    }


def flag_row(actor: Actor, flag: Flag) -> dict[str, Any]:
    """A flag."""
    resolved = flag.resolved_at is not None
    return {
        "reason": flag.reason,
        "due": end_of(flag.until),
        "by": flag.created_by.full_name,
        "at": flag.created_at,
        "word": flag.word,
        "resolved_by": flag.resolved_by.full_name if flag.resolved_by else "",
        "resolved_at": flag.resolved_at,
        "url": "" if resolved or not policies.resolve_flag.allows(actor, flag) else _way("flag_resolve", flag),
    }


def _way(name: str, flag: Flag) -> str:
    return reverse(name, args=[flag.file_id, flag.pk])


def on_file(file: CaseFile, due: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The open flags on a file's page; asked of the database only where one of the rows that are ``due`` is a flag."""
    if not any(row["kind"] == DeadlineKind.FLAG for row in due):
        return []
    url = reverse("flags", args=[file.pk])
    return [
        {"reason": flag.reason, "due": end_of(flag.until), "by": flag.created_by.full_name, "url": url}
        for flag in open_flags(file)
    ]


def chosen_row(file: CaseFile) -> dict[str, Any]:
    """A file that was chosen with others: its number, how far, who is responsible; no name is opened for that."""
    return {
        "id": file.pk,
        "number": file.number,
        "url": reverse("file", args=[file.pk]),
        "state": str(FileState(file.state).label),
        "tone": words.STATE_TONE[FileState(file.state)],
        "worker": file.worker.full_name if file.worker else _("Nobody yet"),
        "risk": words.risk(file),
    }


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    """What became of one file."""
    return {
        "number": outcome.number or _("A file that is not here"),
        "url": reverse("file", args=[outcome.file_id]) if outcome.number else "",
        "state": _("Done") if outcome.done else _("Not done"),
        "tone": "success" if outcome.done else "warning",
        "why": outcome.why,
    }
