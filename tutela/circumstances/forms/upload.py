"""A workbook as uploaded: in memory, read once and never stored. What is no workbook is refused before it is whole (P2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.ui.forms.upload import ARCHIVE, OneFileInMemory

from ..queries.xlsform import LARGEST

FIELD = "workbook"
NOT_TAKEN = _("Only an XLSForm (.xlsx) of at most 2 MB is taken here. Images, documents and recordings are refused.")


class WorkbookInMemory(OneFileInMemory):
    """Keeps one workbook in memory; refuses another field, another kind, and what is too large."""

    field, ends, largest, not_taken = FIELD, (".xlsx",), LARGEST, NOT_TAKEN

    def begins(self, raw: bytes) -> bool:
        return raw.startswith(ARCHIVE)
