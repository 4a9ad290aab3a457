"""A table as uploaded: in memory, never on disk; another kind, another field and what is too large is refused on the way."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.ui.forms.upload import ARCHIVE, OneFileInMemory

FIELD = "table"
LARGEST = 20_000_000
"""Most bytes that a page takes."""
NOT_TAKEN = _(
    "Only a CSV file or a workbook (.xlsx) of at most 20 MB is taken here. Images, documents and recordings are refused."
)


class TableInMemory(OneFileInMemory):
    """Keeps one table in memory."""

    field, ends, largest, not_taken = FIELD, (".csv", ".xlsx"), LARGEST, NOT_TAKEN

    def begins(self, raw: bytes) -> bool:
        return raw.startswith(ARCHIVE) == self.called.endswith(".xlsx")
