"""The form that changes the kind of a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, CodeRadios, Form, text
from tutela.vocabulary import api as vocabulary


class KindForm(Form):
    """What kind the file is from now on, and why."""

    kind = CodeField(
        label=_("Kind of file"), codes=lambda: vocabulary.options("file_types", with_unknown=False), widget=CodeRadios
    )
    words = text(_("Why"), needed=True, rows=3, longest=2000)
