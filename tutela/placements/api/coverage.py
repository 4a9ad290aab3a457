"""What is said wherever children in institutions are counted: how many facilities reported, and that it is likely too low (R95)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.facilities.api import reporting_words, unreported_words

from ..queries.figures import published


def coverage_words(known: Mapping[str, Any]) -> str:
    """How many known facilities reported, what is estimated of the others, how many of the known are not registered."""
    children = known.get("unreported")
    words = [
        reporting_words(known["reporting"], known["known"]),
        "" if children is None else unreported_words(children, known["known"] - known["reporting"]),
        _unregistered(known["unregistered"]),
    ]
    return " ".join(word for word in words if word)


def warning() -> str:
    """What every output says that rests on incomplete reporting."""
    return _(
        "These numbers are likely too low: not every known facility reports, and places nobody has discovered are not in them."
    )


def institutions_reporting() -> dict[str, Any] | None:
    """Coverage of the newest quarter, as :func:`beside_files` takes it and a release freezes it; ``None`` before there is one."""
    found = published()
    return None if found is None else dict(found.coverage)


def beside_files(known: Mapping[str, Any] | None) -> str:
    """For tables that count children in institutions from files: the coverage of a quarter, and always the warning, for a child
    in an institution seldom has a file."""
    start = _("Children in institutions are counted here only as far as they have a file; their number is likely too low.")
    if known is None:
        return start + " " + _("How many known facilities report has not been computed yet.")
    return f"{start} {coverage_words(known)}"


def _unregistered(places: int) -> str:
    if not places:
        return ""
    text = ngettext("%(count)s known place is not registered.", "%(count)s known places are not registered.", places)
    return text % {"count": places}
