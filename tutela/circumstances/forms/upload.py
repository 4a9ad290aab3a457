"""A workbook as uploaded: in memory, read once and never stored. What is no workbook is refused before it is whole (P2)."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import InvalidInput

from ..queries.xlsform import LARGEST

FIELD = "workbook"
_ARCHIVE = b"PK\x03\x04"
NOT_TAKEN = _("Only an XLSForm (.xlsx) of at most 2 MB is taken here. Images, documents and recordings are refused.")


class WorkbookInMemory(FileUploadHandler):
    """Keeps one workbook in memory; refuses another field, another kind, and what is too large."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.file = io.BytesIO()

    def new_file(self, *arguments: Any, **options: Any) -> None:
        super().new_file(*arguments, **options)
        if self.field_name != FIELD or not str(self.file_name).lower().endswith(".xlsx") or self.file.tell():
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
