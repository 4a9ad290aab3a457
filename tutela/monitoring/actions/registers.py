"""Keeping registers: one row, or the rows of a whole file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, StaleVersion
from tutela.kernel.partial_dates import plus_years

from ..enums import BINDING, ReportKind
from ..models import Act, Codes, Entry, Estimate, ReportDue
from ..policies import keep_register
from ..queries import standards
from ..queries.registers import cells, columns

Links = Mapping[str, Sequence[Any]]


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
    consequence = _first_report(row, by) if isinstance(row, Act) else ""
    audit.record(
        by=by,
        action="register_row_made" if adding else "register_row_changed",
        subject=f"{row.register.slug}:{row.pk}",
        details={"version": row.version} | ({"report_due": consequence} if consequence else {}),
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


def _first_report(act: Act, by: Actor) -> str:
    """The first report of a new party falls due so many years after entry into force; known once, never moved."""
    years = standards.instruments()[act.instrument].first_report
    if act.kind not in BINDING or act.in_force_on is None or years is None:
        return ""
    if ReportDue.objects.filter(state=act.state, instrument=act.instrument, kind=ReportKind.FIRST).exists():
        return ""
    due = ReportDue(
        state=act.state,
        instrument=act.instrument,
        kind=ReportKind.FIRST,
        due_on=plus_years(act.in_force_on, years),
        created_by_id=by.id,
        changed_by_id=by.id,
    )
    due.save(force_insert=True)
    return str(due.due_on)


def load_estimates(*, by: Actor) -> int:
    """Put the founding report's own figures into the register of estimates, where they are missing; how many were new."""
    known = set(Estimate.objects.values_list("code", flat=True))
    fresh = [row for row in standards.first_estimates() if row["code"] not in known]
    for values in fresh:
        paragraph = values.pop("para")
        row = Estimate(
            **values,
            method=_("not stated in the report; see the source"),
            quality=_("estimate of a third party, quoted in 2010"),
            caveats=_("Coverage and definition are those of the source."),
            quoted_in=f"A/65/221, {paragraph}",
        )
        keep_row(row=row, by=by)
    audit.record(by=by, action="first_estimates_loaded", details={"new": len(fresh)})
    return len(fresh)
