"""Forms of a return and its steps; each step with its action and its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.care.api import Plan, PlanAction
from tutela.cases.api import CaseFile, ChildView, PersonAround
from tutela.cases.api.words import label
from tutela.kernel.clock import today
from tutela.placements.api import Placement
from tutela.ui.forms import CodeCheckboxes, DayField, Form, Move, Option, VersionedForm, line, text

from . import actions, policies
from .enums import Alone, Answer, Domain, Goes, Harm, Seen, Where
from .models import Return


def _radios(words: Any, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=words.choices, widget=forms.RadioSelect)


def _goes(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Goes.choices, initial=Goes.NOT_LOOKED_AT, required=False)


def _row(label: Any, empty: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=Plan.objects.none(), required=False, empty_label=empty)


class _Preparation(forms.Form):
    """Where the child goes, to whom, and what was prepared."""

    target = _radios(Where, _("Where the child goes to live"))
    person = _row(_("The child goes to"), _("Nobody of the child's circle"))
    planned_on = DayField(label=_("Planned for"))
    view = _row(_("What the child says to it"), _("Not recorded yet"))
    prepared_family = text(_("The family: what was prepared, or why nothing is needed"), rows=2)
    prepared_household = text(_("The household: who lives there, what was looked at"), rows=2)
    prepared_school = text(_("School: place, day, who goes along"), rows=2)
    prepared_livelihood = text(_("Livelihood or training: what the family or the young person lives on"), rows=2)
    prepared_community = text(_("Community: who was talked with, what the child wants said"), rows=2)
    stay = _row(_("Stay that ends with it"), _("None"))
    plan_action = _row(_("Action of the plan that it carries out"), _("None"))

    def fit(self, file: CaseFile) -> None:
        """Fill the lists with what belongs to the file."""
        rows: dict[str, tuple[Any, Any]] = {
            "person": (PersonAround.objects.filter(file=file), _person),
            "view": (ChildView.objects.filter(file=file).order_by("-heard_on"), _said),
            "stay": (Placement.objects.filter(file=file).select_related("facility"), _stay),
            "plan_action": (PlanAction.objects.filter(file=file, track="REI").order_by("due_on"), _action),
        }
        for name, (found, words) in rows.items():
            field: Any = self.fields[name]
            field.queryset, field.label_from_instance = found, words

    def clean(self) -> dict[str, Any]:
        """What was prepared, by domain."""
        said = super().clean() or {}
        words = {name: said.pop(f"prepared_{name}", "") for name in Domain.values}
        return said | {"prepared": words}


class PlanReturnForm(_Preparation, Form):
    """Begin to prepare a return."""

    def __init__(self, *args: Any, file: CaseFile, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fit(file)


class _Step(VersionedForm):
    """A step of one return."""

    def __init__(self, *args: Any, one: Return, **options: Any) -> None:
        super().__init__(*args, **options)
        if isinstance(self, _Preparation):
            self.fit(one.file)


class PrepareForm(_Preparation, _Step):
    """Write the preparation again."""


class StartForm(_Step):
    """The child went."""

    went_on = DayField(label=_("Went on"), initial=today)


class VisitForm(_Step):
    """A visit after the return: short, for a telephone."""

    visited_on = DayField(label=_("Day of the visit"), initial=today)
    seen = forms.MultipleChoiceField(label=_("Who was seen"), choices=Seen.choices, widget=CodeCheckboxes)
    alone = _radios(Alone, _("Was the child seen alone?"))
    alone_because = line(_("If not: why"), longest=1000)
    harm = _radios(Harm, _("Check for renewed harm"))
    harm_words = text(_("If there are signs or harm: what was seen or said"), rows=2)
    domain_family = _goes(_("The family"))
    domain_household = _goes(_("The household the child lives in"))
    domain_school = _goes(_("School"))
    domain_livelihood = _goes(_("Livelihood or training"))
    domain_community = _goes(_("Acceptance in the community"))
    child_said = text(_("What the child said"), rows=2)
    next_step = line(_("Next step"), longest=1000)

    def clean(self) -> dict[str, Any]:
        """How it goes, by domain."""
        said = super().clean() or {}
        goes = {name: said.pop(f"domain_{name}", "") or Goes.NOT_LOOKED_AT.value for name in Domain.values}
        return said | {"domains": goes}


class CompleteForm(_Step):
    """The return is completed."""

    ended_on = DayField(label=_("On"), initial=today)
    end_words = text(_("How the child lives there now, and who goes on supporting"), needed=True)


class BreakOffForm(_Step):
    """The return does not go on."""

    ended_on = DayField(label=_("On"), initial=today)
    end_words = text(_("Why, and where the child is now"), needed=True)


class AskWaiverForm(_Step):
    """Ask to waive the open visits."""

    waiver_because = text(_("Why the open visits cannot or need not be made"), needed=True)


class AnswerWaiverForm(_Step):
    """A supervisor answers."""

    answer = _radios(Answer, _("Decision"))
    waiver_answer = text(_("Reason"), needed=True)


def _person(person: PersonAround) -> Option:
    hint = _("Marked unsafe: no child goes to live there.") if person.unsafe else ""
    return Option(f"{person.name} · {person.relation}", hint)


def _said(view: ChildView) -> str:
    return f"{view.heard_on} · {(view.views or view.not_obtained_because)[:60]}"


def _stay(stay: Placement) -> str:
    return f"{stay.facility.name} · {stay.started_on}"


def _action(action: PlanAction) -> str:
    return f"{label('services', action.service)} · {action.goal[:60]}"


def _known(one: Return) -> dict[str, Any]:
    written = {name: getattr(one, name) for name in ("target", "person", "planned_on", "stay", "plan_action", "view")}
    return written | {f"prepared_{name}": one.prepared.get(name, "") for name in Domain.values}


MOVES = (
    Move("visit", _("Write a visit"), VisitForm, actions.record_visit, policies.visit, "edit"),
    Move("prepare", _("Preparation"), PrepareForm, actions.prepare, policies.prepare, "edit", _known),
    Move(
        "start",
        _("The child went"),
        StartForm,
        actions.start,
        policies.start,
        "home",
        follows=_("The visits of the country's schedule become due."),
    ),
    Move("complete", _("Complete"), CompleteForm, actions.complete, policies.complete, "check"),
    Move(
        "break-off",
        _("Break off"),
        BreakOffForm,
        actions.break_off,
        policies.break_off,
        "x",
        follows=_(
            "If the child had gone, the risk is looked at the same day; open visits wait until a supervisor waives them."
        ),
    ),
    Move("ask-waiver", _("Ask to waive visits"), AskWaiverForm, actions.ask_waiver, policies.ask_waiver, "send"),
    Move("waiver", _("Answer the waiver"), AnswerWaiverForm, actions.answer_waiver, policies.answer_waiver, "check"),
)
