"""What may follow what: a release of statistics."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class ReleaseState(TextChoices):
    """A release from its first build on."""

    DRAFT = "draft", _("Draft")
    CHECKED = "checked", _("Checked, waits for a second person")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DROPPED = "dropped", _("Dropped")


S = ReleaseState
RELEASE = Machine(
    "statistical release",
    ReleaseState,
    S.DRAFT,
    {
        S.DRAFT: frozenset({S.CHECKED, S.DROPPED}),
        S.CHECKED: frozenset({S.PUBLISHED, S.DROPPED}),
        S.PUBLISHED: frozenset({S.SUPERSEDED, S.WITHDRAWN}),
        S.SUPERSEDED: frozenset({S.WITHDRAWN}),
        S.WITHDRAWN: frozenset(),
        S.DROPPED: frozenset(),
    },
    {
        S.DRAFT: "the statistician who prepares it",
        S.CHECKED: "another statistician",
        S.PUBLISHED: "nobody",
        S.SUPERSEDED: "nobody",
        S.WITHDRAWN: "nobody",
        S.DROPPED: "nobody",
    },
)
IN_WORK = (S.DRAFT, S.CHECKED)
READABLE = (S.PUBLISHED, S.SUPERSEDED)
