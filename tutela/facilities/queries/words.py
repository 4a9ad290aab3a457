"""How much of the country a figure of children rests on, in the sentences that every such figure carries (R95)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def reporting_words(reporting: int, known: int) -> str:
    """How many of the known facilities reported."""
    said = {"reporting": reporting, "known": known, "percent": 100 * reporting // known if known else 0}
    return _("%(reporting)s of %(known)s known facilities reported in the last three months (%(percent)s %%).") % said


def unreported_words(children: int | None, places: int) -> str:
    """What is estimated of known places that did not report; empty when all of them did."""
    if not places:
        return ""
    if children is None:
        return _("Nobody reported, so that nothing can be estimated of the other places.")
    return ngettext(
        "In %(places)s known place that did not report, about %(children)s more children are estimated.",
        "In the %(places)s known places that did not report, about %(children)s more children are estimated.",
        places,
    ) % {"places": places, "children": children}
