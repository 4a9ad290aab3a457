"""The form of what an institution reports."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.placements.api import last_quarter
from tutela.ui.forms import AmountField, CodeField, DayField, Form, line, text
from tutela.vocabulary import api as vocabulary

from ..queries.figures import POLICY


def _answers() -> list[Any]:
    return [
        one for one in vocabulary.options("facility_answers") if one.code not in ("not_applicable", *vocabulary.UNIVERSAL)
    ]


class ReturnForm(Form):
    """One indicator: a number, or for law and policy an answer."""

    until = DayField(label=_("Year up to"), initial=last_quarter)
    institution = line(_("Which institution reports it"), needed=True)
    value = AmountField(
        label=_("Number reported"),
        max_digits=12,
        decimal_places=1,
        help_text=_("Without child victims, who are counted apart."),
    )
    answer = CodeField(label=_("Answer"), codes=_answers)
    words = text(_("What it rests on"), longest=1000)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["value" if code in POLICY else "answer"]
