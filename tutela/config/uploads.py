"""No file is taken anywhere until a context declares a safe one (rule P2, HARD-FIXED)."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.utils.translation import gettext as _

from tutela.kernel.errors import InvalidInput


class RefuseEverything(FileUploadHandler):
    """Refuse each uploaded part before a byte of it is kept, and say how material is handed over."""

    def new_file(self, field_name: str, *_args: Any, **_options: Any) -> None:
        raise InvalidInput(
            {
                field_name: _(
                    "Files are not taken here. Material that may show harm is handed over to the competent "
                    "authority only; write where it is and what kind it is."
                )
            }
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never reached: :meth:`new_file` refuses first."""

    def file_complete(self, file_size: int) -> None:
        """Never reached: :meth:`new_file` refuses first."""

    def handle_raw_input(self, *_args: Any, **_options: Any) -> tuple[QueryDict, Any] | None:
        return None
