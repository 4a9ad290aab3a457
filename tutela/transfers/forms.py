"""Forms of a transfer and its steps; each step with its action and its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.cases.api import CaseFile, Consent, caseload_of, untrained
from tutela.cases.api.words import label
from tutela.directory.api import Office
from tutela.ui.forms import DayField, Form, Move, VersionedForm, text

from . import actions, policies
from .enums import NotTaken, Why
from .models import Transfer
from .queries import consents_of, offices_for, workers_of


class ProposeForm(Form):
    """Propose to one's own supervisor that another office takes over a file."""

    office = forms.ModelChoiceField(label=_("Which office should take over?"), queryset=Office.objects.none())
    why = forms.ChoiceField(label=_("Why"), choices=Why.choices, widget=forms.RadioSelect)
    reason = text(_("The reason in words"), needed=True, hint=_("Read by your supervisor, who decides whether to ask."))
    urgent = text(
        _("What cannot wait"),
        needed=True,
        hint=_("What must happen first, and by when. Write “nothing” if that is so."),
    )
    promised = text(
        _("What was promised to the child"),
        needed=True,
        hint=_("By whom, and for when; a promise goes along. Write “nothing” if that is so."),
    )

    def __init__(self, *args: Any, file: CaseFile | None, **options: Any) -> None:
        super().__init__(*args, **options)
        found: Any = self.fields["office"]
        found.queryset = offices_for(file).select_related("organisation")
        found.label_from_instance = lambda office: f"{office.name} · {office.organisation.name}"


class AskForm(ProposeForm):
    """Ask another office to take over a file."""

    office = forms.ModelChoiceField(label=_("Which office is asked?"), queryset=Office.objects.none())
    why = forms.ChoiceField(
        label=_("Why"), choices=Why.choices, widget=forms.RadioSelect, help_text=_("The other office reads this.")
    )
    reason = text(
        _("The reason in words"), needed=True, hint=_("Read by the other office once it has accepted, not before.")
    )
    urgent = text(
        _("What cannot wait"),
        needed=True,
        hint=_("What must happen first, and by when. Write “nothing” if that is so. Read once it has accepted."),
    )
    promised = text(
        _("What was promised to the child"),
        needed=True,
        hint=_("By whom, and for when; a promise goes along. Write “nothing” if that is so. Read once it has accepted."),
    )
    consent = forms.ModelChoiceField(
        label=_("Consent or approved override"),
        queryset=Consent.objects.none(),
        required=False,
        help_text=_("Needed when the other office belongs to another body (P10)."),
    )

    def __init__(self, *args: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*args, file=file, **options)
        found: Any = self.fields
        found["consent"].queryset = Consent.objects.filter(pk__in=[one.pk for one in consents_of(file)])
        found["consent"].label_from_instance = lambda one: (
            f"{label('legal_basis_of_sharing', one.basis)} · {one.created_at.date().isoformat()}"
        )


class TogetherForm(ProposeForm):
    """Ask another office to take over several files, with one reason."""

    office = forms.ModelChoiceField(
        label=_("Which office is asked?"),
        queryset=Office.objects.none(),
        help_text=_("Another body is asked file by file: each child's consent is chosen there (P10)."),
    )
    why = forms.ChoiceField(
        label=_("Why"), choices=Why.choices, widget=forms.RadioSelect, help_text=_("The other office reads this.")
    )
    reason = text(
        _("The reason in words, for all of them"), needed=True, hint=_("Read by the other office once it has accepted.")
    )
    urgent = text(
        _("What cannot wait"),
        needed=True,
        hint=_(
            "What holds for all of them. Where the worker proposed the transfer, what they wrote of this child goes along instead."
        ),
    )
    promised = text(
        _("What was promised to the children"), needed=True, hint=_("The same. Write “nothing” if that is so; never a name.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, file=None, **options)


class StepForm(VersionedForm):
    """Knows the transfer it is about."""

    def __init__(self, *args: Any, one: Transfer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.one = one


class AcceptForm(StepForm):
    """Take the file over, with a name."""

    worker = forms.ModelChoiceField(label=_("Who is responsible for the child from now on"), queryset=User.objects.none())
    reason = text(_("Reason, when the worker already has many files"), rows=2, longest=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = workers_of(self.one)
        lacking = set(untrained([person.pk for person in people]))
        field: Any = self.fields["worker"]
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("full_name")
        field.label_from_instance = lambda person: _carries(person, person.pk in lacking)


class DeclineForm(StepForm):
    """Not taken over."""

    not_taken = forms.ChoiceField(label=_("Why not"), choices=NotTaken.choices, widget=forms.RadioSelect)
    answer = text(_("In words"), needed=True, hint=_("What would help the child instead, if you know. Without names."))


class WithdrawForm(StepForm):
    """Taken back."""

    answer = text(_("Why it is taken back"), needed=True)


class TellForm(StepForm):
    """The child was told."""

    told_on = DayField(label=_("When the child was told"))
    told = text(_("How the child was told, and what the child said"), needed=True)


class AnswerForm(VersionedForm):
    """A proposal that is not asked for."""

    answer = text(_("Why the other office is not asked"), needed=True, hint=_("The worker reads this, and goes on by it."))


class TakeBackForm(VersionedForm):
    """A proposal that is taken back."""

    answer = text(_("Why it is taken back"), needed=True)


def _carries(person: User, lacks_training: bool) -> str:
    load = caseload_of(person.pk)
    files = ngettext("%(count)d open file", "%(count)d open files", load.files) % {"count": load.files}
    return " · ".join([person.full_name, files, *([gettext("no valid training")] if lacks_training else [])])


MOVES = (
    Move(
        "accept",
        _("Take this file over"),
        AcceptForm,
        actions.accept_transfer,
        policies.accept,
        "check",
        follows=gettext_lazy(
            "In this moment the file, its open tasks and the responsibility come to your office. The other office sees the file no "
            "longer. The person you name is responsible at once, and tells the child within three days."
        ),
    ),
    Move(
        "decline",
        _("Do not take it over"),
        DeclineForm,
        actions.decline_transfer,
        policies.answer,
        "x",
        follows=_(
            "The file stays where it is. Your office sees nothing of it any more; the other office reads your answer."
        ),
    ),
    Move(
        "withdraw",
        _("Take the transfer back"),
        WithdrawForm,
        actions.withdraw_transfer,
        policies.withdraw,
        "refresh",
        follows=_("The file stays here as it is. The other office sees nothing of it any more."),
    ),
    Move("told", _("The child was told"), TellForm, actions.tell_child, policies.tell, "quote"),
)
PROPOSAL_MOVES = (
    Move(
        "decline",
        _("Do not ask the other office"),
        AnswerForm,
        actions.decline_proposal,
        policies.see_to,
        "x",
        follows=_("The file stays here. The worker reads your answer in the file; the other office learns nothing."),
    ),
    Move(
        "withdraw",
        _("Take the proposal back"),
        TakeBackForm,
        actions.withdraw_proposal,
        policies.take_back,
        "refresh",
        follows=_("Nothing changes in the file, and your supervisor has nothing to decide any more."),
    ),
)
