"""What keeps a file open, and why merging says no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Open(TextChoices):
    """What only the file itself can end: while it runs, the file is not shut."""

    DEADLINE = "deadline", _("A deadline of one of its steps")
    TRANSFER = "transfer", _("A transfer of the file")
    PROPOSAL = "proposal", _("A proposed transfer of the file")
    REFERRAL = "referral", _("A referral to a service")
    ACTION = "action", _("An action of its plan")
    PLACEMENT = "placement", _("A placement")
    SUPPORT = "support", _("Support for the family")
    PROCEEDING = "proceeding", _("A proceeding")
    LIBERTY = "liberty", _("A child who is held")
    RETURN = "return", _("A return")
    DETERMINATION = "determination", _("A best-interests determination")
    CONFERENCE = "conference", _("A case conference and its tasks")
    OBLIGATION = "obligation", _("What a body owes")


class MergeReason(Reason):
    """Reasons of the rules in :mod:`tutela.merging.policies.merges`."""

    NOT_LINKED = (
        "merge_not_linked",
        _("Only records that two persons linked as one child are merged (R25). Link them first, under “One child or two?”."),
    )
    NOT_YOURS = (
        "merge_not_yours",
        _("Who decides about merging files, or takes it back, approves for their office. Ask its supervisor, or the head."),
    )
    SECOND_PERSON = (
        "merge_second_person",
        _("Merging needs a second person (rule P14): you proposed it. Another supervisor, or the district head, decides."),
    )
    OTHER_PAIR = (
        "merge_other_pair",
        _("These are not a file of the one record and a file of the other. Choose one of each."),
    )
    ALREADY = (
        "merge_already",
        _("One of the two files is merged with another already, or that is proposed. Decide that first, or take it back."),
    )
    LEADING_CLOSED = (
        "merge_leading_closed",
        _("The file that leads is closed; nobody could write in it. Choose the open one, or reopen it first."),
    )
    SEALED = (
        "merge_sealed",
        _("One of the two files is sealed (P40). Reopen it first; then it can be merged."),
    )
    OTHER_OFFICE = (
        "merge_other_office",
        _(
            "The two files are held by different offices. A merge opens no file to anybody (P25): the link stands. Transfer one of "
            "the two to the other office first (“Transfer to another office” on its page); then they can be merged."
        ),
    )
    OTHER_WORKER = (
        "merge_other_worker",
        _(
            "The worker of the leading file is not responsible for the other one and could not read it; a merge opens no file to "
            "anybody (P25). Make the same worker responsible for both first, with “Assign a worker”."
        ),
    )
    OPEN_STEPS = (
        "merge_open_steps",
        _(
            "Steps run in the file that is to be shut, and only that file can end them; none may be lost (P22). This page lists "
            "them: end them there, or let that file lead."
        ),
    )
    NOT_PROPOSED = "merge_not_proposed", _("This is decided. Look at its page for how it stands.")
    NOT_MERGED = "merge_not_merged", _("These files are not merged. There is nothing to take back.")
