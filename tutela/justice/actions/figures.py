"""Making the figures of justice once for each quarter; entering what institutions report (R79, L12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.placements.api import last_quarter

from ..models import JusticeFigures, JusticeReturn
from ..policies import figures as policies
from ..policies.answers import Answers
from ..queries.figures import POLICY, REPORTED, make

_RETURN = Answers(
    codes={"answer": "facility_answers"}, past=("until",), needed=("until", "institution"), also=("value", "words")
)


@transaction.atomic
def close_justice_quarter(*, by: Actor) -> JusticeFigures | None:
    """Make and keep the figures of the last whole quarter; ``None`` when they are there already.

    Raises:
        Refused: not the process that watches deadlines.
    """
    policies.make_figures.require(by)
    until = last_quarter()
    if JusticeFigures.objects.filter(until=until).exists():
        return None
    made = JusticeFigures.objects.create(until=until, figures=make(until))
    subject = f"justice.justicefigures:{made.pk}"
    audit.record(by=by, action="justice_figures_made", subject=subject, details={"until": str(until)})
    return made


@transaction.atomic
def state_return(*, code: str, by: Actor, values: Mapping[str, Any]) -> JusticeReturn:
    """Enter what an institution reported of an indicator for the year up to a day: a number, or for law and policy an answer.

    Raises:
        Refused: the actor keeps no indicators.
        InvalidInput: no such indicator, no institution, a number below zero, an answer where a number belongs.
    """
    policies.state_return.require(by)
    problems: dict[str, Any] = {}
    value, answer = values.get("value"), values.get("answer") or ""
    if code not in REPORTED:
        problems["code"] = _("Institutions report the fifteen indicators. Choose one of them.")
    elif code in POLICY and (not answer or value is not None):
        problems["answer"] = _("Law and policy are answered with one of the answers offered.")
    elif code not in POLICY and (value is None or value < 0 or answer):
        problems["value"] = _("Write the number that was reported, zero or more. Where nothing was reported, enter nothing.")
    said = _RETURN.require(values, problems)
    made = JusticeReturn.objects.create(code=code, stated_by_id=by.id, **said)
    subject = f"justice.justicereturn:{made.pk}"
    audit.record(by=by, action="justice_return_stated", subject=subject, details={"code": code})
    return made
