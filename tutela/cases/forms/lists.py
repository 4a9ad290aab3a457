"""Filters of the file list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.ui.forms import Form

from ..enums.lists import NOBODY, Late, Risk
from ..queries.filters import workers_in_sight
from ..states import FileState


class FileFilter(Form):
    """State, level of risk, what is late, whose, and only mine."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All open")), *FileState.choices])
    risk = forms.ChoiceField(label=_("Risk"), required=False, choices=[("", _("Any")), *Risk.choices])
    late = forms.ChoiceField(label=_("Late"), required=False, choices=[("", _("Late or not")), *Late.choices])
    worker = forms.ChoiceField(label=_("Responsible"), required=False)
    mine = forms.BooleanField(label=_("Only files I am responsible for"), required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        if not actor.has(Permission.FILE_VIEW):  # whoever sees only the own files need not choose whose
            del self.fields["worker"]
            return
        named = [(str(user.pk), user.full_name) for user in workers_in_sight(actor)]
        choices = [("", _("Anybody")), (NOBODY, _("Nobody yet")), *named]
        self.fields["worker"].choices = choices  # type: ignore[attr-defined]
