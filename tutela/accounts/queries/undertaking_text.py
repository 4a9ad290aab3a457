"""The text people sign, from versioned data files: the newest edition is the one to sign."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from ..models import Undertaking, User

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "undertaking"
FALLBACK = "en"


@dataclass(frozen=True)
class Section:
    """A heading and its sentences."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class UndertakingText:
    """One edition in one language."""

    edition: str
    language: str
    title: str
    opening: str
    sections: tuple[Section, ...]
    pledge: str


def current_edition() -> str:
    """The newest edition; editions are file names and sort by age."""
    return max(path.stem for path in _FOLDER.glob("*.yaml"))


def languages(edition: str) -> tuple[str, ...]:
    """The languages an edition is written in."""
    return tuple(_read(edition))


def undertaking_text(edition: str = "", language: str = "") -> UndertakingText:
    """An edition (the current one unless named) in a language (the reader's unless named; English where it has none)."""
    edition = edition or current_edition()
    texts = _read(edition)
    wanted = (language or get_language() or FALLBACK).split("-")[0]
    code = wanted if wanted in texts else FALLBACK
    found = texts[code]
    sections = tuple(Section(part["heading"], tuple(part["points"])) for part in found["sections"])
    return UndertakingText(edition, code, found["title"], found["opening"], sections, found["pledge"])


def latest_undertaking(user: User) -> Undertaking | None:
    """The signature that lasts longest."""
    return user.undertakings.order_by("-expires_at").first()


@cache
def _read(edition: str) -> dict[str, Any]:
    with (_FOLDER / f"{edition}.yaml").open(encoding="utf-8") as handle:
        texts: dict[str, Any] = yaml.safe_load(handle)["languages"]
    return texts
