"""Forms of a determination and its steps; each step with its action and its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import ChildView
from tutela.ui.forms import CodeField, DayField, Form, Move, VersionedForm, line, text
from tutela.vocabulary import api as vocabulary

from . import actions, policies
from .enums import Conflict, Factor, Reviewed, Stand, Weight
from .models import Determination
from .queries import may_sit


def _radios(words: Any, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=words.choices, widget=forms.RadioSelect)


def _row(label: Any, empty: Any, *, needed: bool = False) -> forms.ModelChoiceField:
    none = ChildView.objects.none()
    return forms.ModelChoiceField(label=label, queryset=none, required=needed, empty_label=empty)


class ProposeForm(Form):
    """What is to be decided."""

    kind = _radios(Weight, _("What is decided"))
    country = line(_("Country, for a return"), longest=2)
    subject = text(_("What is proposed, and why now"), needed=True)


class _Step(VersionedForm):
    """A step of one determination: lists hold what belongs to it."""

    def __init__(self, *args: Any, one: Determination, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fit(one)

    def fit(self, one: Determination) -> None:
        """Fill the lists."""


class OptionForm(_Step):
    """One way that is weighed."""

    name = line(_("The option in a few words"), longest=200, needed=True)
    does_it = forms.BooleanField(label=_("This option does what is proposed"), required=False)
    factors = forms.MultipleChoiceField(
        label=_("What weighs most"), choices=Factor.choices, widget=forms.CheckboxSelectMultiple
    )
    speaks_for = text(_("What speaks for it"), needed=True)
    speaks_against = text(_("What speaks against it"), needed=True)
    safety = text(_("How safe the child would be"), needed=True)
    child_thinks = text(_("What the child thinks of it"), needed=True)


class HearForm(_Step):
    """Whom the panel hears."""

    view = _row(_("What the child said"), _("Not recorded yet"))
    guardian_view = text(_("What the guardian says, or why there is none"))
    risk_on_return = text(_("Risk on return: what was checked, and with whom"), longest=4000)

    def fit(self, one: Determination) -> None:
        """The child's views in this file."""
        self.fields["view"].queryset = ChildView.objects.filter(file=one.file_id).order_by("-heard_on")  # type: ignore[attr-defined]
        self.fields["view"].label_from_instance = lambda view: f"{view.heard_on} · {view.views[:60]}"  # type: ignore[attr-defined]


class MemberForm(_Step):
    """Somebody on the panel."""

    user = _row(_("A person who signs in here"), _("Somebody else"))
    name = line(_("Name of somebody else"), longest=200)
    sector = CodeField(label=_("Sector"), codes=lambda: vocabulary.options("actors", with_unknown=False))
    conflict = _radios(Conflict, _("Conflict of interest"))

    def fit(self, one: Determination) -> None:
        """Who sees this file."""
        self.fields["user"].queryset = may_sit(one.file)  # type: ignore[attr-defined]


class PanelForm(_Step):
    """The draft goes to the panel."""


class PositionForm(_Step):
    """Where one member stands."""

    member = _row(_("Member"), _("Choose"), needed=True)
    stand = _radios(Stand, _("Position"))
    words = text(_("In the member's words"))

    def fit(self, one: Determination) -> None:
        """Members without a position."""
        self.fields["member"].queryset = one.members.filter(conflict=Conflict.NONE, stand="")  # type: ignore[attr-defined]
        self.fields["member"].label_from_instance = lambda member: member.name  # type: ignore[attr-defined]


class DecideForm(_Step):
    """The decision."""

    chosen = _row(_("Which option is chosen"), _("Choose"), needed=True)
    reasons = text(_("Reasons"), rows=6, longest=4000, needed=True)
    non_discrimination = text(_("Non-discrimination"), rows=2, needed=True)
    best_interests = text(_("Best interests of the child"), rows=2, needed=True)
    survival_and_development = text(_("Life, survival and development"), rows=2, needed=True)
    views_of_the_child = text(_("Views of the child"), rows=2, needed=True)
    review_on = DayField(label=_("Looked at again on"))

    def fit(self, one: Determination) -> None:
        """The options of this determination."""
        self.fields["chosen"].queryset = one.options.all()  # type: ignore[attr-defined]
        self.fields["chosen"].label_from_instance = lambda option: option.name  # type: ignore[attr-defined]


class ReviewForm(_Step):
    """Looking at it again."""

    finding = _radios(Reviewed, _("What the review finds"))
    review_words = text(_("Why"), needed=True)
    review_on = DayField(label=_("Looked at again on"), required=False)


def _heard(one: Determination) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("view", "guardian_view", "risk_on_return")}


MOVES = (
    Move("option", _("Add an option"), OptionForm, actions.add_option, policies.write_draft, "plus"),
    Move(
        "hear",
        _("Views and risk"),
        HearForm,
        actions.hear,
        policies.write_draft,
        "message",
        _heard,
    ),
    Move("member", _("Add a member"), MemberForm, actions.add_member, policies.write_draft, "users"),
    Move("panel", _("Call the panel"), PanelForm, actions.call_panel, policies.call_panel, "send"),
    Move("position", _("Write a position"), PositionForm, actions.take_position, policies.take_position, "edit"),
    Move("decide", _("Decide"), DecideForm, actions.decide, policies.decide, "check"),
    Move("review", _("Look at it again"), ReviewForm, actions.review, policies.review, "refresh"),
)
