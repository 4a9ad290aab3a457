"""The figures that the report A/65/221 quotes, as first entries of the register (R31)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..models import ExternalEstimate

FIRST = Path(__file__).parent.parent / "data" / "first_external.yaml"


def not_registered() -> list[dict[str, Any]]:
    """Those that do not stand in the register yet."""
    standing = set(ExternalEstimate.objects.values_list("topic", "source", "population"))
    return [one for one in _told() if (one["topic"], one["source"], one["population"]) not in standing]


@cache
def _told() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = yaml.safe_load(FIRST.read_text(encoding="utf-8"))
    return told
