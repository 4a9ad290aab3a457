"""States of a merge, as data."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutela.kernel.states import Machine


class MergeState(TextChoices):
    """Proposed by one person, decided by another, taken back by one."""

    PROPOSED = "proposed", _("Waiting for a second person")
    MERGED = "merged", pgettext_lazy("files", "Merged")
    DECLINED = "declined", pgettext_lazy("files", "Not merged")
    UNMERGED = "unmerged", pgettext_lazy("files", "Taken back")


STANDING = (MergeState.PROPOSED, MergeState.MERGED)
"""A file is in one of these at a time."""

MERGE = Machine(
    "merge of two files",
    MergeState,
    MergeState.PROPOSED,
    {
        MergeState.PROPOSED: frozenset({MergeState.MERGED, MergeState.DECLINED}),
        MergeState.MERGED: frozenset({MergeState.UNMERGED}),
        MergeState.DECLINED: frozenset(),
        MergeState.UNMERGED: frozenset(),
    },
    {
        MergeState.PROPOSED: "supervisor, a second one",
        MergeState.MERGED: "supervisor",
        MergeState.DECLINED: "nobody",
        MergeState.UNMERGED: "nobody",
    },
)
"""One way in, past two persons; one way out, past one: no merge is safer than a wrong merge."""
