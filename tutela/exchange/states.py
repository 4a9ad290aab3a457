"""States of an import as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class ImportState(models.TextChoices):
    """Read and checked, running, done, being undone, undone, given up, over."""

    READ = "read", _("Read and checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")
    OVER = "over", _("Over; what was sent is erased")


IMPORT = Machine(
    "import",
    ImportState,
    ImportState.READ,
    {
        ImportState.READ: frozenset({ImportState.RUNNING, ImportState.DISCARDED}),
        ImportState.RUNNING: frozenset({ImportState.DONE, ImportState.OVER}),
        ImportState.DONE: frozenset({ImportState.UNDOING, ImportState.OVER}),
        ImportState.UNDOING: frozenset({ImportState.UNDONE, ImportState.OVER}),
        ImportState.UNDONE: frozenset({ImportState.OVER}),
        ImportState.DISCARDED: frozenset(),
        ImportState.OVER: frozenset(),
    },
    {
        ImportState.READ: "supervisor",
        ImportState.RUNNING: "the worker process",
        ImportState.DONE: "supervisor",
        ImportState.UNDOING: "the worker process",
        ImportState.UNDONE: "deadline keeper",
        ImportState.DISCARDED: "nobody",
        ImportState.OVER: "nobody",
    },
)
AT_WORK = (ImportState.RUNNING, ImportState.UNDOING)
"""The worker process has it."""
ERASED = (ImportState.DISCARDED, ImportState.OVER)
"""The key of what was sent is destroyed."""
