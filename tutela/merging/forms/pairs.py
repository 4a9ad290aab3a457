"""Forms of comparing two records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import DuplicateState
from tutela.ui.forms import Form, line, text

from ..enums.pairs import Verdict


class PairFilter(Form):
    """How far the question has come."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=DuplicateState.choices)


class NamePairForm(Form):
    """Two files that may be of one child."""

    first = line(_("Number of one file"), longest=20, needed=True, hint=_("Eight characters, such as 7K2M-QX94."))
    second = line(_("Number of the other file"), longest=20, needed=True)


class VerdictForm(Form):
    """What the comparison came to, and why."""

    verdict = forms.ChoiceField(label=_("What did the comparison come to?"), widget=forms.RadioSelect)
    reason = text(
        _("What makes you sure?"),
        needed=True,
        longest=2000,
        hint=_("What agrees, what differs, whom you asked. It stays in the history of the pair."),
    )

    def __init__(self, *args: Any, verdicts: Sequence[Verdict], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = [(one.value, one.label) for one in verdicts]  # type: ignore[attr-defined]
