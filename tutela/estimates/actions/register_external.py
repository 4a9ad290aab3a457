"""Registering what others have estimated (R31)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput

from ..enums import Kind
from ..models import ExternalEstimate
from ..policies import work_with_lists
from ..queries.first import not_registered

NEEDED = ("topic", "unit", "population", "period", "place", "source", "method", "quality")
NOT_TOLD = "Not told in the report that quotes it; see the source"


def register_external(*, by: Actor, told: Mapping[str, Any]) -> ExternalEstimate:
    """Keep an estimate, study or data system as its source gives it. One value is said as ``low``.

    Raises:
        Refused: not a statistician.
        InvalidInput: no source, no method or another part missing; a range that is none.
    """
    work_with_lists.require(by)
    missing = [name for name in NEEDED if not str(told.get(name) or "").strip()]
    if missing:
        raise InvalidInput(
            {
                name: _("Without this an estimate cannot be read rightly. Say it, or say that it is not known.")
                for name in missing
            }
        )
    low, high = told.get("low"), told.get("high")
    if low is None and high is not None:
        raise InvalidInput({"low": _("Give the lower value too, or the one value here.")})
    if low is None and told.get("kind") == Kind.ESTIMATE and not str(told.get("wording") or "").strip():
        raise InvalidInput({"low": _("Give a value or a range, or the source's own words that say it cannot be counted.")})
    if low is not None and high is not None and high < low:
        raise InvalidInput({"high": _("The upper value is below the lower one.")})
    fields = {name: told[name] for name in (*NEEDED, "kind", "caveats", "wording") if told.get(name)}
    made = ExternalEstimate.objects.create(**fields, low=low, high=low if high is None else high, added_by_id=by.id)
    audit.record(by=by, action="external_estimate_registered", subject=f"external:{made.pk}")
    return made


def register_first(*, by: Actor) -> list[ExternalEstimate]:
    """Register the figures that the report A/65/221 quotes, each with its paragraph; those that stand there already stay.

    Raises:
        Refused: not a statistician.
    """
    work_with_lists.require(by)
    return [register_external(by=by, told={"method": NOT_TOLD} | one) for one in not_registered()]
