"""A report that a member of a committee hands in: sealed at once to the team of its place; the member keeps the receipt alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission
from tutela.audit import api as audit
from tutela.directory.api import Office
from tutela.intake.api import Received, Submission, receive_report, team_for
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, stop
from tutela.kernel.errors import OperatorError

from .. import policies
from ..enums import Danger

CHANNEL = "community_focal_point"


@transaction.atomic
def hand_in_report(*, by: Actor, values: Mapping[str, Any]) -> Received:
    """Hand in a report: ``worry``, ``place``, ``danger``; ``token`` of the form: sent twice, it gives the same receipt.

    Raises:
        Refused: not a member of a committee.
        InvalidInput: neither a worry nor a place; an unknown answer.
        OperatorError: no team receives reports yet.
    """
    policies.hand_in.require(by)
    danger = values.get("danger") or Danger.NOT_SAID
    stop({} if danger in Danger.values else {"danger": UNKNOWN})
    office = (
        Office.objects.filter(pk__in=by.offices(Permission.SUPPORT_DO)).select_related("territory").order_by("code").first()
    )
    team = team_for(office.territory if office is not None else None)
    if team is None:
        raise OperatorError(_("No team receives reports yet. Tell the child protection office by telephone."))
    received = receive_report(
        submission=Submission(worry=_text(values, "worry"), place=_text(values, "place"), danger=danger),
        team=team,
        by=by,
        channel=CHANNEL,
        once=f"{by.id}:{token}".encode() if (token := _text(values, "token")) else b"",
    )
    if not received.again:
        audit.record(by=by, action="committee_report_handed_in")
    return received


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "").strip()
