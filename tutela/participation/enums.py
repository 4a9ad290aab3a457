"""Words of participation, and why it says no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

LANGUAGES = ("en", "fr", "es", "ar")
"""The languages a sheet is printed in."""
TRACKS_NAMED = ("SOC", "REI")
"""The tracks of a plan that a caregiver is shown; the others are the child's alone."""


class Talk(TextChoices):
    """What was gone through with the child."""

    SHEET = "sheet", _("My sheet: my rights, who does what, what is written, how to complain")
    ADULTHOOD = "adulthood", _("Turning 18: what changes, and that the file is then theirs")


class Missing(TextChoices):
    """What turning 18 still needs, for a young person whose day comes within a year (P38)."""

    TALK = "talk", _("Not talked through yet, or not freely")
    AGAIN = "again", _("Partly understood: go through it again")
    DAY = "day", _("The day is not certain: state the age")


class Way(TextChoices):
    """How it reached the child. Nothing is sent: a message can be found by somebody unsafe."""

    PRINTED = "printed", _("On paper")
    READ_ALOUD = "read_aloud", _("Read aloud")
    SHOWN = "shown", _("Looked at together on the screen")


class Understood(TextChoices):
    """Whether the child understood, in the worker's honest view."""

    YES = "yes", _("Understood")
    PARTLY = "partly", _("Partly understood: explained again next time")
    NO = "no", _("Not understood: another way is needed")


class Voice(TextChoices):
    """Who complains."""

    CHILD = "child", _("The child complains; I write it down in their words")
    TRUSTED = "trusted", _("I complain for the child")


class Asker(TextChoices):
    """Who asks what is held."""

    CHILD = "child", _("The child, or the person who was the child of this file")
    CAREGIVER = "caregiver", _("A caregiver with parental responsibility")


class Wish(TextChoices):
    """What is asked for."""

    SEE = "see", _("To see what is held")
    EXPLAIN = "explain", _("To have it explained")
    CORRECT = "correct", _("To have something corrected")


class Capacity(TextChoices):
    """How far the child can judge it, looked at for this child and not by age alone."""

    ALONE = "alone", _("The child understands and decides alone")
    HELPED = "helped", _("The child decides with help")
    NOT_YET = "not_yet", _("Not yet: it is explained in the child's words")


class Agreement(TextChoices):
    """What the child says to a caregiver's request."""

    YES = "yes", _("The child agrees")
    NO = "no", _("The child does not want it")
    NOT_ASKED = "not_asked", _("The child could not be asked")


class Refusal(TextChoices):
    """Why nothing is given."""

    HARM = "harm", _("It would put somebody in danger")
    NOT_ENTITLED = "not_entitled", _("The person who asks has no right to it")
    PROCEEDINGS = "proceedings", _("A court or prosecutor has to decide first")


class Purpose(TextChoices):
    """Why a file is printed."""

    TALK = "talk", _("A talk with the child")
    CONFERENCE = "conference", _("A case conference")
    COURT = "court", _("A court or another authority that may have it")
    HANDOVER = "handover", _("Handing the file to another worker")
    VISIT = "visit", _("A visit where no device works")


class Sheet(TextChoices):
    """What is printed."""

    OVERVIEW = "overview", _("The overview of the file")
    PLAN = "plan", _("The plan in force")


class ParticipationReason(Reason):
    """Why a step is refused."""

    UNSAFE_CAREGIVER = (
        "unsafe_caregiver",
        _("This person is marked unsafe: nothing of the file goes to them (P11). Tell the supervisor that they asked."),
    )
    NOT_RESPONSIBLE = (
        "caregiver_not_responsible",
        _(
            "Only a caregiver of this file with parental responsibility asks for the child (R137). Note that first, if it is so."
        ),
    )
    CHILD_SAYS_NO = (
        "child_says_no",
        _("The child does not want this caregiver to see it (R137). Talk with the child; the child can ask alone."),
    )
    ADULT_ALONE = (
        "adult_alone",
        _("The person is 18: the rights to the file are theirs alone (P38). They ask themselves, and nobody for them."),
    )
    NO_COUNSELLING = (
        "no_counselling",
        _("Reading about oneself can hurt: counselling is offered first (R137). Offer it and record the request again."),
    )
    OWN_REQUEST = (
        "own_access_request",
        _("Whoever recorded a request does not decide on it (P14). Ask another person who may approve."),
    )
    NOT_NOW = (
        "access_not_now",
        _("This step does not fit the state the request is in. Look at its page for what is possible."),
    )
    NOT_18_YET = (
        "not_18_yet",
        _(
            "The person may still be under 18, and is a child as long as that may be (P1): nothing ends. Keep the draft; if the age "
            "was found out meanwhile, write it down under “Age” first."
        ),
    )
    NOT_PREPARED = (
        "adulthood_not_prepared",
        _(
            "Turning 18 is prepared before a file ends for it (P38): go through the sheet with the young person, agree what goes on, "
            "and record it. It counts when nobody unsafe was there and it was understood."
        ),
    )
    NO_PLAN = "no_plan_to_print", _("No plan is in force. Print the overview, or the plan once it is approved.")
