"""The words of webhooks: which events there are, how a sending ends, and why the answer is no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class EventKind(TextChoices):
    """What a program can be told of. None says anything about a concern, health or justice; none is about a report."""

    REFERRAL_SENT = "referral.sent", _("A referral was sent to a service")
    REFERRAL_ANSWERED = "referral.answered", _("A service answered a referral")
    REFERRAL_ENDED = "referral.ended", _("A service said how a referral ended")
    FILE_ASSIGNED = "file.assigned", _("A file was assigned to a worker")
    FILE_CLOSED = "file.closed", _("A file was closed")
    FILE_REOPENED = "file.reopened", _("A file was opened again")
    DEADLINE_CARRIED_UP = "deadline.carried_up", _("An overdue deadline was carried up")
    EXPORT_READY = "export.ready", _("An export is ready to be taken")


TEST = "test"
"""The event of a test message; nobody subscribes to it."""

ACTIONS: dict[str, EventKind] = {
    "referral_sent": EventKind.REFERRAL_SENT,
    "referral_accepted": EventKind.REFERRAL_ANSWERED,
    "referral_declined": EventKind.REFERRAL_ANSWERED,
    "referral_completed": EventKind.REFERRAL_ENDED,
    "referral_not_completed": EventKind.REFERRAL_ENDED,
    "file_assigned": EventKind.FILE_ASSIGNED,
    "closure_approved": EventKind.FILE_CLOSED,
    "file_reopened": EventKind.FILE_REOPENED,
    "deadline_escalated": EventKind.DEADLINE_CARRIED_UP,
    "export_ready": EventKind.EXPORT_READY,
}
"""Which line of the trail becomes which event. What is not named here does not leave: the database hands out no other line."""


class Problem(TextChoices):
    """How a sending failed."""

    ADDRESS = "address", _("The address leads into a network that nothing is sent to")
    NO_NAME = "no_name", _("The name of the server is not known")
    NO_CONNECTION = "no_connection", _("The server cannot be reached")
    CERTIFICATE = "certificate", _("The server's certificate cannot be trusted")
    TIMEOUT = "timeout", _("The server did not answer in time")
    REDIRECT = "redirect", _("The server points to another address; redirects are not followed")
    STATUS = "status", _("The server answered that it did not take it")
    GONE = "gone", _("The server answered that it wants nothing more (410)")
    BROKEN = "broken", _("The server's answer could not be read")


class Pause(TextChoices):
    """Why a subscription rests."""

    PERSON = "person", _("Paused by a person")
    GONE = "gone", _("The server answered that it wants nothing more (410)")
    FAILING = "failing", _("Twenty sendings in a row failed")


class WebhookReason(Reason):
    """Why something about a webhook is not done."""

    NOT_ADMINISTRATOR = (
        "not_administrator",
        _("Administrators enter, pause and end webhooks; they keep the programs' tokens. Ask one of them."),
    )
    NOT_CONFIRMER = (
        "not_confirmer",
        _("The data protection officer confirms, and never what they entered themselves. Ask another one."),
    )
    NOT_KEEPER = "not_keeper", _("Webhooks are paused and ended by an administrator or data protection. Ask one of them.")
    NOT_A_PROCESS = "not_a_process", _("A process of the installation does this, no person. Nothing is needed from you.")
    NOT_YOURS = "not_yours", _("A program reads only the webhooks of its own account. Ask for the address of yours.")
    NOT_WAITING = "not_waiting", _("This webhook does not wait for a decision any more. See where it stands.")
    NOT_RUNNING = "not_running", _("This needs a webhook that is being sent to. Confirm it or start it again first.")
    NOT_PAUSED = "not_paused", _("Only a paused webhook is started again. See where it stands.")
    ENDED = "ended", _("This webhook was ended, and its secret is destroyed. Enter a new one.")
    NO_TOKEN = "no_token", _("The program's token was revoked or has run out. Make a new one, and a webhook for it.")
    NOT_COVERED = "not_covered", _("The program's token does not cover what these events are about. Choose others.")
