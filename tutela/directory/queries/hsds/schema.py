"""The tables of HSDS 3 that are read and written, each row checked with JSON Schema."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

VERSION = "3.0"
FILE = Path(__file__).resolve().parents[2] / "data" / "hsds-3.json"

TABLES = (
    *("taxonomy", "taxonomy_term", "unit", "organization", "service", "location", "service_at_location", "address", "phone"),
    *("schedule", "language", "accessibility", "cost_option", "service_capacity", "attribute"),
)
"""Tables that are kept; others of a package are left aside."""

REFERENCES: Mapping[str, Mapping[str, str]] = {
    "service": {"organization_id": "organization"},
    "service_at_location": {"service_id": "service", "location_id": "location"},
    "address": {"location_id": "location"},
    "phone": {
        "location_id": "location",
        "service_id": "service",
        "organization_id": "organization",
        "service_at_location_id": "service_at_location",
    },
    "schedule": {"service_id": "service", "location_id": "location", "service_at_location_id": "service_at_location"},
    "language": {"service_id": "service", "location_id": "location"},
    "accessibility": {"location_id": "location"},
    "cost_option": {"service_id": "service"},
    "service_capacity": {"service_id": "service", "unit_id": "unit"},
    "taxonomy_term": {"parent_id": "taxonomy_term", "taxonomy_id": "taxonomy"},
    "attribute": {"taxonomy_term_id": "taxonomy_term"},
}
"""Table to field to the table it points to."""

_KINDS: Mapping[str, tuple[type, ...]] = {"string": (str,), "number": (int, float), "integer": (int,)}
_KNOWN_RULES = {"type", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "enum"}
_NUMBERS = ("number", "integer")


@cache
def document() -> dict[str, Any]:
    """The schema file."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@cache
def validator(table: str) -> Draft202012Validator:
    """The validator of one table's rows."""
    return Draft202012Validator(_inlined(document()["$defs"][table]))


def _inlined(schema: Any) -> Any:
    """The schema with what it refers to put in place: resolving a reference for each value took half of an import."""
    if isinstance(schema, list):
        return [_inlined(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    own = {name: _inlined(part) for name, part in schema.items() if name != "$ref"}
    return _inlined(document()["$defs"][schema["$ref"].rpartition("/")[2]]) | own if "$ref" in schema else own


def columns(table: str) -> tuple[str, ...]:
    """The columns of a table that are read and written, in the schema's order."""
    return tuple(document()["$defs"][table]["properties"])


def faults(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and sentence for each fault of a row."""
    for error in validator(table).iter_errors(row):
        yield _said(error)


def fits(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a row surely fits. Most rows do, and this is several times quicker than the validator, which then says of the others
    what is wrong with them, if anything is."""
    required, tests = _tests(table)
    return required <= row.keys() and all(tests[name](value) for name, value in row.items() if name in tests)


@cache
def _tests(table: str) -> tuple[frozenset[str], dict[str, Callable[[Any], bool]]]:
    whole = _inlined(document()["$defs"][table])
    return frozenset(whole["required"]), {name: _test(schema) for name, schema in whole["properties"].items()}


def _test(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """The test of one property; a rule that it does not know is left to the validator."""
    if not schema.keys() <= _KNOWN_RULES:
        return lambda value: False
    if "enum" in schema:
        return frozenset(schema["enum"]).__contains__
    kinds, pattern = _KINDS[schema["type"]], re.compile(schema.get("pattern", ""))
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    if str in kinds:
        return lambda value: type(value) is str and shortest <= len(value) <= longest and bool(pattern.search(value))
    return lambda value: type(value) in kinds and low <= value <= high


def typed(table: str, row: Mapping[str, str]) -> dict[str, Any]:
    """A row of a tabular package with numbers as numbers; what is empty is left out (but for texts that must be there), what
    is no number stays as it is."""
    properties, required = (document()["$defs"][table][name] for name in ("properties", "required"))
    found: dict[str, Any] = {}
    for name, text in row.items():
        if name not in properties or (text == "" and (name not in required or properties[name].get("type") != "string")):
            continue
        found[name] = _number(text) if properties[name].get("type") in _NUMBERS else text
    return found


def _number(text: str) -> Any:
    try:
        value = float(text)
    except ValueError:
        return text
    return value if abs(value) != float("inf") and value == value else text


def _said(error: ValidationError) -> tuple[str, str]:
    field = ".".join(str(part) for part in error.absolute_path)
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return missing, _("is missing")
    shown = repr(error.instance)[:60]
    if error.validator == "enum":
        return field, _("%(value)s is not one of: %(known)s") % {"value": shown, "known": ", ".join(error.validator_value)}
    if field.endswith("id") and error.validator == "pattern":
        return field, _("%(value)s is not an id (UUID)") % {"value": shown}
    if error.validator == "pattern":
        return field, _("%(value)s is not written as the standard asks (times 08:30, days 2026-11-01)") % {"value": shown}
    if field == "timezone":
        return field, _("%(value)s is no time zone: give hours from UTC, −12 to 14, such as 5.5") % {"value": shown}
    if error.validator in ("minimum", "maximum"):
        limits = {"value": shown, "kind": error.validator, "limit": error.validator_value}
        return field, _("%(value)s is outside the standard (%(kind)s %(limit)s)") % limits
    return field, _("%(value)s does not fit (%(rule)s)") % {
        "value": shown,
        "rule": f"{error.validator} {error.validator_value}",
    }
