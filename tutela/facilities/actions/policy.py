"""Stating what law and policy on formal care say (L13, indicators 13 to 15)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import PolicyStatement
from ..policies.register import state_policy as may_state
from ..queries.formal_care import STATED


@transaction.atomic
def state_policy(*, code: str, by: Actor, answer: str, words: str) -> PolicyStatement:
    """Write down whether law and policy meet an indicator, and what the answer rests on.

    Raises:
        Refused: the actor does not inspect anywhere.
        InvalidInput: no such indicator, an unknown answer, nothing it rests on.
    """
    may_state.require(by)
    problems: dict[str, Any] = {}
    if code not in STATED:
        problems["code"] = _("Only the indicators of law and policy are stated. Choose one of them.")
    if answer == "not_applicable" or not vocabulary.is_code("facility_answers", answer):
        problems["answer"] = _("Choose one of the answers offered.")
    if not words.strip():
        problems["words"] = _("Name the law, decision or report that the answer rests on.")
    if problems:
        raise InvalidInput(problems)
    statement = PolicyStatement.objects.create(code=code, answer=answer, words=words.strip(), by_id=by.id)
    audit.record(
        by=by,
        action="care_policy_stated",
        subject=f"facilities.policystatement:{statement.pk}",
        details={"code": code, "answer": answer},
    )
    return statement
