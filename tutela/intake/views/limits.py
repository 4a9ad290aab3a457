"""Soft limits of the public site, counted in memory: never an address, only a keyed hash of its neighbourhood (/24, /64).

A school or a carrier shares one address, so a limit never closes a door: it asks one simple thing more. The key is made new
with every process and every day; the counts tell nothing afterwards. Source: ``reporting`` 3.4.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
from collections import deque
from enum import Enum

from django.core import signing
from django.http import HttpRequest
from nacl.utils import random

from tutela.kernel.clock import now, today
from tutela.kernel.vault.kdf import blake2b
from tutela.ui.forms import ascii_digits

_HOUR = dt.timedelta(hours=1)
_TEN_MINUTES = dt.timedelta(minutes=10)
_SIGNER = signing.Signer(salt="intake.number")
_log = logging.getLogger(__name__)
ASKED_FOR = 600
"""Seconds a number may be answered."""


class Doing(Enum):
    """What is counted: (within, most in a neighbourhood, most on the site)."""

    REPORT = (_HOUR, 30, 300)
    TRY = (_TEN_MINUTES, 20, 100)
    WRONG = (_TEN_MINUTES, 5, 10_000)


class Limits:
    """What was done lately, by whom as far as a neighbourhood goes."""

    def __init__(self) -> None:
        self._key, self._day = random(32), today()
        self._done: dict[tuple[Doing, bytes], deque[dt.datetime]] = {}

    def note(self, doing: Doing, address: str) -> None:
        """Count one."""
        for place in (self._place(address), b"site"):
            self._recent(doing, place).append(now())
        if len(self._recent(doing, b"site")) == doing.value[2]:
            _log.warning("the public site reached its limit of %s; a simple number is asked of everybody", doing.name)

    def reached(self, doing: Doing, address: str) -> bool:
        """Whether one thing more is asked of this neighbourhood now."""
        _within, most_here, most_on_site = doing.value
        here = len(self._recent(doing, self._place(address)))
        return here >= most_here or len(self._recent(doing, b"site")) >= most_on_site

    def patience(self) -> int:
        """Seconds a number must have been on the screen: three, growing with the tries of the whole site beyond its limit."""
        over = len(self._recent(Doing.TRY, b"site")) - Doing.TRY.value[2]
        return min(60, 3 + max(0, over) // 10)

    def _recent(self, doing: Doing, place: bytes) -> deque[dt.datetime]:
        found = self._done.setdefault((doing, place), deque(maxlen=doing.value[2]))
        while found and now() - found[0] >= doing.value[0]:
            found.popleft()
        return found

    def _place(self, address: str) -> bytes:
        if today() != self._day:
            self._key, self._day, self._done = random(32), today(), {}
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return b""
        wide = ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 64}", strict=False)
        return blake2b(self._key, str(wide).encode(), person=b"tutela-tries", size=16)


LIMITS = Limits()


def new_number() -> dict[str, str]:
    """A number for the screen and its signed companion."""
    number = str(11 + random(1)[0] % 80)
    return {"number": number, "number_token": _SIGNER.sign(f"{number}:{int(now().timestamp())}")}


def answered(request: HttpRequest) -> bool:
    """Whether the number after the one shown was typed, neither too fast nor too late."""
    try:
        number, _colon, shown_at = _SIGNER.unsign(request.POST.get("number_token", "")).partition(":")
    except signing.BadSignature:
        return False
    age = now().timestamp() - int(shown_at)
    typed = ascii_digits(request.POST.get("number", "")).strip()
    return LIMITS.patience() <= age <= ASKED_FOR and typed == str(int(number) + 1)
