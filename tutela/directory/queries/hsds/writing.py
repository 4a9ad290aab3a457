"""Writing HSDS 3 as JSON or as a tabular package, one service after the other. Confidential and unpublished entries stay out."""

from __future__ import annotations

import csv
import itertools
import json
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tutela.vocabulary import api as vocabulary

from ...models import ServicePoint
from . import schema
from .shaping import ACCESS, NEEDS, PLACE

Rows = list[tuple[str, dict[str, Any]]]
_NAMESPACE = uuid.UUID("0192f000-0000-7000-8000-68736473aaaa")
_PLACES = str(uuid.uuid5(_NAMESPACE, "unit:places"))


def write_json(out: IO[str]) -> int:
    """An array of services with everything nested; returns how many."""
    written = 0
    out.write("[")
    for services in _grouped():
        out.write(",\n" if written else "\n")
        out.write(json.dumps(_nested(services), ensure_ascii=False))
        written += 1
    out.write("\n]\n")
    return written


def write_tabular(path: Path) -> int:
    """A zip with ``datapackage.json`` and one CSV a table; returns how many services."""
    with tempfile.TemporaryDirectory(prefix="tutela-hsds-") as folder:
        written = _write_tables(Path(folder))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("datapackage.json", json.dumps(_package(), indent=1))
            for table in schema.TABLES:
                archive.write(Path(folder) / f"{table}.csv", f"{table}.csv")
    return written


