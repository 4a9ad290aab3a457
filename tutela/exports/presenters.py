"""Exports and recipients in words."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from tutela.cases.api import FileState
from tutela.kernel.actor import Actor
from tutela.vocabulary import api as vocabulary

from . import policies
from .enums import Form, Level
from .models import Export, Recipient
from .states import ExportState

_TONES = {
    ExportState.READY: "success",
    ExportState.ASKED: "warning",
    ExportState.APPROVED: "info",
    ExportState.FAILED: "danger",
    ExportState.REFUSED: "danger",
}


def row(export: Export) -> dict[str, Any]:
    """One in the list."""
    state = ExportState(export.state)
    return {
        "url": reverse("export", args=[export.pk]),
        "office": export.office.name,
        "recipient": str(export.recipient),
        "purpose": vocabulary.label("export_purposes", export.purpose),
        "asked_at": export.asked_at,
        "asked_by": export.asked_by.full_name,
        "state": (str(state.label), _TONES.get(state, "neutral")),
    }


def page(actor: Actor, export: Export) -> dict[str, Any]:
    """One export with what this reader may do."""
    state, own = export.state, policies.own.allows(actor, export)
    return row(export) | {
        "export": export,
        "level": str(Level(export.level).label),
        "form": str(Form(export.form).label),
        "states": [str(FileState(one).label) for one in export.states],
        "size": filesizeformat(export.size),
        "may_decide": state == ExportState.ASKED and policies.decide.allows(actor, export),
        "may_withdraw": own and state in (ExportState.ASKED, ExportState.FAILED),
        "may_retry": policies.again.allows(actor, export),
        "may_take": policies.take.allows(actor, export),
        "is_building": state == ExportState.APPROVED,
        "is_ready": state == ExportState.READY,
    }


def recipient_row(actor: Actor, recipient: Recipient) -> dict[str, Any]:
    """One key; the key itself in groups, as one reads it out."""
    key = recipient.public_key
    return {
        "pk": recipient.pk,
        "holder": recipient.holder,
        "agency": recipient.agency.name,
        "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        "is_confirmed": recipient.confirmed_at is not None and recipient.ended_at is None,
        "is_ended": recipient.ended_at is not None,
        "confirmed_by": recipient.confirmed_by.full_name if recipient.confirmed_by else "",
        "may_confirm": recipient.confirmed_at is None
        and recipient.ended_at is None
        and policies.confirm.allows(actor, recipient),
        "may_end": recipient.ended_at is None and policies.enter_recipient.allows(actor),
        "version": recipient.version,
    }
