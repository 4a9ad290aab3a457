"""One record of the chapter in words, made from the model and the labels of its forms' fields."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Sum, TextChoices
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.cases.api import CaseFile, words
from tutela.kernel.clock import now, today
from tutela.ui.enums import Tone
from tutela.vocabulary import api as vocabulary

from .. import enums, states
from ..models import Interview, Liberty, Proceeding
from ..policies.exposure import exposures, withheld_from

STATES: dict[str, type[TextChoices]] = {
    "proceeding": states.Stage,
    "settlement": states.SettlementState,
    "liberty": states.LibertyState,
    "charge": states.ChargeState,
    "claim": states.ClaimState,
}
_TONES: dict[str, Tone] = {
    "enforced": Tone.SUCCESS,
    "discontinued": Tone.DANGER,
    "refused": Tone.DANGER,
    "rejected": Tone.DANGER,
    "granted": Tone.SUCCESS,
    "paid": Tone.SUCCESS,
    "done": Tone.NEUTRAL,
    "annulled": Tone.NEUTRAL,
    "released": Tone.SUCCESS,
    "remedied": Tone.SUCCESS,
}
_DANGER = ("settlement", "liberty", "charge")
_LISTS: dict[tuple[str, str], Any] = {
    ("proceeding", "reason"): "attrition_reasons",
    ("proceeding", "verdict"): enums.Verdict,
    ("settlement", "forms"): "settlement_forms",
    ("settlement", "parties"): "settlement_parties",
    ("liberty", "place_kind"): "detention_flags",
    ("liberty", "separated"): enums.Separated,
    ("liberty", "alternative_kind"): "care_status",
    ("liberty", "released_kind"): "care_status",
    ("counsel", "basis"): enums.Counsel,
    ("counsel", "recipient"): "actors",
    ("charge", "act"): enums.ChargedFor,
    ("charge", "outcome"): enums.NonPunishment,
    ("task", "kind"): enums.Task,
    ("cost", "kind"): enums.CostKind,
    ("cost", "payer"): enums.Payer,
    ("measure", "measure"): enums.Measure,
    ("measure", "answer"): "accessibility_of_measures",
    ("threat", "kind"): enums.ThreatKind,
    ("threat", "against"): enums.Threatened,
    ("across", "kind"): enums.Across,
    ("across", "result"): enums.Result,
}
_TITLES = {
    "task": "kind",
    "settlement": "forms",
    "liberty": "place_kind",
    "charge": "act",
    "counsel": "recipient",
    "cost": "kind",
    "measure": "measure",
    "threat": "kind",
    "across": "kind",
}
_DAYS = (
    *(
        "opened_on",
        "known_on",
        "given_on",
        "held_since",
        "charged_on",
        "claimed_on",
        "applied_on",
        "held_on",
        "happened_on",
        "sent_on",
    ),
    "due_at",
)
_HIDDEN = ("base_version", "state")


def row(part: str, record: Any) -> dict[str, Any]:
    """One line: what, where it stands, when, what is flagged."""
    state, tone = _state(part, record)
    return {
        "id": record.pk,
        "url": reverse("justice_record", args=[record.file_id, part, record.pk]),
        "title": _title(part, record),
        "state": state,
        "tone": tone,
        "on": next((getattr(record, name) for name in _DAYS if hasattr(record, name)), None),
        "flags": flags(part, record),
    }


def flags(part: str, record: Any) -> list[str]:
    """What must be seen at once."""
    found = {
        _("Late"): _is_late(part, record),
        _("Not informed of rights"): part == "proceeding" and record.informed_on is None,
        _("No legal aid"): part == "proceeding" and record.legal_aid != enums.Answer.YES,
        _("No guardian or support person"): part == "proceeding" and record.support_on is None,
        _("Child not heard"): part == "settlement" and record.child_heard != enums.Answer.YES,
        _("Marriage: a grave concern"): part == "settlement" and "marriage" in record.forms,
        _("Waits for another person to confirm"): part == "counsel" and record.state == states.RunState.OPEN,
        _("Should be nothing"): part == "cost" and record.amount > 0 and record.state == states.RunState.OPEN,
        _("Together with adults"): part == "liberty" and record.separated == enums.Separated.NO,
        _("Nobody could be told"): part == "liberty" and not any(record.told.values()),
    }
    return [word for word, holds in found.items() if holds] + _hours(part, record)


def facts(part: str, record: Any, forms: list[Any]) -> list[dict[str, Any]]:
    """Every answer, labelled as in its form, in the order of the forms."""
    labels: dict[str, Any] = {}
    for form in forms:
        for name, field in form.base_fields.items():
            if name not in _HIDDEN and name not in labels and hasattr(record, name):
                labels[name] = field.label
    rows = [(label, _value(part, name, getattr(record, name))) for name, label in labels.items()]
    rows += _more(part, record)
    return [{"label": label, "value": value} for label, value in rows if value]


def history(record: Any) -> list[dict[str, Any]]:
    """The stages of proceedings with their length; the payments of a claim."""
    if isinstance(record, Proceeding):
        return [_stage(stage) for stage in record.stages.select_related("unit")]
    if hasattr(record, "payments"):
        return [{"on": one.paid_on, "title": number_format(one.amount, 2), "note": ""} for one in record.payments.all()]
    return []


def interviews(file_id: Any) -> str:
    """How many interviews there were, against the country's limit; empty below it."""
    held, limit = Interview.objects.filter(file=file_id).count(), vocabulary.jurisdiction().limits.interviews_of_a_child
    if held <= limit:
        return ""
    text = ngettext(
        "The child was interviewed %(held)s time; the limit is %(limit)s.",
        "The child was interviewed %(held)s times; the limit is %(limit)s.",
        held,
    )
    return text % {"held": held, "limit": limit}


