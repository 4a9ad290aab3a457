"""Sending notices within their hours, and confirming that they came (R96)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import Facility, Notice
from ..policies.inspection import receive_notice as may_receive
from ..policies.register import manage_facility
from .admissions import lift_stop_for_notice

LIST = "facility_notices"


@transaction.atomic
def send_notice(*, facility: Facility, by: Actor, values: Mapping[str, Any]) -> Notice:
    """Tell inspection and the independent mechanism at once. Late is better than never and is shown as late.

    ``values``: kind, happened_on, noticed_at, children, words, and placement (the id on the child's placement sheet) if known.

    Raises:
        Refused: neither the facility's own people nor its inspection.
        InvalidInput: an unknown kind, a time to come, no words.
    """
    manage_facility.require(by, facility)
    _check(values)
    notice = Notice.objects.create(
        facility=facility,
        key_id=facility.key_id,
        office_id=facility.office_id,
        inspection_office_id=facility.inspection_office_id,
        kind=values["kind"],
        happened_on=values["happened_on"],
        noticed_at=values["noticed_at"],
        due_at=values["noticed_at"] + time_for(kind=values["kind"]),
        children=values.get("children") or 1,
        placement=values.get("placement"),
        words=values["words"].strip(),
        sent_by_id=by.id,
    )
    if notice.placement is not None:
        lift_stop_for_notice(facility=facility, by=by, about=notice.placement)
    audit.record(
        by=by,
        action="notice_sent",
        subject=f"facilities.notice:{notice.pk}",
        details={"kind": notice.kind, "late": is_late(notice=notice)},
    )
    return notice


@transaction.atomic
def receive_notice(*, notice: Notice, by: Actor) -> Notice:
    """Confirm that a notice has come and is being looked at.

    Raises:
        Refused: neither its inspection nor the independent mechanism.
    """
    may_receive.require(by, notice)
    if notice.received_at is None:
        notice.received_at, notice.received_by_id = now(), by.id
        notice.save(update_fields=["received_at", "received_by"])
        audit.record(by=by, action="notice_received", subject=f"facilities.notice:{notice.pk}")
    return notice


@transaction.atomic
def read_notice(*, notice: Notice, by: Actor) -> str:
    """The words of a notice; each reading is written down."""
    audit.record(by=by, action="notice_read", subject=f"facilities.notice:{notice.pk}")
    return notice.words


def time_for(*, kind: str) -> dt.timedelta:
    """How long a facility has to send a notice of this kind, from the hour it was noticed."""
    return dt.timedelta(hours=int(str(vocabulary.code_list(LIST).codes[kind].attributes["hours"])))


def is_late(*, notice: Notice) -> bool:
    """Whether it came after its hour."""
    return notice.sent_at > notice.due_at


def _check(values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {}
    if not vocabulary.is_code(LIST, str(values.get("kind", ""))):
        problems["kind"] = _("Choose one of the answers offered.")
    happened, noticed = values.get("happened_on"), values.get("noticed_at")
    if happened is None or happened > today():
        problems["happened_on"] = _("Give the day it happened, today or before.")
    if noticed is None or noticed > now():
        problems["noticed_at"] = _("Give the hour it was noticed; it cannot be still to come.")
    elif happened is not None and happened > noticed.date():
        problems["noticed_at"] = _("It was noticed before it happened. Change one of the two.")
    if not str(values.get("words") or "").strip():
        problems["words"] = _("Write in plain sentences what happened and what was done. No names of children.")
    if (values.get("children") or 1) < 1:
        problems["children"] = _("Give how many children it is about.")
    if problems:
        raise InvalidInput(problems)
