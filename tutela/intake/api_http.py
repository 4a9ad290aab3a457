"""HTTP: one way in for gateways (text messages, helplines) and partners' own forms. It hands in; nothing can be read here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from ninja import Router, Schema, Status
from pydantic import Field, field_validator

from tutela.directory.api import Office, Territory
from tutela.kernel.bodies import Body
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.vault import receipt

from . import policies
from .api import LONGEST, Submission, is_oversight, receive_report, team_for
from .enums import About, AgeBand, ContactChoice, ReporterType
from .forms.fields import without_controls

router = Router(tags=["reports"])


class ReportIn(Body):
    """A report as a gateway hands it in. A worry, a place or a territory is enough; leave out what is not known."""

    reference: str = Field(description="Your own mark of this report: handed in twice, it is received once.", max_length=100)
    channel: str = Field(
        description="A code of the list report_channels: sms, helpline, internet_hotline, ...", max_length=30
    )
    worry: str = Field("", max_length=LONGEST)
    place: str = Field("", max_length=500)
    territory: str = Field("", description="A territory's code.", max_length=20)
    signs: list[str] = Field([], description="hurt_now, not_safe_tonight, wants_to_die, weapon, near, unsure, none")
    age_band: str = AgeBand.UNKNOWN.value
    reporter_type: str = ReporterType.UNKNOWN.value
    profession: str = ""
    about: str = About.NONE.value
    excluded: str = Field("", description="The code of an office that shall not read it.", max_length=30)
    contact: str = ContactChoice.HERE.value
    name: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)
    times: str = Field("", max_length=300)
    language: str = Field("", description="The language it was told in, as a code such as fr.", pattern="^([a-z]{2,3})?$")
    taken_on: dt.date | None = Field(None, description="The day it was first told, if not today.")

    @field_validator("worry", "place", "name", "times", mode="before")
    @classmethod
    def _as_told(cls, value: Any) -> Any:
        """What somebody told is never turned away for a stray sign: control characters are taken out, as on the public form."""
        return without_controls(value) if isinstance(value, str) else value


class ReceiptOut(Schema):
    """The receipt for the person who told it. It is not kept and cannot be asked for again; pass it on and forget it."""

    receipt: str
    shown: str = Field(description="The same in six groups on two lines.")
    answer_due: dt.date | None
    again: bool = Field(description="This very report was received before; the receipt is the same.")


class ErrorOut(Schema):
    """What went wrong; ``fields`` names each field that needs another look."""

    code: str
    message: str
    fields: dict[str, list[str]] = {}


_ERRORS = dict.fromkeys((401, 403, 422, 503), ErrorOut)


@router.post("/reports", response={201: ReceiptOut, 200: ReceiptOut, **_ERRORS}, operation_id="report_hand_in")
def hand_in(request: HttpRequest, body: ReportIn) -> Any:
    """Hand in a report: sealed at once to the team of its place, in the same queue as every other (R16).

    The token needs the scope ``report_enter``, or an intake officer's own ``report_triage``. Danger signs make it urgent. There is no way to read a report here.
    """
    actor = request.actor  # type: ignore[attr-defined]
    submission = _submission(body)
    team = team_for(submission.territory, submission.about, submission.excluded)
    if team is None:
        raise OperatorError("No team receives reports yet.")
    policies.enter_report.require(actor, team.office_id, is_oversight(team))
    with translation.override(body.language or translation.get_language()):
        received = receive_report(
            submission=submission,
            team=team,
            by=actor,
            channel=body.channel,
            taken_on=body.taken_on or today(),
            once=f"{actor.id}:{body.reference}".encode(),
            code_shared=True,
        )
    answer = {
        "receipt": received.receipt,
        "shown": receipt.display(received.receipt),
        "answer_due": received.answer_due,
        "again": received.again,
    }
    return Status(200 if received.again else 201, answer)


def _submission(body: ReportIn) -> Submission:
    territory = Territory.objects.filter(code=body.territory).first() if body.territory else None
    excluded = Office.objects.filter(code=body.excluded).first() if body.excluded else None
    problems = {}
    if body.about not in About.values:
        problems["about"] = "Choose one of the answers offered."
    if body.territory and territory is None:
        problems["territory"] = "This code is not a territory."
    if body.excluded and excluded is None:
        problems["excluded"] = "This code is not an office."
    if problems:
        raise InvalidInput(problems)
    reached = body.contact in (ContactChoice.PHONE, ContactChoice.MESSAGE)
    said = body.dict(include={"worry", "place", "age_band", "reporter_type", "contact", "about", "profession", "name"})
    return Submission(
        **said,
        territory=territory,
        excluded=excluded,
        signs=tuple(body.signs),
        phone=body.phone if reached else "",
        times=body.times if reached else "",
    )
