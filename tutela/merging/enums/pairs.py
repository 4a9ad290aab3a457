"""Two records that may be one child: what can be said of them, and why not by everybody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Verdict(models.TextChoices):
    """What a person says of a pair."""

    PROPOSE = "propose", _("It is the same child: propose to link the two records")
    CONFIRM = "confirm", _("I compared too: link the two records")
    SEND_BACK = "send_back", _("Not sure enough: look again")
    KEEP_APART = "keep_apart", _("These are two children: keep the records apart")
    UNDO = "undo", _("The link was wrong: undo it")
    LOOK_AGAIN = "look_again", _("Something new is known: compare again")


SAID = {
    Verdict.PROPOSE: _("Proposed to link"),
    Verdict.CONFIRM: _("Linked"),
    Verdict.SEND_BACK: _("Sent back to compare"),
    Verdict.KEEP_APART: _("Kept apart"),
    Verdict.UNDO: _("Link undone"),
    Verdict.LOOK_AGAIN: _("To compare again"),
}
"""The verdict in the history of a pair."""

SURE = _("Write in a full sentence what makes you sure. The next person relies on it.")
"""What is said where somebody decides about two records or two files without a sentence."""


class DuplicateReason(Reason):
    """Reasons of the rules in :mod:`tutela.merging.policies.pairs`."""

    NOT_BOTH = (
        "not_both",
        _("Only who may see a file of both children compares them (R25). Ask your supervisor, or the head of the district."),
    )
    NOT_YOURS = (
        "not_yours",
        _("Your role does not decide whether two records are one child. Ask the supervisor of the office."),
    )
    SECOND_PERSON = (
        "second_person",
        _(
            "A link needs a second person (rule P14): you proposed it. Another supervisor, or the district head, confirms it."
        ),
    )
    APPROVES_BOTH = (
        "approves_both",
        _("Who links records, or undoes a link, approves for the offices of both files. Ask the head of the district."),
    )
    MERGED = (
        "files_merged",
        _(
            "A file of the one is merged into a file of the other (R25). Take the merge back first; then the link can be undone."
        ),
    )
    ONE_CHILD = "one_child", _("Both numbers belong to the same child's record. Give the numbers of two records.")
