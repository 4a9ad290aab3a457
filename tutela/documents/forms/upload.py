"""A paper as uploaded: in memory, never on disk; another field, another kind and what is too large is refused on the way (P2)."""

from __future__ import annotations

from django.utils.functional import lazy

from tutela.methods.papers import apart
from tutela.methods.papers.faults import Fault
from tutela.ui.forms.upload import OneFileInMemory

from ..enums import refusal

FIELD = "paper"
_said = lazy(refusal, str)


class PaperInMemory(OneFileInMemory):
    """Keeps one paper in memory until it was looked at."""

    field, ends, largest = FIELD, (".pdf", ".txt"), apart.LARGEST
    not_taken, too_large = _said(Fault.KIND), _said(Fault.LARGE)

    def begins(self, raw: bytes) -> bool:
        return raw.startswith(b"%PDF-") == self.called.endswith(".pdf")
