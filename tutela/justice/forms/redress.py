"""Forms of compensation, costs, measures, interviews, breaches, threats, requests across borders."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today
from tutela.ui.forms import AmountField, CodeField, DayField, Form, VersionedForm, line, text
from tutela.vocabulary import api as vocabulary

from ..enums import Across, Answer, Authority, CostKind, Measure, Payer, Result, Threatened, ThreatKind
from .proceedings import answers


def _amount(label: Any, *, needed: bool = True) -> AmountField:
    return AmountField(label=label, required=needed, max_digits=12, decimal_places=2)


class ClaimForm(Form):
    """A claim."""

    against = line(_("Against whom"), longest=300, needed=True, hint=_("A role is enough."))
    claimed_on = DayField(label=_("Claimed on"), initial=today)
    claimed = _amount(_("Amount claimed"))
    words = text(_("What for"))


class AwardForm(VersionedForm):
    """What a decision awards."""

    decided_on = DayField(label=_("Decided on"), initial=today)
    awarded = _amount(_("Amount awarded"))
    words = text(_("In a few words"))


class RejectForm(VersionedForm):
    """Nothing is awarded."""

    decided_on = DayField(label=_("Decided on"), initial=today)
    words = text(_("Why"), needed=True)


class AgainForm(VersionedForm):
    """An appeal."""

    claimed_on = DayField(label=_("Appealed on"), initial=today)
    words = text(_("In a few words"))


class PayForm(VersionedForm):
    """What was really paid."""

    paid_on = DayField(label=_("Received on"), initial=today)
    amount = _amount(_("Amount received"))


class CostForm(Form):
    """Costs charged to child or family."""

    kind = answers(CostKind, _("What was charged"))
    payer = answers(Payer, _("To whom"))
    charged_on = DayField(label=_("Charged on"), initial=today)
    amount = _amount(_("Amount"))
    words = text(_("In a few words"), longest=1000)


class CostEndForm(VersionedForm):
    """The costs were taken off or paid back."""

    ended_on = DayField(label=_("Taken off or paid back on"), initial=today)
    words = text(_("How"), longest=1000, needed=True)


class MeasureForm(Form):
    """A child-sensitive measure."""

    measure = answers(Measure, _("Measure"))
    answer = CodeField(
        label=_("Is it there?"), codes=lambda: vocabulary.options("accessibility_of_measures", with_unknown=False)
    )
    applied_on = DayField(label=_("On"), initial=today)
    words = text(_("In a few words"), longest=1000)


class InterviewForm(Form):
    """An interview of the child."""

    held_on = DayField(label=_("Held on"), initial=today)
    authority = answers(Authority, _("By whom"))
    recorded = answers(Answer, _("Recorded, so that it need not be repeated?"), initial="unknown")
    support_person = answers(Answer, _("With a support person?"), initial="unknown")
    trained = answers(Answer, _("By somebody trained for it?"), initial="unknown")
    words = text(_("How the child was afterwards"), longest=1000)


class BreachForm(Form):
    """Confidentiality was broken."""

    happened_on = DayField(label=_("Happened on"), initial=today)
    authority = answers(Authority, _("By whom"))
    words = text(_("What became known, and to whom"), needed=True)


class EndedForm(VersionedForm):
    """The end of a breach or a threat."""

    ended_on = DayField(label=_("Ended on"), initial=today)
    result = text(_("What was done about it"), needed=True)


class ThreatForm(Form):
    """A threat or retaliation."""

    kind = answers(ThreatKind, _("What happened"))
    against = answers(Threatened, _("Against whom"))
    happened_on = DayField(label=_("Happened on"), initial=today)
    words = text(_("In a few words"), needed=True)
    measures = text(_("What protects"))


class ProtectForm(VersionedForm):
    """What protects."""

    measures = text(_("What protects"), needed=True)


class AcrossForm(Form):
    """A request across borders."""

    kind = answers(Across, _("What is asked"))
    country = line(_("Country"), longest=2, needed=True, hint=_("Two letters, such as FR."))
    legal_basis = line(_("Legal basis"), longest=300, needed=True)
    sent_on = DayField(label=_("Sent on"), initial=today)
    words = text(_("In a few words"))


class AcrossEndForm(VersionedForm):
    """What came of it."""

    result = answers(Result, _("Result"))
    answered_on = DayField(label=_("Answered on"), initial=today)
    confiscated = _amount(_("Value confiscated"), needed=False)
    for_victims = _amount(_("Used for victims"), needed=False)
    words = text(_("In a few words"))
