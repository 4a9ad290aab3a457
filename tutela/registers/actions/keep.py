"""Keeping registers: one row, or the rows of a whole file."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, StaleVersion

from ..models import Codes, Entry, Links
from ..policies import keep_register
from ..queries import standards
from ..queries.rows import cells, columns


def keep_row(*, row: Entry, by: Actor, links: Links | None = None, seen_version: int | None = None) -> Entry:
    """Save a new or changed row. ``links`` are the rows of its many-to-many fields; ``seen_version`` what the writer saw.

    Raises:
        Refused: not the actor's register.
        InvalidInput: by field.
        StaleVersion: somebody changed it meanwhile.
    """
    keep_register.require(by, type(row))
    adding = row._state.adding
    row.changed_at, row.changed_by_id = now(), by.id
    if adding:
        row.created_by_id = by.id
    _check(row)
    if not adding:
        _hold(row, seen_version)
        row.version += 1
    row.save(force_insert=adding)
    for name, found in (links or {}).items():
        getattr(row, name).set(found)
    more = import_string(row.register.follows)(row=row, by=by) if row.register.follows else {}
    audit.record(
        by=by,
        action="register_row_made" if adding else "register_row_changed",
        subject=f"{row.register.slug}:{row.pk}",
        details={"version": row.version} | more,
    )
    return row


def keep_rows(*, rows: Sequence[tuple[Entry, Links]], by: Actor) -> tuple[int, int]:
    """Save every row of a file; how many are new, how many changed. One that fails takes all with it.

    Raises:
        Refused, InvalidInput: as :func:`keep_row`.
    """
    made = 0
    for row, links in rows:
        made += row._state.adding
        keep_row(row=row, by=by, links=links)
    audit.record(by=by, action="register_file_taken", details={"rows": len(rows), "made": made})
    return made, len(rows) - made


def _check(row: Entry) -> None:
    for name, list_id in row.register.lists.items():
        value = getattr(row, name)
        field = row._meta.get_field(name)
        standards.require_codes(list_id, name, value if isinstance(field, Codes) else [value] if value else [])
    try:
        row.full_clean()
    except ValidationError as error:
        raise InvalidInput({name: [str(text) for text in texts] for name, texts in error.message_dict.items()}) from error


def _hold(row: Entry, seen_version: int | None) -> None:
    """Lock the row; refuse when the writer saw another version."""
    stored = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if seen_version is not None and stored.version != seen_version:
        names = columns(type(row))
        raise StaleVersion(
            current=dict(zip(names, cells(stored), strict=True)),
            submitted=dict(zip(names, cells(row), strict=True)),
            version=stored.version,
        )
    row.version = stored.version
