"""Forms of configuration: a bundle, read in memory; a reason."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import InvalidInput
from tutela.ui.forms import Form, VersionedForm, text

from .queries.bundle import FIELD, LARGEST

_ARCHIVE = b"PK\x03\x04"
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


class BundleInMemory(FileUploadHandler):
    """Keeps one bundle in memory; refuses another field, another kind, and what is too large, before it is whole (P2)."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.file = io.BytesIO()

    def new_file(self, *arguments: Any, **options: Any) -> None:
        super().new_file(*arguments, **options)
        if self.field_name != FIELD or not str(self.file_name).lower().endswith(".zip") or self.file.tell():
            raise InvalidInput({FIELD: NOT_TAKEN})

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)
        if self.file.tell() > LARGEST or (start == 0 and not raw_data.startswith(_ARCHIVE)):
            raise InvalidInput({FIELD: NOT_TAKEN})

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )
