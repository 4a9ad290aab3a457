"""Forms of webhooks, and the steps that one offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import ApiClient
from tutela.kernel.clock import now
from tutela.ui.forms import CodesField, Form, Move, VersionedForm, line, text
from tutela.vocabulary.api import Option

from .actions import subscriptions as acts
from .enums import EventKind
from .policies import people


def events() -> list[Option]:
    """Events as a form offers them."""
    return [Option(kind.value, str(kind.label)) for kind in EventKind]


class ProgramField(forms.ModelChoiceField):
    """A program, with the account it acts as."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.user.full_name})"


class EnterForm(Form):
    """Which program is told of what, at which address, and why."""

    program = ProgramField(
        ApiClient.objects.none(),
        label=_("Program"),
        help_text=_("It is told only of what its own account and its token's tasks may see."),
    )
    address = line(
        _("Address"),
        longest=300,
        needed=True,
        hint=_("Begins with https://. The receiver's own server, no forwarding service."),
    )
    events = CodesField(label=_("Events"), codes=events)
    reason = text(
        _("What does the receiver do with it?"),
        needed=True,
        longest=500,
        hint=_("One sentence, without a child's name. The data protection officer decides by it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        living = ApiClient.objects.filter(revoked_at=None, expires_at__gt=now(), user__is_active=True)
        self.fields["program"].queryset = living.select_related("user").order_by("name")  # type: ignore[attr-defined]


class ConfirmForm(VersionedForm):
    """The address was compared."""

    compared = forms.BooleanField(
        label=_("I asked the account's holder, by a way I knew before, and this is their server's address.")
    )


MOVES = (
    Move("confirm", _("Confirm the address"), ConfirmForm, acts.confirm_webhook, people.confirm, "check"),
    Move("test", _("Send a test message"), VersionedForm, acts.send_test, people.test, "arrow-right"),
    Move(
        "resume",
        _("Start again"),
        VersionedForm,
        acts.resume_webhook,
        people.resume,
        "refresh",
        follows=_(
            "What still waits is sent at once. What happened while it was paused is not told: the program reads its lists."
        ),
    ),
    Move(
        "pause",
        _("Pause"),
        VersionedForm,
        acts.pause_webhook,
        people.pause,
        "clock",
        follows=_("Nothing is sent until somebody starts it again. What happens meanwhile is not told later."),
    ),
    Move(
        "end",
        _("End"),
        VersionedForm,
        acts.end_webhook,
        people.end,
        "x",
        follows=_(
            "Nothing is sent any more, and its secret is destroyed. There is no way back; a new webhook is confirmed anew."
        ),
    ),
)
