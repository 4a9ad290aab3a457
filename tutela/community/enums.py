"""The words of community committees: what the child says, how near danger is, why the answer is no."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

ROLE = "community_member"


class Agrees(models.TextChoices):
    """What the child says to asking the committee."""

    YES = "yes", _("Yes, the child agrees")
    TOO_YOUNG = "too_young", _("The child is too young to be asked")
    NO = "no", _("No, the child does not want it")


class Danger(models.TextChoices):
    """Whether a child is in danger now, as a report asks it."""

    YES = "yes", _("Yes")
    UNSURE = "unsure", _("I am not sure")
    NO = "no", _("No")
    NOT_SAID = "NAS", _("I would rather not say")


class CommunityReason(Reason):
    """Why the answer is no."""

    NOT_THE_COMMITTEE = (
        "not_the_committee",
        _(
            "Support opens to the committee it was asked of, until thirty days after it ended. Ask the office that asked for it."
        ),
    )
    NOT_TAKEN_ON = "not_taken_on", _("Say first whether the committee takes this on.")
    ANSWERED = (
        "support_answered",
        _("The committee has answered this already. The office that asked for it decides what follows."),
    )
    ENDED = "support_ended", _("This support has ended. Ask for a new one if there is more to do.")
    NO_ANSWER_YET = "no_answer_yet", _("There is no answer to note yet. Wait for it, or recall what was asked.")
    NOTED = "support_noted", _("This answer was noted already. Nothing needs to change.")
    NAMES_CHILD = (
        "names_child",
        _(
            "These words hold a name of the child. The committee sees no file: write it without the name, "
            "and tell by word of mouth who it is about."
        ),
    )
    NAMES_FILE = (
        "names_file",
        _(
            "These words hold the number of the file. The committee sees no file: leave the number out, "
            "and tell by word of mouth who it is about."
        ),
    )
    NAMES_DOCUMENT = (
        "names_document",
        _(
            "These words hold a number of the child's documents. The committee sees no file: leave the number out, "
            "and tell by word of mouth who it is about."
        ),
    )
    CHILD_SAYS_NO = (
        "child_says_no",
        _("Nothing is asked of a committee against the child's wish. Look with the child for another way."),
    )
    UNSAFE_UNCHECKED = (
        "unsafe_unchecked",
        _(
            "Make sure first that nobody who is marked unsafe for this child sits on the committee or is close to it (P11). "
            "If you cannot be sure, ask another committee or service."
        ),
    )
    UNSAFE_THERE = (
        "unsafe_there",
        _(
            "A member of this committee bears the name of a person who is marked unsafe for this child (P11). "
            "Ask another committee or service; if it is another person, write the unsafe person's whole name first."
        ),
    )
    NO_MEMBERS = (
        "no_members",
        _("Nobody of this office signs in as a community protection committee. Choose a committee from the list."),
    )
