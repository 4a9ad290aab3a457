"""An export from the question to the day it is erased."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class ExportState(TextChoices):
    """Asked for by one person, decided by another, built by a process, erased after seven days."""

    ASKED = "asked", _("Waits for data protection")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    APPROVED = "approved", _("Is being built")
    FAILED = "failed", _("Could not be built")
    READY = "ready", _("Ready to be taken")
    ERASED = "erased", _("Erased")


_S = ExportState
TRANSITIONS: dict[ExportState, frozenset[ExportState]] = {
    _S.ASKED: frozenset({_S.APPROVED, _S.REFUSED, _S.WITHDRAWN}),
    _S.APPROVED: frozenset({_S.READY, _S.FAILED}),
    _S.FAILED: frozenset({_S.APPROVED, _S.WITHDRAWN}),
    _S.READY: frozenset({_S.ERASED}),
    _S.REFUSED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.ERASED: frozenset(),
}
OWNERS: dict[ExportState, str] = {
    _S.ASKED: "data protection officer",
    _S.APPROVED: "process",
    _S.FAILED: "asker",
    _S.READY: "asker",
    _S.REFUSED: "nobody",
    _S.WITHDRAWN: "nobody",
    _S.ERASED: "nobody",
}
EXPORT = Machine("export", ExportState, _S.ASKED, TRANSITIONS, OWNERS)
