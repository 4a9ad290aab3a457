"""What people and programs get wrong, made from the form or the schema itself: one mistake at a time."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

from tests.integration.proof.pages import Field, FoundForm
from tests.integration.proof.world import as_superuser

LONG = "far too long " * 2000
NUL = "a character that no database takes"
NO_CODE = "NO_SUCH_CODE"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
_TEXTS = frozenset({"text", "textarea", "search", "tel", "email", "password"})
UNCOUNTED = frozenset({"audit_event", "django_session", "accounts_unlocking", "intake_visit"})
"""Tables that an attempt may touch: it is audited, the session goes on, an unlocking or a visit is prolonged."""


def mistakes(form: FoundForm) -> Iterator[tuple[str, str, Any]]:
    """(field, kind of mistake, what is sent instead) for every field of a form; of fields that differ by a number only
    (the factors of an assessment), the first stands for all."""
    shown = set()
    for field in form.fields.values():
        family = re.sub(r"[A-Z]?\d+", "#", field.name)
        if field.name != "csrfmiddlewaretoken" and family not in shown:
            shown.add(family)
            yield from ((field.name, kind, value) for kind, value in _of(field))
    areas = [field.name for field in form.fields.values() if field.kind == "textarea"]
    yield from ((name, NUL, "a\x00b") for name in areas[:1])


def _of(field: Field) -> Iterator[tuple[str, Any]]:
    if field.name.endswith("base_version"):
        yield "stale version", "999999"
        yield "wrong type", "yesterday"
    elif field.is_list:
        if len(field.choices) > 1 or field.kind != "checkbox":
            yield "unknown code", NO_CODE
        if any(_UUID.match(choice) for choice in field.choices):
            yield "foreign id", str(uuid.uuid4())
    elif field.kind in ("date", "number", "datetime-local"):
        yield "wrong type", "2026-02-30"
    elif field.kind in _TEXTS:
        yield "over-long text", LONG


def fingerprint() -> dict[str, tuple[int, int]]:
    """Rows and newest transaction of every table: the same before and after when nothing was written."""
    with as_superuser() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = 'fingerprint'")
        if cursor.fetchone() is None:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            tables = [row[0] for row in cursor.fetchall() if row[0] not in UNCOUNTED]
            parts = (f"SELECT '{one}', count(*), coalesce(max(xmin::text::bigint), 0) FROM {one}" for one in tables)
            cursor.execute(f"PREPARE fingerprint AS {' UNION ALL '.join(parts)}")
        cursor.execute("EXECUTE fingerprint")
        return {name: (rows, newest) for name, rows, newest in cursor.fetchall()}


def broken_bodies(schema: dict[str, Any], fitting: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(property, kind of mistake, body) for every property of a request's schema."""
    for name, told in schema.get("properties", {}).items():
        kinds = {one.get("type") for one in told.get("anyOf", [told])} | ({"object"} if "$ref" in told else set())
        wrong = "words" if kinds & {"object", "array", "integer", "boolean"} else {"a": ["list"]}
        yield name, "wrong type", fitting | {name: wrong}
        if "string" in kinds:
            yield name, "over-long text", fitting | {name: LONG}
            yield name, NUL, fitting | {name: "a\x00b"}
        if name in schema.get("required", ()):
            yield name, "missing", {key: value for key, value in fitting.items() if key != name}
    yield "no_such_field", "unknown field", fitting | {"no_such_field": "x"}
