"""The mailbox and the facts about reporting itself, at an officer's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Office
from tutela.ui.forms import (
    CodeCheckboxes,
    CodeField,
    CodeRadios,
    CodeSelect,
    CodesField,
    Form,
    PartialDateField,
)
from tutela.vocabulary import api as vocabulary

from ..enums import ContactChoice, DutyState, OtherContactKind
from ..models import Barriers, Duty, OnlineHarm, Report
from .fields import Entry, WordsField, entries
from .steps import REACHED

_UNKNOWN = Entry("UNK", _("Not known"), exclusive=True)


class AnswerForm(Form):
    """What the reporter will read."""

    text = WordsField(
        label=_("Answer to the reporter"),
        help_text=_(
            "The reporter reads exactly this, with their code. Write no name, no place and nothing of what was told: "
            "somebody else could hold the code."
        ),
        widget=forms.Textarea(attrs={"rows": "4"}),
    )
    closing = forms.BooleanField(label=_("This is the last answer"), required=False)


class ContactForm(Form):
    """A call or text message that took place."""

    way = CodeField(
        label=_("How was the reporter contacted?"),
        codes=entries([(code, label) for code, label in ContactChoice.choices if code in REACHED]),
        widget=CodeRadios,
    )


class BarriersForm(Form):
    """Why it was not reported earlier (R23)."""

    codes = CodesField(
        label=_("What stood in the way of reporting earlier?"),
        codes=lambda: [*vocabulary.options("barriers", with_unknown=False), _UNKNOWN],
        required=False,
        widget=CodeCheckboxes,
    )
    holder = CodeField(
        label=_("With whom did the barrier lie?"),
        codes=lambda: [*vocabulary.options("barrier_holders", with_unknown=False), Entry("UNK", _("Not known"))],
        widget=CodeSelect,
    )
    happened_on = PartialDateField(label=_("When did it happen, or begin?"), required=False)
    first_told_on = PartialDateField(label=_("When did the child first tell somebody?"), required=False)


class DutyForm(Form):
    """Whose duty to report it is (R24)."""

    profession = CodeField(
        label=_("Profession of the reporter"),
        codes=lambda: vocabulary.options("professions", with_unknown=False),
        widget=CodeSelect,
    )


class DutySettledForm(Form):
    """Whether the duty was met."""

    state = CodeField(
        label=_("Was the duty met?"),
        codes=entries([(code, label) for code, label in DutyState.choices if code != DutyState.OPEN]),
        widget=CodeRadios,
    )
    ground = CodeField(label=_("Lawful reason, if not"), codes=(), required=False, widget=CodeSelect)

    def __init__(self, *arguments: Any, grounds: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["ground"].choices = [("", _("Choose")), *grounds]  # type: ignore[attr-defined]


class OnlineForm(Form):
    """Harm by means of technology (R10) and the material that is said to exist (R9)."""

    means = CodesField(label=_("Where did it happen?"), codes=lambda: vocabulary.options("media"), required=False)
    solicited = CodeField(
        label=_("Did somebody try to win the child’s trust, or ask for pictures or a meeting?"),
        codes=lambda: vocabulary.options("yes_no_unknown"), widget=CodeSelect, initial="unknown",
    )  # fmt: skip
    anonymous = CodeField(
        label=_("Does the other person hide who they are?"),
        codes=lambda: vocabulary.options("yes_no_unknown"), widget=CodeSelect, initial="unknown",
    )  # fmt: skip
    material = CodesField(
        label=_("What material is said to exist?"), codes=lambda: vocabulary.options("material_kind"), required=False
    )
    reference = WordsField(
        label=_("Where it is, in words"),
        help_text=_("An address, an account or a number of the hotline. It becomes a sealed note. Never open, copy or send the "
                    "material: whoever holds it hands it to the police."),
        required=False, longest=2000, widget=forms.Textarea(attrs={"rows": "2"}),
    )  # fmt: skip


class PassOnForm(Form):
    """Who was told."""

    recipient = forms.CharField()


class OtherContactForm(Form):
    """A contact that is no report."""

    channel = CodeField(
        label=_("How did it come in?"),
        codes=lambda: vocabulary.options("report_channels", with_unknown=False),
        widget=CodeSelect,
    )
    kind = CodeField(label=_("What was it?"), codes=entries(OtherContactKind.choices), widget=CodeSelect)
    office = CodeField(label=_("Office"), codes=(), widget=CodeSelect)

    def __init__(self, *arguments: Any, actor: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.offices = {office.code: office for office in Office.objects.filter(pk__in=actor.offices("report_triage"))}
        choices = [(code, office.name) for code, office in self.offices.items()]
        self.fields["office"].choices = choices  # type: ignore[attr-defined]


def detail_forms(report: Report) -> dict[str, Form]:
    """The forms of a report's page, filled with what is known."""
    barriers = Barriers.objects.filter(pk=report.pk).first()
    known = (
        {name: getattr(barriers, name) for name in ("codes", "holder", "happened_on", "first_told_on")}
        if barriers
        else {"holder": "UNK"}
    )
    duty = Duty.objects.filter(pk=report.pk).first()
    online = OnlineHarm.objects.filter(pk=report.pk).values("means", "solicited", "anonymous", "material").first()
    return {
        "online": OnlineForm(prefix="online", initial=online or {}),
        "answer": AnswerForm(prefix="answer"),
        "contact": ContactForm(prefix="contact"),
        "barriers": BarriersForm(prefix="barriers", initial=known),
        "duty": DutyForm(prefix="duty", initial={"profession": duty.profession if duty else ""}),
        "duty_settled": DutySettledForm(prefix="duty_settled", grounds=grounds_of(report)),
    }


def grounds_of(report: Report) -> list[tuple[str, Any]]:
    """The lawful reasons of the profession's duty on the day it was told."""
    duty = Duty.objects.filter(pk=report.pk).first()
    if duty is None:
        return []
    codes = vocabulary.reporting_duty(duty.profession, on=report.taken_on).exceptions
    return [(code, GROUNDS.get(code, code)) for code in codes]


GROUNDS = {
    "already_reported": _("It was reported already"),
    "immediate_harm_to_child": _("Reporting would bring the child into immediate danger"),
    "confidential_medical_service": _("Confidential medical service"),
}
"""Lawful exceptions of the country files, in words."""
