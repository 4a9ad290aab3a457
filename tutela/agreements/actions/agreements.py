"""Proposing, deciding and ending an agreement; taking figures under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import hold
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.statistics.api import BREAKDOWNS, Answer, read_under_agreement
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..models import Agreement
from ..states import AGREEMENT, AgreementState

LONGEST = dt.timedelta(days=5 * 366)
"""An agreement is looked at again at least every five years."""


@transaction.atomic
def propose_agreement(*, by: Actor, values: Mapping[str, Any]) -> Agreement:
    """Write what a partner may take. ``values``: partner, purpose, breakdowns, basis, starts_on, ends_on.

    Raises:
        Refused: not a planner of the ministry.
        InvalidInput: something is missing, unknown, or the term is no term.
    """
    policies.propose.require(by)
    if problems := _problems(values):
        raise InvalidInput(problems)
    made = Agreement.objects.create(**values, proposed_by_id=by.id)
    _record(made, by, "agreement_proposed")
    return made


@transaction.atomic
def decide_agreement(*, agreement: Agreement, by: Actor, base_version: int, agreed: bool, note: str = "") -> Agreement:
    """Put it in force, or decline it with a sentence.

    Raises:
        Refused: not data protection, or the person who proposed it.
        WrongState, StaleVersion: it was decided already.
        InvalidInput: declined without a sentence.
    """
    policies.decide.require(by, agreement)
    hold(agreement, base_version, {"agreed": agreed})
    if not agreed and not note.strip():
        raise InvalidInput({"note": _("Write why, so that whoever proposed it knows what to change.")})
    target = AgreementState.ACTIVE if agreed else AgreementState.DECLINED
    return _move(agreement, target, by, f"agreement_{target.value}", note, decided_by_id=by.id, decided_at=now())


@transaction.atomic
def end_agreement(*, agreement: Agreement, by: Actor, base_version: int, note: str) -> Agreement:
    """End it today: from now on nothing leaves.

    Raises:
        Refused: neither a planner nor data protection.
        WrongState, StaleVersion: it is not in force, or somebody was quicker.
        InvalidInput: no reason.
    """
    policies.end.require(by)
    hold(agreement, base_version, {})
    if not note.strip():
        raise InvalidInput({"note": _("Write why it ends.")})
    return _move(agreement, AgreementState.ENDED, by, "agreement_ended", note)


@transaction.atomic
def take_table(*, agreement: Agreement, by: Actor, breakdowns: Sequence[str]) -> Answer:
    """A protected table of the newest observations, with the thresholds of what is published; written to the trail with its purpose.
    Where no breakdown is asked for, by the first that the agreement names.

    Raises:
        Refused: not the partner, not in force, or a breakdown that the agreement does not name; or no registered question.
        OperatorError: nothing was built yet.
    """
    breakdowns = breakdowns or agreement.breakdowns[:1]
    policies.take.require(by, agreement, breakdowns)
    answer = read_under_agreement(by=by, breakdowns=breakdowns, purpose=f"agreement:{agreement.pk}")
    _record(agreement, by, "agreement_used", breakdowns=",".join(answer.question.by))
    return answer


def _problems(values: Mapping[str, Any]) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if not values["purpose"].strip():
        problems["purpose"] = _("Write for what the partner needs the figures.")
    unknown = set(values["breakdowns"]) - BREAKDOWNS.keys()
    if unknown or not values["breakdowns"]:
        problems["breakdowns"] = _("Choose from the registered breakdowns only: %(what)s") % {
            "what": ", ".join(sorted(unknown)) or _("none is chosen")
        }
    if not vocabulary.is_code("agreement_bases", values["basis"]):
        problems["basis"] = _("Choose the basis from the list.")
    if values["ends_on"] < values["starts_on"] or values["ends_on"] < today():
        problems["ends_on"] = _("The last day comes after the first and is not over yet.")
    elif values["ends_on"] - values["starts_on"] > LONGEST:
        problems["ends_on"] = _("At most five years; then it is looked at again.")
    return problems


def _move(agreement: Agreement, target: AgreementState, by: Actor, action: str, note: str, **more: Any) -> Agreement:
    values = {"state": AGREEMENT.move(agreement.state, target), "note": note.strip(), **more}
    for name, value in values.items():
        setattr(agreement, name, value)
    agreement.version += 1
    agreement.save(update_fields=[*(name.removesuffix("_id") for name in values), "version"])
    _record(agreement, by, action)
    return agreement


def _record(agreement: Agreement, by: Actor, action: str, **details: Any) -> None:
    audit.record(
        by=by,
        action=action,
        subject=f"agreements.agreement:{agreement.pk}",
        details={"partner": agreement.partner.code, **details},
    )
