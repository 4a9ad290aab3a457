"""Forms of papers; each step with its action and its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today
from tutela.ui.forms import DayField, Form, Move, VersionedForm, line, text

from .. import actions, policies
from ..enums import Declared, Kind
from ..models import Document


class SeenForm(Form):
    """What is written down of a paper."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=Kind.choices)
    title = line(_("What it is, in a few words"), needed=True, hint=_("For example: decision on where the child lives."))
    number = line(_("Number of the paper"), longest=100)
    issued_by = line(_("Office that issued it"))
    issued_on = DayField(label=_("Issued on"), required=False)
    seen_on = DayField(label=_("Seen on"), initial=today)


class CorrectForm(SeenForm):
    """What should have been written of a paper, and why it is corrected."""

    correction = text(
        _("Why it is corrected"), rows=2, longest=1000, needed=True, hint=_("For example: the number was mistyped.")
    )
    base_version = forms.IntegerField(widget=forms.HiddenInput)


class AttachForm(SeenForm):
    """A paper of text, and the declaration."""

    paper = forms.FileField(
        label=_("Paper: PDF or text (.txt), at most 5 MB"),
        help_text=_("Text only. A scan, a photograph or any other image is refused: record such a paper as seen."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt"}),
    )
    declares = forms.BooleanField(label=Declared.TEXT_ONLY.label)


class PurgeForm(VersionedForm):
    """Why the content is destroyed."""

    purge_because = text(_("Why the content is destroyed"), longest=1000, needed=True)


def _written(one: Document) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("kind", "title", "number", "issued_by", "issued_on", "seen_on")}


MOVES = (
    Move(
        "correct",
        _("Correct this record"),
        CorrectForm,
        actions.correct_seen,
        policies.correct,
        "edit",
        known=_written,
        follows=_("A new record replaces this one. This one stays readable, with your name, the day and your reason."),
    ),
    Move(
        "purge",
        _("Destroy the content"),
        PurgeForm,
        actions.purge_document,
        policies.purge,
        "x",
        follows=_(
            "What the paper holds is destroyed for good; what it was, and your reason, stay. If it may show harm to a child, tell the "
            "competent authority first, and neither copy nor send it."
        ),
    ),
)
