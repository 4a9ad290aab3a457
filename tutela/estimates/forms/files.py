"""Lists as uploaded: text, in memory, nothing else. A file that is not text is refused before it is whole (P2)."""

from __future__ import annotations

import codecs
import io
from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import InvalidInput

FIELD = "uploads"
MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 12
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXT = frozenset(range(32, 256)) | frozenset(b"\t\n\r\x0c")
NOT_TEXT = _("Only lists as CSV text are taken here. Images, documents and archives are refused.")
TOO_LARGE = _("The lists are larger than a page can link (10 MB in all). Link them in parts, or on the command line.")


class TextInMemory(FileUploadHandler):
    """Keeps text in memory, never on disk; refuses what is not text, what is too large, and files under another name."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.taken, self.files = 0, 0
        self.file: io.BytesIO = io.BytesIO()

    def new_file(self, *arguments: Any, **options: Any) -> None:
        super().new_file(*arguments, **options)
        self.files += 1
        if self.field_name != FIELD or self.files > MOST_FILES:
            raise InvalidInput({FIELD: NOT_TEXT})
        self.file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES:
            raise InvalidInput({FIELD: TOO_LARGE})
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        raw = self.file.getvalue()
        if not is_text(raw):
            raise InvalidInput({FIELD: NOT_TEXT})
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )


def is_text(raw: bytes) -> bool:
    """Whether every byte is one of text in UTF-8 or an eight-bit alphabet, or the whole is UTF-16 text."""
    if raw[:2] in _WIDE:
        try:
            return all(
                letter in "\t\n\r\x0c" or letter.isprintable() or letter == "\ufeff" for letter in raw.decode("utf-16")
            )
        except UnicodeDecodeError:
            return False
    return _TEXT.issuperset(raw)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; ``cleaned_data`` holds (name without extension, bytes) each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_ManyFiles(attrs={"accept": ".csv,text/csv,text/plain"}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        """The files read; empty ones are refused by name."""
        given = data if isinstance(data, (list, tuple)) else [data]
        checked = [super(FilesField, self).clean(one, initial) for one in given or [None]]
        return [(_called(one.name), one.read()) for one in checked]


def _called(name: str) -> str:
    return name.rsplit(".", 1)[0].strip()[:60] or "list"
