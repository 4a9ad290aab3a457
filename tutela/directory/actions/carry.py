"""Writing what a bundle brings for the directory, and the kinds of configuration it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.carrying import Kind, Rows

from .. import policies
from ..models import Office, Organisation, Population, ReportingChannel, Territory
from ..queries import carried

_AT_ONCE = 1000


def _put(kind: str, write: Callable[[Rows], None]) -> Callable[[Rows, Actor, Mapping[str, Rows]], None]:
    """An action that writes rows of a kind: the rule first, the rows, then the audit event."""

    @transaction.atomic
    def put(rows: Rows, by: Actor, _bundle: Mapping[str, Rows]) -> None:
        policies.edit_directory.require(by)
        write(rows)
        audit.record(by=by, action="directory_carried", subject=f"directory:{kind}", details={"rows": len(rows)})

    return put


def _territories(rows: Rows) -> None:
    known = {one.code: one for one in Territory.objects.all()}
    for key in sorted(rows, key=lambda code: (rows[code]["level"], code)):
        row = rows[key]
        above = known.get(row["parent"])
        one = known.setdefault(key, Territory(code=key))
        one.level, one.parent, one.names, one.outline = row["level"], above, row["names"], row["outline"]
        one.path = carried.path_of(row, key, above.path if above else "")
    by_level = sorted((known[key] for key in rows), key=lambda one: one.level)
    new = [one for one in by_level if one._state.adding]
    changed = [one for one in by_level if not one._state.adding]
    Territory.objects.bulk_update(changed, ["names", "outline"], batch_size=_AT_ONCE)
    for level in range(1, 6):
        Territory.objects.bulk_create([one for one in new if one.level == level], batch_size=_AT_ONCE)


def _organisations(rows: Rows) -> None:
    Organisation.objects.bulk_create(
        [Organisation(code=key, **row) for key, row in rows.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "sector", "kind"],
        batch_size=_AT_ONCE,
    )


def _offices(rows: Rows) -> None:
    bodies, places = Organisation.objects.in_bulk(field_name="code"), Territory.objects.in_bulk(field_name="code")
    Office.objects.bulk_create(
        [
            Office(
                code=key,
                **{**row, "organisation": bodies[row["organisation"]], "territory": places[row["territory"]]},
            )
            for key, row in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "holds_files", "phone"],
        batch_size=_AT_ONCE,
    )


def _channels(rows: Rows) -> None:
    places = Territory.objects.in_bulk(field_name="code")
    for key, row in rows.items():
        place, _sign, channel = key.partition("/")
        ReportingChannel.objects.update_or_create(
            territory=places[place], channel=channel, ended_on=None, defaults=dict(row)
        )


def _populations(rows: Rows) -> None:
    places = Territory.objects.in_bulk(field_name="code")
    for key, row in rows.items():
        Population.objects.update_or_create(territory=places[key], defaults=dict(row))


CARRIED = (
    Kind(
        "territories",
        _("Territories"),
        carried.territories,
        carried.territory_faults,
        _put("territories", _territories),
        columns=carried.TERRITORY,
    ),
    Kind(
        "organisations",
        _("Organizations"),
        carried.organisations,
        carried.organisation_faults,
        _put("organisations", _organisations),
        columns=carried.ORGANISATION,
    ),
    Kind("offices", _("Offices"), carried.offices, carried.office_faults, _put("offices", _offices), columns=carried.OFFICE),
    Kind(
        "channels",
        _("Ways to report"),
        carried.channels,
        carried.channel_faults,
        _put("channels", _channels),
        columns=carried.CHANNEL,
    ),
    Kind(
        "populations",
        _("Numbers of children"),
        carried.populations,
        carried.population_faults,
        _put("populations", _populations),
        columns=carried.POPULATION,
    ),
)
"""In the order in which they are written."""
