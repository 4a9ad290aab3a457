"""Forms of a conference and its steps; each step with its action and its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import ChildView, Consent, in_force
from tutela.directory.api import Organisation
from tutela.ui.forms import CodeField, DayField, Form, Move, RowField, VersionedForm, line, text
from tutela.vocabulary import api as vocabulary

from ..actions import conferences as actions
from ..enums import UNDERTAKING, Part
from ..models import Conference
from ..policies import conferences as policies


def _row(label: Any, empty: Any, *, needed: bool = False) -> forms.ModelChoiceField:
    none = ChildView.objects.none()
    return forms.ModelChoiceField(label=label, queryset=none, required=needed, empty_label=empty)


class PrepareForm(Form):
    """When it meets."""

    meets_on = DayField(label=_("Day of the conference"))
    access_on = DayField(label=_("Access of participants ends on"))


class _Step(VersionedForm):
    """A step of one conference: lists hold what belongs to it."""

    def __init__(self, *args: Any, one: Conference, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fit(one)

    def fit(self, one: Conference) -> None:
        """Fill the lists."""

    def offer(self, one: Conference, name: str, **only: Any) -> None:
        """The participants who have access, in a list."""
        self.fields[name].queryset = one.participants.filter(ended_at=None, **only)  # type: ignore[attr-defined]
        self.fields[name].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]


class PapersForm(_Step):
    """What participants read."""

    purpose = text(_("Purpose"), rows=2, longest=1000, needed=True)
    agenda = text(_("Agenda"), rows=5, longest=4000, needed=True)
    place = line(_("Place and hour"), longest=300)
    parts = forms.MultipleChoiceField(
        label=_("What participants read of the file"),
        help_text=_("Choose no more than this conference needs."),
        choices=Part.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class InviteForm(_Step):
    """Somebody who takes part."""

    username = line(_("Sign-in name of a colleague"), longest=150)
    name = line(_("Name of somebody who does not sign in here"))
    body = RowField(Organisation, label=_("Code of the body this person comes from"), required=False, max_length=40)
    sector = CodeField(label=_("Sector"), codes=lambda: vocabulary.options("actors", with_unknown=False))


class PaperForm(_Step):
    """An undertaking on paper."""

    participant = _row(_("Participant"), _("Choose"), needed=True)
    paper_on = DayField(label=_("Signed on"))

    def fit(self, one: Conference) -> None:
        """Those without an account."""
        self.offer(one, "participant", user=None)


class UninviteForm(_Step):
    """Ending one person's access."""

    participant = _row(_("Participant"), _("Choose"), needed=True)

    def fit(self, one: Conference) -> None:
        """Everybody who has access."""
        self.offer(one, "participant")


class ViewsForm(_Step):
    """The child's views, and the basis for sharing."""

    view = _row(_("What the child said"), _("Not presented"))
    not_presented_because = text(_("Why the child's views are not presented"), longest=1000)
    consent = _row(_("Consent on which people outside the office read"), _("None"))

    def fit(self, one: Conference) -> None:
        """The child's views and consents in this file."""
        self.fields["view"].queryset = ChildView.objects.filter(file=one.file_id).order_by("-heard_on")  # type: ignore[attr-defined]
        self.fields["view"].label_from_instance = lambda view: f"{view.heard_on} · {view.views[:60]}"  # type: ignore[attr-defined]
        given = Consent.objects.filter(file=one.file_id, purpose__in=policies.SHARING).select_related("given_by")
        running = [row.pk for row in given if in_force(row)]
        self.fields["consent"].queryset = Consent.objects.filter(pk__in=running)  # type: ignore[attr-defined]
        self.fields["consent"].label_from_instance = _consent_label  # type: ignore[attr-defined]


def _consent_label(consent: Consent) -> str:
    label = vocabulary.label("consent_purposes", consent.purpose)
    return f"{consent.created_at.date()} · {label}"


class CallForm(_Step):
    """The papers open to participants who accept the undertaking."""


class HoldForm(_Step):
    """What the conference made of the child's views, and dissent."""

    presented = text(_("How the child's views were presented, or why not"), longest=1000, needed=True)
    weight = text(_("Weight given"), needed=True)
    feedback = text(_("Feedback to the child"), needed=True)
    dissent = text(_("Dissent: who, on what, in their words"))


class DecideForm(_Step):
    """A decision that becomes a task."""

    what = text(_("What was decided"), needed=True)
    owner = _row(_("Who does it"), _("The worker responsible for the file"))
    due_on = DayField(label=_("Until"))

    def fit(self, one: Conference) -> None:
        """Everybody who takes part."""
        self.offer(one, "owner")


class PlainForm(_Step):
    """A step without words."""


class TaskForm(VersionedForm):
    """What came of a task."""

    done = forms.TypedChoiceField(
        label=_("Was it done?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    result = text(_("What was done, or why not"), needed=True)


class UndertakingForm(Form):
    """The undertaking for one conference."""

    accepted = forms.BooleanField(label=_("I accept this undertaking"), help_text=UNDERTAKING)


def _papers(one: Conference) -> dict[str, Any]:
    papers = getattr(one, "papers", None)
    return {} if papers is None else {name: getattr(papers, name) for name in ("purpose", "agenda", "place", "parts")}


def _views(one: Conference) -> dict[str, Any]:
    record = getattr(one, "record", None)
    return {
        "view": one.view,
        "consent": one.consent,
        "not_presented_because": record.not_presented_because if record else "",
    }


MOVES = (
    Move("papers", _("Papers"), PapersForm, actions.write_papers, policies.prepare, "file-text", _papers),
    Move("invite", _("Invite somebody"), InviteForm, actions.invite, policies.invite, "plus"),
    Move("paper", _("Undertaking on paper"), PaperForm, actions.signed_on_paper, policies.invite, "edit"),
    Move("hear", _("The child's views"), ViewsForm, actions.hear, policies.prepare, "message", _views),
    Move(
        "call",
        _("Call the conference"),
        CallForm,
        actions.call,
        policies.call,
        "send",
        follows=_("The papers are composed as they are now. Each participant reads them after accepting the undertaking."),
    ),
    Move("hold", _("It was held"), HoldForm, actions.hold, policies.hold, "check"),
    Move("decide", _("Write a decision"), DecideForm, actions.decide, policies.decide, "plus"),
    Move(
        "uninvite",
        _("End one person's access"),
        UninviteForm,
        actions.uninvite,
        policies.uninvite,
        "x",
        follows=_(
            "This person reads nothing of the conference from now on. Tasks they took on pass to the worker responsible for the file."
        ),
    ),
    Move(
        "recall",
        _("Take all access back"),
        PlainForm,
        actions.recall,
        policies.end_access,
        "lock",
        follows=_(
            "Nobody reads the papers from now on. Tasks of people from elsewhere pass to the worker responsible for the file. This cannot be undone."
        ),
    ),
    Move(
        "close",
        _("Close the conference"),
        PlainForm,
        actions.close,
        policies.close,
        "check",
        follows=_("Every task has ended. Nobody reads the papers any more; the record stays in the file."),
    ),
    Move(
        "cancel",
        _("Cancel the conference"),
        PlainForm,
        actions.cancel,
        policies.cancel,
        "x",
        follows=_("The conference does not take place, and nobody reads its papers. This cannot be undone."),
    ),
)
