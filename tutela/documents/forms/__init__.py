"""Forms of papers; each step with its action and its rule."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today
from tutela.ui.forms import DayField, Form, Move, VersionedForm, line, text

from .. import actions, policies
from ..enums import Declared, Kind


class SeenForm(Form):
    """What is written down of a paper."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=Kind.choices)
    title = line(_("What it is, in a few words"), needed=True, hint=_("For example: decision on where the child lives."))
    number = line(_("Number of the paper"), longest=100)
    issued_by = line(_("Office that issued it"))
    issued_on = DayField(label=_("Issued on"), required=False)
    seen_on = DayField(label=_("Seen on"), initial=today)


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


MOVES = (
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
