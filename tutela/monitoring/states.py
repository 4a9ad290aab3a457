"""What may follow what: recommendations, imports, versions of a report."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine
from tutela.planning.api import Status


class BatchState(TextChoices):
    """An import from its preview on."""

    PREVIEW = "preview", _("Preview")
    APPLIED = "applied", _("Imported")
    DROPPED = "dropped", _("Dropped")


class VersionState(TextChoices):
    """A version of the State report."""

    FROZEN = "frozen", _("Frozen")
    SIGNED = "signed", _("Signed")
    REPLACED = "replaced", _("Replaced")


S, B, V = Status, BatchState, VersionState

FOLLOW_UP = Machine(
    "recommendation",
    Status,
    S.NOT_STARTED,
    {
        S.NOT_STARTED: frozenset({S.IN_PROGRESS, S.IMPLEMENTED, S.IMPOSSIBLE}),
        S.IN_PROGRESS: frozenset({S.NOT_STARTED, S.IMPLEMENTED, S.IMPOSSIBLE}),
        S.IMPLEMENTED: frozenset({S.IN_PROGRESS}),
        S.IMPOSSIBLE: frozenset({S.IN_PROGRESS}),
    },
    {
        S.NOT_STARTED: "responsible body",
        S.IN_PROGRESS: "responsible body",
        S.IMPLEMENTED: "planner, for the effect",
        S.IMPOSSIBLE: "planner",
    },
)
IMPORT = Machine(
    "recommendation import",
    BatchState,
    B.PREVIEW,
    {B.PREVIEW: frozenset({B.APPLIED, B.DROPPED}), B.APPLIED: frozenset(), B.DROPPED: frozenset()},
    {B.PREVIEW: "whoever imports", B.APPLIED: "nobody", B.DROPPED: "nobody"},
)
REPORT_VERSION = Machine(
    "report version",
    VersionState,
    V.FROZEN,
    {V.FROZEN: frozenset({V.SIGNED, V.REPLACED}), V.SIGNED: frozenset({V.REPLACED}), V.REPLACED: frozenset()},
    {V.FROZEN: "whoever signs", V.SIGNED: "nobody", V.REPLACED: "nobody"},
)
