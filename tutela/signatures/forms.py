"""Forms of a signature; each step with its action and its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today
from tutela.ui.forms import DayField, Form, Move, VersionedForm, line, text

from . import actions, policies
from .enums import ON_PAPER, WITNESSED
from .states import State


class ReadForm(Form):
    """Carries the text that was read."""

    seen = forms.CharField(widget=forms.HiddenInput)
    text_language = forms.CharField(widget=forms.HiddenInput)


class AskForm(ReadForm):
    """What the person answered, in one way of answering: what that way needs is asked, and nothing else."""

    explained = forms.BooleanField(
        label=_("I explained the text in words the person understands, and said that help does not depend on signing."),
        required=False,
    )
    name = line(_("The name, as the person writes or says it"), needed=True)
    witness = line(_("Who heard or saw it"), needed=True, hint=_("A third person."))
    kept_at = line(
        _("Where the paper is kept"),
        needed=True,
        hint=_("A photograph or a scan of it is not taken. What is signed on paper stays on paper."),
    )
    language = line(_("In which language it was explained"), longest=100)
    interpreter = line(_("Who interpreted"))
    signed_on = DayField(label=_("On"), initial=today)
    because = text(
        _("What the person said to it"),
        longest=1000,
        hint=_("Nobody has to say why. What the person wants changed is worth writing."),
    )

    def __init__(self, *args: Any, way: str, **options: Any) -> None:
        super().__init__(*args, **options)
        left_out = [] if way in WITNESSED else ["witness"]
        left_out += [] if way in ON_PAPER else ["kept_at"]
        for name in [*left_out, *(["explained", "name"] if way == State.DECLINED else [])]:
            del self.fields[name]


class OwnForm(ReadForm):
    """The worker's own name."""

    explained = forms.BooleanField(
        label=_("I explained this text, and I do what it says of me. My name and today's date are put under it."),
        required=False,
    )


class WithdrawForm(VersionedForm):
    """Taken back."""

    ended_on = DayField(label=_("When it was taken back"), initial=today)
    because = text(_("What the person said to it"), longest=1000, hint=_("Nobody has to say why."))


class StrikeForm(VersionedForm):
    """Recorded by mistake."""

    because = text(_("What is wrong with this line"), longest=1000, needed=True)


MOVES = (
    Move(
        "withdraw",
        _("Was taken back"),
        WithdrawForm,
        actions.withdraw_signature,
        policies.withdraw,
        "x",
        follows=_("The name stays readable as taken back. Nothing that helps the child ends with it."),
    ),
    Move(
        "strike",
        _("Recorded by mistake"),
        StrikeForm,
        actions.strike_signature,
        policies.strike,
        "trash",
        follows=_("The line stays readable as struck out. Record the right one as a new one."),
    ),
)
