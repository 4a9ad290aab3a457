"""The public information: one file per language in ``data/information``, with the same pages and sectors in each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

PAGES = ("rights", "how", "online", "handover")
"""Rights, how to report, safety online, and where material is handed over (R9, R101)."""
SECTORS = ("school", "health", "labour", "transport", "hotel")
"""Those who meet children at work (R20)."""
FOLDER = Path(__file__).resolve().parent.parent / "data" / "information"


def information(name: str) -> dict[str, Any]:
    """A page in the reader's language: ``title``, ``lead`` and ``parts`` of ``title``, ``text`` and ``list``."""
    page: dict[str, Any] = _read(get_language() or "en")["pages"][name]
    return page | {"name": name}


def signs(sector: str) -> dict[str, Any]:
    """A list of signs in the reader's language: ``title``, ``lead``, ``signs``, ``do``."""
    found: dict[str, Any] = _read(get_language() or "en")["signs"][sector]
    return found | {"name": sector}


@lru_cache(maxsize=8)
def _read(language: str) -> dict[str, Any]:
    path = FOLDER / f"{language}.yaml"
    content: dict[str, Any] = yaml.safe_load((path if path.exists() else FOLDER / "en.yaml").read_text("utf-8"))
    return content
