"""One file as uploaded: in memory, never on disk; another field, another kind, a second file and what is too large is refused
before it is whole (P2)."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import reads_body

View = Callable[..., HttpResponse]

ARCHIVE = b"PK\x03\x04"
"""How a workbook and every other archive begins."""


def takes(handler: type[FileUploadHandler]) -> Callable[[View], View]:
    """Let this view, and no other, take files by this handler, in memory. The token is checked after the handler is set."""

    def around(view: View) -> View:
        guarded: View = csrf_protect(view)

        @wraps(view)
        def taking(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
            request.upload_handlers = [handler(request)]
            return guarded(request, *arguments, **options)

        return reads_body(csrf_exempt(taking))

    return around


class OneFileInMemory(FileUploadHandler):
    """Keeps one file in memory. What is taken is said by whoever inherits: the field, how names end, the most bytes, the words."""

    field: ClassVar[str]
    ends: ClassVar[tuple[str, ...]]
    largest: ClassVar[int]
    not_taken: ClassVar[Any]
    too_large: ClassVar[Any] = None

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.file, self.taken = io.BytesIO(), False

    def begins(self, raw: bytes) -> bool:
        """Whether these first bytes are those of what the file's name promises."""
        raise NotImplementedError

    @property
    def called(self) -> str:
        """The file's name in small letters."""
        return str(self.file_name).lower()

    def new_file(self, *arguments: Any, **options: Any) -> None:
        super().new_file(*arguments, **options)
        if self.field_name != self.field or not self.called.endswith(self.ends) or self.taken:
            raise InvalidInput({self.field: self.not_taken})
        self.taken = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)
        if start == 0 and not self.begins(raw_data):
            raise InvalidInput({self.field: self.not_taken})
        if self.file.tell() > self.largest:
            raise InvalidInput({self.field: self.too_large or self.not_taken})

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )
