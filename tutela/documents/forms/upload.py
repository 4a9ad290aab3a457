"""A paper as uploaded: in memory, never on disk; another field, another kind and what is too large is refused on the way (P2)."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from tutela.kernel.errors import InvalidInput
from tutela.methods.papers import apart
from tutela.methods.papers.faults import Fault

from ..enums import refusal

FIELD = "paper"
_ENDS = (".pdf", ".txt")


class PaperInMemory(FileUploadHandler):
    """Keeps one paper in memory until it was looked at."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.file, self.taken = io.BytesIO(), False

    def new_file(self, *arguments: Any, **options: Any) -> None:
        super().new_file(*arguments, **options)
        if self.field_name != FIELD or not self._name().endswith(_ENDS) or self.taken:
            raise InvalidInput({FIELD: refusal(Fault.KIND)})
        self.taken = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)
        if start == 0 and raw_data.startswith(b"%PDF-") != self._name().endswith(".pdf"):
            raise InvalidInput({FIELD: refusal(Fault.KIND)})
        if self.file.tell() > apart.LARGEST:
            raise InvalidInput({FIELD: refusal(Fault.LARGE)})

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def _name(self) -> str:
        return str(self.file_name).lower()
