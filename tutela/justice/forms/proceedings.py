"""Forms of proceedings and legal steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Office
from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, DayField, Form, VersionedForm, line, text
from tutela.vocabulary import api as vocabulary

from ..enums import Answer, Authority, Verdict
from ..states import Stage


def answers(words: Any, label: Any, *, needed: bool = True, initial: str = "") -> forms.ChoiceField:
    """One of our words: radios where it is needed, a list with an empty line where it is not."""
    if needed:
        return forms.ChoiceField(label=label, choices=words.choices, widget=forms.RadioSelect, initial=initial or None)
    return forms.ChoiceField(label=label, choices=[("", _("Choose")), *words.choices], required=False)


def unit() -> forms.ModelChoiceField:
    """A police unit, prosecution or court of the directory."""
    found = Office.objects.filter(organisation__sector="justice", closed_on=None)
    return forms.ModelChoiceField(
        label=_("Which one"), queryset=found, required=False, empty_label=_("Not in the directory")
    )


class _Support(forms.Form):
    """Who stands beside the child, and since when (R62)."""

    legal_aid = answers(Answer, _("Does the child have legal aid?"), initial="unknown")
    legal_aid_name = line(_("Who gives legal aid"))
    legal_aid_on = DayField(label=_("Since"), required=False)
    support_person = line(_("Support person"))
    guardian = line(_("Guardian for the proceedings"))
    support_on = DayField(label=_("Named on"), required=False)
    informed_on = DayField(
        label=_("Child informed of rights and proceedings on"),
        required=False,
        help_text=_("Left empty, it stands as an open item."),
    )
    informed_by = line(_("Informed by"))


class ProceedingForm(Form, _Support):
    """A complaint."""

    authority = answers(Authority, _("Before whom"))
    unit = unit()
    reference = line(_("Reference"))
    subject = text(_("What it is about"), longest=1000, needed=True, hint=_("Acts and roles; no name that is not needed."))
    opened_on = DayField(label=_("Complaint made on"), initial=today)

    field_order = ("authority", "unit", "reference", "subject", "opened_on")


class ProceedingChangeForm(VersionedForm, _Support):
    """Authority, reference, who stands beside the child."""

    authority = answers(Authority, _("Before whom"))
    unit = unit()
    reference = line(_("Reference"))
    subject = text(_("What it is about"), longest=1000, needed=True)

    field_order = ("authority", "unit", "reference", "subject")


class StageForm(VersionedForm):
    """The next stage, or one before."""

    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[(stage.value, stage.label) for stage in Stage if stage != Stage.DISCONTINUED],
        help_text=_("An appeal leads back to the trial."),
    )
    entered_on = DayField(label=_("Entered on"), initial=today)
    authority = answers(Authority, _("Before whom"))
    unit = unit()
    verdict = answers(Verdict, _("What the judgment said"), needed=False)
    words = text(_("In a few words"))


class DiscontinueForm(VersionedForm):
    """The end without a judgment."""

    reason = CodeField(label=_("Why"), codes=lambda: vocabulary.options("attrition_reasons", with_unknown=False))
    entered_on = DayField(label=_("Ended on"), initial=today)
    words = text(_("What was said"), needed=True)


class TaskForm(VersionedForm):
    """What came of a legal step."""

    done_on = DayField(label=_("Done on"), initial=today)
    result = text(_("What came of it"), needed=True)
