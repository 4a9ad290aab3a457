"""Which parts there are: those Tutela ships and those the country installed; each at the version in force or an earlier one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tutela.kernel.errors import NotHere

from ..models import Form, Part
from ..models.reading import part_from

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "parts"
"""One file a part."""


@cache
def shipped() -> dict[str, Part]:
    """The parts of Tutela by code, in the order of their files.

    Raises:
        ValueError: a file declares no part.
    """
    parts = [part_from(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(SHIPPED.glob("*.yaml"))]
    return {part.code: part for part in parts}


def installed() -> dict[str, Part]:
    """The newest version of each of the country's own parts that is still offered."""
    found: dict[str, Part] = {}
    for form in Form.objects.filter(withdrawn_at=None).order_by("code", "version"):
        found[form.code] = part_from(form.declared)
    return found


def parts() -> dict[str, Part]:
    """Every part that can be filled in."""
    return shipped() | installed()


def part(code: str) -> Part:
    """A part that is offered now.

    Raises:
        NotHere: there is none of this code.
    """
    found = shipped().get(code) or installed().get(code)
    if found is None:
        raise NotHere
    return found


def part_at(code: str, version: int) -> Part:
    """The questions as a revision was filled in with; of a shipped part, those of today.

    Raises:
        NotHere: there is none of this code.
    """
    if code in shipped():
        return shipped()[code]
    form = Form.objects.filter(code=code, version=version).first()
    if form is None:
        raise NotHere
    return part_from(form.declared)


def form_rows() -> list[dict[str, Any]]:
    """Every installed version, newest first by code."""
    return [
        {"form": form, "part": part_from(form.declared)}
        for form in Form.objects.select_related("installed_by").order_by("code", "-version")
    ]
