"""The texts that persons and bodies sign, from versioned data files: the newest edition is the one to sign."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from ..models import OrganisationUndertaking, Undertaking, User

_DATA = Path(__file__).resolve().parent.parent / "data"
PERSONS = "undertaking"
BODIES = "undertaking_of_bodies"
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


def current_edition(of: str = PERSONS) -> str:
    """The newest edition; editions are file names and sort by age."""
    return max(path.stem for path in (_DATA / of).glob("*.yaml"))


def languages(edition: str) -> tuple[str, ...]:
    """The languages an edition is written in."""
    return tuple(_read(PERSONS, edition))


def undertaking_text(edition: str = "", language: str = "", of: str = PERSONS) -> UndertakingText:
    """An edition (the current one unless named) in a language (the reader's unless named; English where it has none)."""
    edition = edition or current_edition(of)
    texts = _read(of, edition)
    wanted = (language or get_language() or FALLBACK).split("-")[0]
    code = wanted if wanted in texts else FALLBACK
    found = texts[code]
    sections = tuple(Section(part["heading"], tuple(part["points"])) for part in found["sections"])
    return UndertakingText(edition, code, found["title"], found["opening"], sections, found["pledge"])


def latest_undertaking(user: User) -> Undertaking | None:
    """The signature that lasts longest."""
    return user.undertakings.order_by("-expires_at").first()


def undertakings_of(organisation_id: uuid.UUID) -> list[OrganisationUndertaking]:
    """Every signature of a body, the one that lasts longest first."""
    found = OrganisationUndertaking.objects.filter(organisation_id=organisation_id).select_related("recorded_by")
    return list(found.order_by("-expires_at", "-id"))


@cache
def _read(of: str, edition: str) -> dict[str, Any]:
    with (_DATA / of / f"{edition}.yaml").open(encoding="utf-8") as handle:
        texts: dict[str, Any] = yaml.safe_load(handle)["languages"]
    return texts
