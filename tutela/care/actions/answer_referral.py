"""The service's side of the loop: receive, accept or decline, start, complete or not. The result returns to the plan (R70)."""

from __future__ import annotations

import uuid

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..enums.planning import REFUSED
from ..models import Referral
from ..policies.referral import open_as_service
from ..states import ReferralState
from .refer import hold_referral, move_referral
from .refusals import ground_problems, tell_of_refusal

_ANSWERS = (ReferralState.ACCEPTED, ReferralState.DECLINED)
_ENDS = (ReferralState.COMPLETED, ReferralState.NOT_COMPLETED)


@transaction.atomic
def answer_referral(
    *, referral: Referral, by: Actor, target: str, reason: str = "", ground: str = "", note: str = "", result: str = ""
) -> Referral:
    """Move a referral on, as the service.

    ``reason`` (list ``unmet_need_reasons``) is required to decline, with the ``ground`` (list ``refusal_grounds``) where the child is
    refused (R60); ``result`` to complete or not complete.

    Raises:
        Refused: not this service, or no longer open to it.
        InvalidInput: a reason, ground or result is missing, or an unknown step.
        WrongState: this step cannot follow now.
    """
    hold_referral(referral=referral, by=by)
    open_as_service.require(by, referral)
    _check(target, reason, ground, result)
    why = reason if target == ReferralState.DECLINED else ""
    move_referral(
        referral=referral,
        target=ReferralState(target),
        by=by,
        reason=why,
        decline_reason=why,
        refusal_stated=ground if why == REFUSED else "",
        answer_note=note or referral.answer_note,
        result=result or referral.result,
    )
    office_id = _answered(referral) if target in _ANSWERS else None
    audit.record(
        by=by, action=f"referral_{target}", subject=f"care.referral:{referral.pk}", details={"reason": why} if why else {}
    )
    if why == REFUSED and office_id is not None:
        tell_of_refusal(subject=f"care.referral:{referral.pk}", office_id=office_id, by=by, grounds={ground})
    return referral


def _answered(referral: Referral) -> uuid.UUID | None:
    """The answer is no longer due. The service sees neither deadlines nor file; the database function does it and says whose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT care_referral_answered(%s)", [referral.pk])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def _check(target: str, reason: str, ground: str, result: str) -> None:
    steps = (ReferralState.RECEIVED, *_ANSWERS, ReferralState.STARTED, *_ENDS)
    if target not in steps:
        raise InvalidInput({"target": _("Choose one of the steps a service can take.")})
    if target == ReferralState.DECLINED and not vocabulary.is_code("unmet_need_reasons", reason):
        raise InvalidInput({"reason": _("Say why the service cannot take this child; choose from the list.")})
    if target == ReferralState.DECLINED and ground_problems(reason, ground=ground):
        raise InvalidInput({"ground": _("Choose the ground where you refuse this child, and only there.")})
    if target in _ENDS and not result.strip():
        raise InvalidInput({"result": _("Write what was done and what came of it; the caseworker builds on it.")})
