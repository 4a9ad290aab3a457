"""Wrong codes, counted for ten minutes in memory: never an address, only a keyed hash of its neighbourhood.

The key is made new with every process and every day, so the counts tell nothing afterwards.
"""

from __future__ import annotations

import datetime as dt
import ipaddress

from nacl.utils import random

from tutela.kernel.clock import now, today
from tutela.kernel.vault.kdf import blake2b

MOST = 5
WINDOW = dt.timedelta(minutes=10)


class Tries:
    """Five wrong codes from one neighbourhood (/24, /64) lock the page for ten minutes; telling is never locked."""

    def __init__(self) -> None:
        self._key, self._day = random(32), today()
        self._wrong: dict[bytes, list[dt.datetime]] = {}

    def locked(self, address: str) -> bool:
        """Whether the page is locked for this neighbourhood now."""
        return len(self._recent(self._place(address))) >= MOST

    def wrong(self, address: str) -> None:
        """Count a wrong code."""
        place = self._place(address)
        self._wrong[place] = [*self._recent(place), now()]

    def _recent(self, place: bytes) -> list[dt.datetime]:
        return [moment for moment in self._wrong.get(place, []) if now() - moment < WINDOW]

    def _place(self, address: str) -> bytes:
        if today() != self._day:
            self._key, self._day, self._wrong = random(32), today(), {}
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return b""
        wide = ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 64}", strict=False)
        return blake2b(self._key, str(wide).encode(), person=b"tutela-tries", size=16)


TRIES = Tries()
