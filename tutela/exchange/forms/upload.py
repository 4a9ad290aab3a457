"""A table as uploaded: in memory, never on disk; another kind, another field and what is too large is refused on the way."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import InvalidInput

FIELD = "table"
LARGEST = 20_000_000
"""Most bytes that a page takes."""
_ARCHIVE = b"PK\x03\x04"
NOT_TAKEN = _(
    "Only a CSV file or a workbook (.xlsx) of at most 20 MB is taken here. Images, documents and recordings are refused."
)


class TableInMemory(FileUploadHandler):
    """Keeps one table in memory."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.file = io.BytesIO()

    def new_file(self, *arguments: Any, **options: Any) -> None:
        super().new_file(*arguments, **options)
        if self.field_name != FIELD or not self._name().endswith((".csv", ".xlsx")) or self.file.tell():
            raise InvalidInput({FIELD: NOT_TAKEN})

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)
        as_named = raw_data.startswith(_ARCHIVE) == self._name().endswith(".xlsx")
        if self.file.tell() > LARGEST or (start == 0 and not as_named):
            raise InvalidInput({FIELD: NOT_TAKEN})

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def _name(self) -> str:
        return str(self.file_name).lower()
