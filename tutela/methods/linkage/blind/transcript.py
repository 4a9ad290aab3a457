"""The record both sides keep of every blind query: who, when, for which case, how much, what came of it; no name, no token.

Entries are chained by SHA-256, so that none can be altered or taken out without the rest showing it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One step. ``size`` counts elements, ``digest`` is of the message as sent, ``outcome`` a short code."""

    number: int
    at: str
    party: str
    step: str
    session: str
    cases: tuple[str, ...]
    size: int
    digest: str
    outcome: str
    before: str
    hash: str


class Transcript:
    """An append-only chain of entries."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, oldest first."""
        return tuple(self._entries)

    def add(
        self,
        at: datetime,
        *,
        party: str,
        step: str,
        session: str,
        cases: tuple[str, ...] = (),
        size: int = 0,
        message: bytes = b"",
        outcome: str = "ok",
    ) -> Entry:
        """Record one step and return its entry."""
        body = {
            "number": len(self._entries),
            "at": at.isoformat(),
            "party": party,
            "step": step,
            "session": session,
            "cases": list(cases),
            "size": size,
            "digest": hashlib.sha256(message).hexdigest(),
            "outcome": outcome,
            "before": self._entries[-1].hash if self._entries else "",
        }
        entry = Entry(**{**body, "cases": cases}, hash=_hash(body))  # type: ignore[arg-type]
        self._entries.append(entry)
        return entry


def _hash(body: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_break(entries: tuple[Entry, ...]) -> int | None:
    """The number of the first entry that does not fit its hash, its place or the one before; None when all do."""
    before = ""
    for number, entry in enumerate(entries):
        body = {key: value for key, value in vars(entry).items() if key != "hash"} | {"cases": list(entry.cases)}
        if entry.number != number or entry.before != before or entry.hash != _hash(body):
            return number
        before = entry.hash
    return None
