"""Words of conferences and their papers, and why they say no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

UNDERTAKING = _(
    "I take part in this conference for the child's sake. I keep what I read and hear to myself, use it for this conference and "
    "for the tasks agreed there, copy nothing and pass nothing on, and say so at once if I know the child or the family "
    "privately."
)
"""What a participant accepts for one conference, before its papers open."""


class Part(TextChoices):
    """What the papers may hold of the file. Concerns, reporter, address and history are in none of them."""

    CHILD = "child", _("What the child is called, sex and age")
    RISK = "risk", _("The level of risk")
    CARE = "care", _("With whom the child lives, without names and place")
    NEEDS = "needs", _("Languages and what helps in talks")
    PLAN = "plan", _("What is planned, by whom and until when")
    SERVICES = "services", _("Services that were asked, and how far they are")


class Standing(TextChoices):
    """How far an actor's task is."""

    RUNNING = "running", _("Under way")
    LATE = "late", _("Late")
    DONE = "done", _("Done")
    NOT_DONE = "not_done", _("Not done")


class CoordinationReason(Reason):
    """Why a step is refused."""

    NOT_NOW = (
        "conference_not_now",
        _("This step does not fit the state the conference is in. Look at its page for what is possible."),
    )
    NO_PAPERS = (
        "conference_no_papers",
        _("Purpose and agenda are missing (R74). Write them under “Papers”, then call the conference."),
    )
    NO_PARTICIPANTS = (
        "conference_no_participants",
        _("Nobody is invited yet. Add at least one participant, then call the conference."),
    )
    NO_VIEW = (
        "conference_no_view",
        _("The child's views are missing (R65, R74). Choose what the child said, or write why it could not be obtained."),
    )
    NO_BASIS = (
        "conference_no_basis",
        _(
            "Somebody outside the file's office is invited, and no consent to sharing is in force (R73, P10). Choose a consent, or "
            "have an override approved, before the conference is called."
        ),
    )
    UNSAFE = (
        "conference_unsafe",
        _(
            "This name is that of a person marked unsafe for the child: they take no part and are told nothing (P11). Choose "
            "somebody else."
        ),
    )
    NO_UNDERTAKING = (
        "conference_no_undertaking",
        _(
            "The papers open once you have accepted the confidentiality undertaking for this conference (R74). Read it and accept "
            "it first."
        ),
    )
    ENDED = (
        "conference_access_ended",
        _("Access to this conference has ended or was taken back. Ask whoever called it if you still need something."),
    )
    NOT_YOURS = (
        "conference_not_yours",
        _("Only the owner of this task, or whoever keeps the file, says that it is done. Ask one of them."),
    )
    OBLIGATION_NOT_NOW = (
        "obligation_not_now",
        _("This answer does not fit the state the obligation is in. Look at its page for what is possible."),
    )
    NOT_THE_BODY = (
        "not_the_body",
        _("Only the body that owes this answers it. Ask the office that keeps the file if it was sent to the wrong one."),
    )
    OPEN_TASKS = (
        "conference_open_tasks",
        _("Tasks of this conference are still open. Finish each, or write why it was not done; then close the conference."),
    )
