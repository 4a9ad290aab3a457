"""The states of a file (list L1), and of the question whether two records are one child, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class FileState(models.TextChoices):
    """Where a file stands."""

    TRIAGED = "triaged", _("Triaged")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    REGISTERED = "registered", _("Registered")
    IN_ASSESSMENT = "in_assessment", _("In assessment")
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    IN_REVIEW = "in_review", _("In review")
    TRANSFER_PENDING = "transfer_pending", _("Transfer pending")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


FILE = Machine(
    name="file",
    states=FileState,
    start=FileState.TRIAGED,
    transitions={
        FileState.TRIAGED: frozenset({FileState.REGISTERED, FileState.NOT_ACCEPTED}),
        FileState.NOT_ACCEPTED: frozenset({FileState.REOPENED}),
        FileState.REGISTERED: frozenset({FileState.IN_ASSESSMENT, FileState.TRANSFER_PENDING, FileState.CLOSED}),
        FileState.IN_ASSESSMENT: frozenset(
            {FileState.PLANNED, FileState.ACTIVE, FileState.TRANSFER_PENDING, FileState.CLOSED}
        ),
        FileState.PLANNED: frozenset(
            {FileState.ACTIVE, FileState.IN_ASSESSMENT, FileState.TRANSFER_PENDING, FileState.CLOSED}
        ),
        FileState.ACTIVE: frozenset(
            {FileState.IN_REVIEW, FileState.IN_ASSESSMENT, FileState.PLANNED, FileState.TRANSFER_PENDING, FileState.CLOSED}
        ),
        FileState.IN_REVIEW: frozenset(
            {FileState.ACTIVE, FileState.IN_ASSESSMENT, FileState.PLANNED, FileState.TRANSFER_PENDING, FileState.CLOSED}
        ),
        FileState.TRANSFER_PENDING: frozenset(
            {FileState.REGISTERED, FileState.IN_ASSESSMENT, FileState.PLANNED, FileState.ACTIVE}
            | {FileState.IN_REVIEW, FileState.CLOSED}
        ),
        FileState.CLOSED: frozenset({FileState.REOPENED}),
        FileState.REOPENED: frozenset({FileState.IN_ASSESSMENT, FileState.PLANNED, FileState.ACTIVE, FileState.CLOSED}),
    },
    owners={
        FileState.TRIAGED: "caseworker",
        FileState.NOT_ACCEPTED: "supervisor",
        FileState.REGISTERED: "caseworker",
        FileState.IN_ASSESSMENT: "caseworker",
        FileState.PLANNED: "caseworker",
        FileState.ACTIVE: "caseworker",
        FileState.IN_REVIEW: "caseworker",
        FileState.TRANSFER_PENDING: "supervisor",
        FileState.CLOSED: "supervisor",
        FileState.REOPENED: "caseworker",
    },
)

NOT_OPEN = (FileState.CLOSED, FileState.NOT_ACCEPTED)
"""A file nobody writes in."""


class DuplicateState(models.TextChoices):
    """Where the question stands whether two records are one child."""

    OPEN = "open", _("To compare")
    PROPOSED = "proposed", _("Waiting for a second person")
    LINKED = "linked", _("The same child")
    APART = "apart", _("Two children")


DUPLICATE = Machine(
    name="possible duplicate",
    states=DuplicateState,
    start=DuplicateState.OPEN,
    transitions={
        DuplicateState.OPEN: frozenset({DuplicateState.PROPOSED, DuplicateState.APART}),
        DuplicateState.PROPOSED: frozenset({DuplicateState.LINKED, DuplicateState.OPEN, DuplicateState.APART}),
        DuplicateState.LINKED: frozenset({DuplicateState.APART}),
        DuplicateState.APART: frozenset({DuplicateState.OPEN}),
    },
    owners={
        DuplicateState.OPEN: "supervisor",
        DuplicateState.PROPOSED: "supervisor, a second one",
        DuplicateState.LINKED: "supervisor",
        DuplicateState.APART: "supervisor",
    },
)
"""A link has one way in, past two persons, and one way out, past one: no link is safer than a wrong link."""
