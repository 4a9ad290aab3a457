"""The chain of actors in words: a table by day, and a row for each sector with its gaps."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tutela.cases.api import CaseFile, words
from tutela.ui.enums import Tone

from ..enums import Standing
from ..queries.chain import SECTORS, Chain, Gap, Link

_TONES = {
    Standing.RUNNING: Tone.INFO,
    Standing.LATE: Tone.WARNING,
    Standing.DONE: Tone.SUCCESS,
    Standing.NOT_DONE: Tone.NEUTRAL,
}


def said(one: Link | Gap) -> str:
    """The task in words."""
    return words.label(one.list_id, one.words) if one.list_id else str(one.words)


def sector(code: str) -> str:
    """The sector in words."""
    return words.label("actors", code)


def link_row(link: Link, file: CaseFile) -> dict[str, Any]:
    """One line of the table."""
    return {
        "on": link.on,
        "sector": sector(link.sector),
        "actor": link.actor,
        "task": said(link),
        "url": reverse(link.view, args=[file.pk]) if link.view else "",
        "state": str(link.standing.label),
        "tone": _TONES[link.standing],
    }


def gap_row(gap: Gap) -> dict[str, Any]:
    """One missing link."""
    return {"sector": sector(gap.sector), "task": said(gap), "why": str(gap.why)}


def sector_rows(chain: Chain) -> list[dict[str, Any]]:
    """A row for each sector: how many act, how many are late, what is missing."""
    others = sorted({link.sector for link in chain.links} - set(SECTORS))
    rows = []
    for code in (*SECTORS, *others):
        mine = [link for link in chain.links if link.sector == code]
        rows.append(
            {
                "sector": sector(code),
                "actors": list(dict.fromkeys(link.actor for link in mine)),
                "late": sum(link.standing == Standing.LATE for link in mine),
                "gaps": [said(gap) for gap in chain.gaps if gap.sector == code],
            }
        )
    return rows
