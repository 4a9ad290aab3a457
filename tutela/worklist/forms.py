"""Forms of lists, flags and steps in several files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere
from tutela.ui.forms import DayField, Form, VersionedForm, line, text

from .actions import several
from .enums import STEPS
from .queries.lists import offices_to_share_with


class ListForm(Form):
    """The name of a list, for whom it is, and whether the list of files opens with it."""

    name = line(_("Name of the list"), longest=60, needed=True)
    office = forms.ModelChoiceField(
        label=_("Share the name with the people of"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    is_default = forms.BooleanField(label=_("Open the list of files with it"), required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].help_text = _("Never the name of a child. Everybody you share it with reads it.")
        self.fields["office"].queryset = offices_to_share_with(actor)  # type: ignore[attr-defined]
        self.fields["office"].label_from_instance = lambda office: office.name  # type: ignore[attr-defined]


class ChangeListForm(ListForm):
    """The same, on the version that was seen."""

    base_version = forms.IntegerField(widget=forms.HiddenInput)


class FlagForm(Form):
    """Why, and until when."""

    reason = text(_("What must not be forgotten"), rows=2, longest=300, needed=True)
    until = DayField(label=_("Seen to by"))


class ResolveForm(VersionedForm):
    """What became of it."""

    word = text(_("What became of it"), rows=2, longest=300, needed=True)


class SupervisionForm(Form):
    """The next day on which worker and supervisor talk about the file."""

    day = DayField(label=_("Worker and supervisor talk about it by"))


class GiveForm(Form):
    """Who becomes responsible."""

    worker = forms.ModelChoiceField(label=_("Worker"), queryset=User.objects.none(), empty_label=_("Choose"))
    reason = text(_("If that is above the caseload limit: why they take these files too"), rows=2, longest=500)

    def __init__(self, *args: Any, loads: Iterable[Any] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        known = {load.worker.pk: load.words for load in loads}
        self.fields["worker"].queryset = User.objects.filter(pk__in=known).order_by("full_name")  # type: ignore[attr-defined]
        self.fields["worker"].label_from_instance = lambda user: f"{user.full_name} – {known[user.pk]}"  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Together:
    """One step in several files: its action takes ``files``, ``by`` and ``values``."""

    name: str
    title: Any
    confirm: Any
    form: Any
    act: Callable[..., list[several.Outcome]]


_HOW: dict[str, tuple[Any, Any, Callable[..., list[several.Outcome]]]] = {
    "assign": (_("Give these files to this worker"), GiveForm, several.assign_several),
    "flag": (_("Raise this flag on these files"), FlagForm, several.flag_several),
    "supervision": (_("Set this day for these files"), SupervisionForm, several.supervise_several),
    "transfer": (_("Ask this office to take over these files"), None, several.transfer_several),
}
"""Words before it is done, form, action; the form of a transfer is of the context that knows transfers."""


def together(name: str) -> Together:
    """A step by its name.

    Raises:
        NotHere: there is no such step.
    """
    found = next((step for step in STEPS if step[0] == name), None)
    if found is None:
        raise NotHere
    confirm, form, act = _HOW[name]
    return Together(name, found[1], confirm, form or import_string(settings.TUTELA_TRANSFER_TOGETHER["form"]), act)