def _write_tables(folder: Path) -> int:
    files = {table: (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") for table in schema.TABLES}
    try:
        writers = {table: csv.DictWriter(file, schema.columns(table)) for table, file in files.items()}
        for writer in writers.values():
            writer.writeheader()
        seen: set[str] = set()
        written = 0
        for services in _grouped():
            written += 1
            for table, row in _rows(services):
                if table not in _SHARED or row["id"] not in seen:
                    writers[table].writerow(row)
                if table in _SHARED:
                    seen.add(row["id"])
        return written
    finally:
        for file in files.values():
            file.close()


_SHARED = ("taxonomy", "taxonomy_term", "unit", "organization", "location")
"""Rows that several services share; their ids are few, but for locations, whose ids fit in memory (40 bytes each)."""


def _package() -> dict[str, Any]:
    kinds = {"number": "number", "integer": "integer"}
    properties = {table: schema.document()["$defs"][table]["properties"] for table in schema.TABLES}
    resources = [
        {
            "name": table,
            "path": f"{table}.csv",
            "schema": {
                "fields": [{"name": name, "type": kinds.get(one.get("type", ""), "string")} for name, one in known.items()],
                "primaryKey": "id",
            },
        }
        for table, known in properties.items()
    ]
    return {"name": "human_services_data", "profile": "tabular-data-package", "resources": resources}


def _grouped() -> Iterator[list[ServicePoint]]:
    """Entries of one service together, in the order of their services."""
    points = (
        ServicePoint.objects.filter(published=True, confidential=False, ended_on=None)
        .select_related("office__organisation", "office__territory")
        .order_by("hsds_service", "id")
        .iterator(2000)
    )
    for _key, group in itertools.groupby(points, key=lambda point: point.hsds_service or point.pk):
        yield list(group)


def _id(kind: str, *parts: object) -> str:
    return str(uuid.uuid5(_NAMESPACE, ":".join(map(str, (kind, *parts)))))


def _rows(points: list[ServicePoint]) -> Rows:
    """Every row of one service, referenced tables first."""
    first = points[0]
    organisation = first.office.organisation
    service_id = str(first.hsds_service or _id("service", first.pk))
    rows: Rows = [
        ("organization", {"id": str(organisation.pk), "name": organisation.name, "description": organisation.name})
    ]
    rows.append(("service", _service(first, service_id, str(organisation.pk))))
    for point in points:
        if point.hsds_location is None and point.pk == point.hsds_service:
            continue  # stands at no location
        rows += _place(point, service_id)
    for place, rule in enumerate(first.opening):
        rows.append(("schedule", _schedule(rule, service_id, place, first.hours if place == 0 else "")))
    if first.phone:
        rows.append(("phone", {"id": _id("phone", service_id), "service_id": service_id, "number": first.phone}))
    for code in first.languages:
        rows.append(("language", {"id": _id("language", service_id, code), "service_id": service_id, "code": code}))
    rows += _cost(first, service_id) + _capacity(first, service_id) + _terms(first, service_id)
    return rows


def _service(point: ServicePoint, key: str, organisation: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": key,
        "organization_id": organisation,
        "name": point.name,
        "description": point.description,
        "status": "temporarily closed" if point.suspended_on else "active",
        "email": point.email,
        "url": point.website,
        "eligibility_description": point.accepts,
        "minimum_age": point.minimum_age,
        "maximum_age": point.maximum_age,
        "assured_date": point.confirmed_on.isoformat() if point.confirmed_on else None,
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def _place(point: ServicePoint, service_id: str) -> Rows:
    location_id = str(point.hsds_location or _id("location", point.pk))
    location: dict[str, Any] = {"id": location_id, "location_type": "physical", "name": point.office.name}
    if point.latitude is not None:
        location |= {"latitude": point.latitude, "longitude": point.longitude}
    rows: Rows = [("location", location)]
    rows.append(("service_at_location", {"id": str(point.pk), "service_id": service_id, "location_id": location_id}))
    territory = point.office.territory
    if point.public_address:
        address = {
            "id": _id("address", location_id),
            "location_id": location_id,
            "address_1": point.public_address[:200],
            "city": str(territory),
            "region": territory.code,
            "state_province": territory.code,
            "postal_code": "",
            "country": territory.path[:2],
            "address_type": "physical",
        }
        rows.append(("address", address))
    if point.accessibility:
        remark = {"id": _id("accessibility", location_id), "location_id": location_id, "description": point.accessibility}
        rows.append(("accessibility", remark))
    return rows


def _schedule(rule: dict[str, Any], service_id: str, place: int, words: str) -> dict[str, Any]:
    found = {
        "id": _id("schedule", service_id, place),
        "service_id": service_id,
        "freq": "WEEKLY",
        "byday": ",".join(rule["days"]),
        "opens_at": rule["opens"],
        "closes_at": rule["closes"],
    }
    return found | ({"description": words} if words else {})


def _cost(point: ServicePoint, service_id: str) -> Rows:
    if not point.cost and point.free_of_charge is None:
        return []
    row: dict[str, Any] = {"id": _id("cost", service_id), "service_id": service_id, "amount_description": point.cost}
    if point.free_of_charge:
        row["amount"] = 0
    return [("cost_option", row)]


def _capacity(point: ServicePoint, service_id: str) -> Rows:
    if point.free_places is None or point.counted_on is None:
        return []
    row: dict[str, Any] = {
        "id": _id("capacity", service_id),
        "service_id": service_id,
        "unit_id": _PLACES,
        "available": point.free_places,
        "updated": point.counted_on.isoformat(),
    }
    if point.capacity is not None:
        row["maximum"] = point.capacity
    return [("unit", {"id": _PLACES, "name": "places"}), ("service_capacity", row)]


def _terms(point: ServicePoint, service_id: str) -> Rows:
    territory = point.office.territory
    wanted = [(NEEDS, code, vocabulary.label("services", code, "en")) for code in point.services]
    wanted += [(ACCESS, code, vocabulary.label("service_accessibility", code, "en")) for code in point.access]
    wanted.append((PLACE, territory.code, str(territory.names.get("en", territory.code))))
    rows: Rows = []
    for taxonomy, code, name in wanted:
        taxonomy_id, term_id = _id("taxonomy", taxonomy), _id("term", taxonomy, code)
        rows.append(("taxonomy", {"id": taxonomy_id, "name": taxonomy, "description": taxonomy}))
        term = {
            "id": term_id,
            "code": code,
            "name": name,
            "description": name,
            "taxonomy": taxonomy,
            "taxonomy_id": taxonomy_id,
        }
        rows.append(("taxonomy_term", term))
        link = {"link_id": service_id, "link_entity": "service", "taxonomy_term_id": term_id}
        rows.append(("attribute", {"id": _id("attribute", service_id, term_id), **link}))
    return rows


def _nested(points: list[ServicePoint]) -> dict[str, Any]:
    """The same rows as one object, nested as the standard's JSON is."""
    rows = _rows(points)
    by_id = {row["id"]: row for _table, row in rows}
    service = dict(next(row for table, row in rows if table == "service"))
    service["organization"] = next(row for table, row in rows if table == "organization")
    lists = {"schedule": "schedules", "phone": "phones", "language": "languages", "cost_option": "cost_options"}
    for table, row in rows:
        if table in lists:
            service.setdefault(lists[table], []).append(row)
        elif table == "attribute":
            service.setdefault("attributes", []).append(row | {"taxonomy_term": _term(by_id, row["taxonomy_term_id"])})
        elif table == "service_capacity":
            service.setdefault("capacities", []).append(row | {"unit": by_id[row["unit_id"]]})
        elif table == "service_at_location":
            service.setdefault("service_at_locations", []).append(row | {"location": _location(row["location_id"], rows)})
    return service


def _term(by_id: dict[str, dict[str, Any]], key: str) -> dict[str, Any]:
    return by_id[key] | {"taxonomy_detail": by_id[by_id[key]["taxonomy_id"]]}


def _location(key: str, rows: Rows) -> dict[str, Any]:
    found = dict(next(row for table, row in rows if table == "location" and row["id"] == key))
    for table, name in (("address", "addresses"), ("accessibility", "accessibility")):
        if mine := [row for kind, row in rows if kind == table and row.get("location_id") == key]:
            found[name] = mine
    return found
