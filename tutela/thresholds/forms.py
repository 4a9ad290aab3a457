"""The forms that change the kind of a file, or do not accept it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, CodeRadios, Form, text
from tutela.vocabulary import api as vocabulary

from .enums import NotOurs


class KindForm(Form):
    """What kind the file is from now on, and why."""

    kind = CodeField(
        label=_("Kind of file"), codes=lambda: vocabulary.options("file_types", with_unknown=False), widget=CodeRadios
    )
    words = text(_("Why"), needed=True, rows=3, longest=2000)


class DeclineForm(Form):
    """Why a file is not accepted, and where whoever asked for help finds it."""

    why = forms.ChoiceField(label=_("Why it is not accepted"), choices=NotOurs.choices, widget=forms.RadioSelect)
    words = text(_("In words"), needed=True, hint=_("What was looked at, and by whom."))
    pointed_to = text(
        _("Where the child, or whoever reported, was pointed to"),
        hint=_("Who helps instead, when they were told, and how they come back. Needed unless the file was a mistake."),
    )
