"""Our codes in the lists that UNICEF and the SDG indicators share: versioned data, our own agency's codes where there is none."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..models.dictionary import NONE, NOT_APPLICABLE

_FILE = Path(__file__).resolve().parent.parent / "data" / "shared_codes.yaml"
AGENCY = "TUTELA"
"""Our own agency, as the monitoring mechanism writes it."""
_EVERYWHERE = {"UNK": "_U", NOT_APPLICABLE: "_Z", NONE: "NONE_RECORDED"}
"""The cross-domain codes for unknown and not applicable; not asked and refused keep ours, so that all stay apart."""


@cache
def shared() -> dict[str, Any]:
    """The file."""
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return content


def dimension_id(breakdown: str) -> str:
    """The id of a breakdown as a dimension: the shared one, or its own in capitals."""
    known = shared()["dimensions"].get(breakdown)
    return str(known["id"]) if known else id_of(breakdown).upper()


def code_of(breakdown: str, ours: str) -> str:
    """The code that is written for one of ours: shared, cross-domain, or its own."""
    known = shared()["dimensions"].get(breakdown, {}).get("codes", {})
    return str(known[ours]["code"]) if ours in known else _EVERYWHERE.get(ours, id_of(ours))


def elsewhere(breakdown: str, ours: str) -> dict[str, str]:
    """``agency:list`` to the code there; empty where there is none."""
    known = shared()["dimensions"].get(breakdown, {})
    code = known.get("codes", {}).get(ours, {})
    return {
        f"{shared()['agencies'][name]}:{known['lists'][name]}": str(code[name]) for name in ("UNICEF", "SDG") if name in code
    }


def related(breakdown: str, ours: str) -> dict[str, list[str]]:
    """Indicators of others on the same situation, to be read beside ours: agency to codes."""
    for row in shared()["related"]:
        if (row["breakdown"], row["ours"]) == (breakdown, ours):
            return {name: row[name] for name in ("UNICEF", "SDG") if row[name]}
    return {}


def unit_of(unit: str) -> str:
    """The code of a unit; a plain number where it has none."""
    units = shared()["units"]
    return str(units.get(unit, units["number"])["code"])


def id_of(word: str) -> str:
    """A word as an SDMX identifier: letters, digits, ``_``, ``-``, ``@``, ``$``."""
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", word) or "_"
