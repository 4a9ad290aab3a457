"""Keeping, changing and letting go of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, StaleVersion

from .. import policies
from ..models import SavedFilter
from ..queries.lists import outdated, own_offices

MOST = 20
"""So many lists a person keeps."""


@transaction.atomic
def keep_list(*, by: Actor, values: Mapping[str, Any]) -> SavedFilter:
    """Keep a ``query`` under a ``name``; ``office`` shares it, ``is_default`` opens the list of files with it.

    Raises:
        Refused: the actor does not work with files.
        InvalidInput: no name or one that is there, words that no list knows, an office of others, too many lists.
    """
    policies.keep_lists.require(by)
    own = SavedFilter.objects.filter(owner_id=by.id)
    if own.count() >= MOST:
        raise InvalidInput({"name": _("You keep %(most)s lists already. Let one go first.") % {"most": MOST}})
    kept = SavedFilter(owner_id=by.id)
    _write(kept, by, values)
    _note(kept, by, "list_kept")
    return kept


@transaction.atomic
def change_list(*, kept: SavedFilter, by: Actor, base_version: int, values: Mapping[str, Any]) -> SavedFilter:
    """Change what is given of ``name``, ``query``, ``office`` and ``is_default``.

    Raises:
        Refused: somebody else's list.
        InvalidInput: as for a new one.
        StaleVersion: somebody saved meanwhile.
    """
    policies.change_list.require(by, kept)
    kept = _held(kept, base_version, values)
    said = {name: getattr(kept, name) for name in ("name", "query", "office", "is_default")}
    kept.version += 1
    _write(kept, by, said | dict(values))
    _note(kept, by, "list_changed")
    return kept


@transaction.atomic
def let_list_go(*, kept: SavedFilter, by: Actor, base_version: int) -> None:
    """Take a list away; the files in it stay where they are.

    Raises:
        Refused: somebody else's list.
        StaleVersion: somebody saved meanwhile.
    """
    policies.change_list.require(by, kept)
    kept = _held(kept, base_version, {})
    _note(kept, by, "list_let_go")
    kept.delete()


def _held(kept: SavedFilter, base_version: int, values: Mapping[str, Any]) -> SavedFilter:
    now_there = SavedFilter.objects.select_for_update().get(pk=kept.pk)
    if now_there.version != base_version:
        current = {name: _shown(getattr(now_there, name)) for name in values}
        submitted = {name: _shown(value) for name, value in values.items()}
        raise StaleVersion(current=current, submitted=submitted, version=now_there.version)
    return now_there


def _shown(value: Any) -> Any:
    return str(value.pk) if isinstance(value, Office) else value


def _write(kept: SavedFilter, by: Actor, values: Mapping[str, Any]) -> None:
    name, query, office = str(values.get("name") or "").strip(), dict(values.get("query") or {}), values.get("office")
    problems: dict[str, Any] = {}
    if not name or len(name) > 60:
        problems["name"] = _("Give the list a name of at most 60 characters.")
    elif SavedFilter.objects.filter(owner_id=by.id, name=name).exclude(pk=kept.pk).exists():
        problems["name"] = _("You have a list of this name. Choose another one.")
    if outdated(query):
        problems["query"] = _("This list asks for something that does not exist. Choose the filters again.")
    if office is not None and office.pk not in own_offices(by):
        problems["office"] = _("Choose an office where you work.")
    if problems:
        raise InvalidInput(problems)
    if values.get("is_default"):
        SavedFilter.objects.filter(owner_id=by.id, is_default=True).exclude(pk=kept.pk).update(is_default=False)
    kept.name, kept.query, kept.office = name, {key: word for key, word in query.items() if word}, office
    kept.is_default, kept.updated_at = bool(values.get("is_default")), now()
    kept.save()


def _note(kept: SavedFilter, by: Actor, what: str) -> None:
    details = {"shared": kept.office_id is not None, "default": kept.is_default}
    audit.record(by=by, action=what, subject=f"worklist.list:{kept.pk}", details=details)
