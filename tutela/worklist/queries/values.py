"""What is wrong with what somebody sends, whichever file it is for: asked before any file is looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today

AHEAD = dt.timedelta(days=366)
NEEDED = _("This is needed. One short sentence is enough.")


def wrong_flag(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of a flag: ``reason`` and ``until``."""
    said = str(values.get("reason") or "").strip()
    return ({} if said else {"reason": NEEDED}) | wrong_day(values, "until")


def wrong_day(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Of a day to come."""
    day = values.get(name)
    fits = isinstance(day, dt.date) and today() <= day <= today() + AHEAD
    return {} if fits else {name: _("Give a day between today and a year from now.")}
