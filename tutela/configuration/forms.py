"""Forms of configuration: a bundle, read in memory; a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import Form, VersionedForm, text
from tutela.ui.forms.upload import ARCHIVE, OneFileInMemory

from .queries.bundle import FIELD, LARGEST

NOT_TAKEN = _(
    "Only a bundle (.zip) of at most 8 MB that Tutela exported is taken here. Images, documents and recordings are refused."
)


class BundleForm(Form):
    """The file to look at."""

    bundle = forms.FileField(
        label=_("Bundle (.zip)"),
        help_text=_("Exported on another server of your country. You first see what it would change; nothing is written."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


class PutInForceForm(VersionedForm):
    """Why there is no second person, if there is none."""

    reason = text(
        _("If you looked at it yourself: why can it not wait for another administrator?"),
        longest=500,
        hint=_("In a full sentence. Another administrator needs to write nothing here."),
    )


class BundleInMemory(OneFileInMemory):
    """Keeps one bundle in memory; refuses another field, another kind, and what is too large, before it is whole (P2)."""

    field, ends, largest, not_taken = FIELD, (".zip",), LARGEST, NOT_TAKEN

    def begins(self, raw: bytes) -> bool:
        return raw.startswith(ARCHIVE)