def exposure_rows(file: CaseFile) -> list[dict[str, Any]]:
    """The laws that could be used to punish this child, and which authorities get nothing yet (P13)."""
    waiting = withheld_from(file)
    return [
        {
            "ground": words.label("legal_exposure_grounds", rule.ground),
            "authorities": ", ".join(words.labels("actors", [code for code in rule.withhold_from if code in waiting])),
        }
        for rule in exposures(file)
    ]


def hours_held(liberty: Liberty) -> int:
    """Whole hours since the child is held, or until the release."""
    return int(((liberty.released_at or now()) - liberty.held_since).total_seconds() // 3600)


def hours_words(hours: int) -> str:
    """So many hours."""
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": number_format(hours)}


def _hours(part: str, record: Any) -> list[str]:
    return [hours_words(hours_held(record))] if part == "liberty" and record.state in states.HELD else []


def _is_late(part: str, record: Any) -> bool:
    if part == "proceeding":
        return record.due_on is not None and record.due_on < today()
    return part == "task" and record.state == states.RunState.OPEN and record.due_at < now()


def _state(part: str, record: Any) -> tuple[str, Tone]:
    if not hasattr(record, "state"):
        return "", Tone.NEUTRAL
    words_of = STATES.get(part, states.RunState)
    tone = _TONES.get(record.state, Tone.DANGER if part in _DANGER else Tone.INFO)
    if part == "settlement" and record.state == states.SettlementState.REFUSED:
        tone = Tone.SUCCESS  # refused by the family or the authorities: the case stays where it belongs
    return str(words_of(record.state).label), tone


def _title(part: str, record: Any) -> str:
    if part in _TITLES:
        return _value(part, _TITLES[part], getattr(record, _TITLES[part]))
    if part == "proceeding":
        where = record.unit.name if record.unit else enums.Authority(record.authority).label
        return f"{where} · {record.reference}" if record.reference else str(where)
    if part == "claim":
        return number_format(record.claimed, 2)
    return str(enums.Authority(record.authority).label)


def _value(part: str, name: str, value: Any) -> str:
    known = _LISTS.get((part, name)) or {"authority": enums.Authority}.get(name)
    if known is None and isinstance(value, str) and value in enums.Answer.values:
        known = enums.Answer
    if known is not None and value:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(words.label(known, code) if isinstance(known, str) else str(known(code).label) for code in codes)
    if isinstance(value, bool):
        return _("Yes") if value else ""
    if isinstance(value, dt.datetime):
        return date_format(value, "DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return words.day(value)
    if isinstance(value, Decimal):
        return number_format(value, 2)
    return str(value) if value else ""


def _more(part: str, record: Any) -> list[tuple[str, str]]:
    if part == "proceeding":
        return [
            (_("Stage since"), words.day(record.stage_since)),
            (_("Stage limit"), words.day(record.due_on) if record.due_on else ""),
            (_("What the judgment said"), _value(part, "verdict", record.verdict)),
            (_("Why it was discontinued"), _value(part, "reason", record.reason)),
        ]
    if part == "liberty":
        told = {"ombudsperson": _("Ombudsperson"), "legal_aid": _("Legal aid"), "supervisor": _("Supervisor")}
        people = ", ".join(f"{told[why]}: {number_format(count)}" for why, count in record.told.items() if why in told)
        return [(_("Time held"), hours_words(hours_held(record))), (_("Told at once"), people)]
    if part == "claim":
        paid = record.payments.aggregate(Sum("amount"))["amount__sum"] or Decimal(0)
        left = (record.awarded or Decimal(0)) - paid
        return [
            (_("Paid so far"), number_format(paid, 2)),
            (_("Awarded and not paid"), number_format(left, 2) if left > 0 else ""),
        ]
    if part == "task":
        return [
            (_("Due"), date_format(record.due_at, "DATETIME_FORMAT")),
            (_("Responsible"), record.owner.full_name if record.owner else ""),
        ]
    return []


def _stage(stage: Any) -> dict[str, Any]:
    days = ((stage.left_on or today()) - stage.entered_on).days
    length = ngettext("%(days)s day", "%(days)s days", days) % {"days": number_format(days)}
    late = stage.due_on is not None and (stage.left_on or today()) > stage.due_on
    where = stage.unit.name if stage.unit else str(enums.Authority(stage.authority).label)
    said = [where, length, _("longer than the limit") if late else ""]
    said += [_value("proceeding", "verdict", stage.verdict), _value("proceeding", "reason", stage.reason), stage.words]
    return {
        "on": stage.entered_on,
        "title": str(states.Stage(stage.stage).label),
        "note": " · ".join(str(one) for one in said if one),
    }
