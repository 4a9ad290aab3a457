"""Why the file says no."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class FileReason(Reason):
    """Reasons of the rules in :mod:`tutela.cases.policies.file`."""

    NO_PERMISSION = (
        "no_permission",
        _("Your role does not include this step for this office. Ask the supervisor of the file's office."),
    )
    NOT_VISIBLE = "not_visible", _("There is nothing here for you to see. Check the address, or ask your supervisor.")
    NOT_ASSIGNED = (
        "not_assigned",
        _("Only the worker responsible for this file writes in it. Ask the supervisor to assign it to you."),
    )
    FILE_CLOSED = "file_closed", _("This file is closed. Reopen it first; its history stays.")
    MERGED = (
        "merged",
        _(
            "This file was merged into another file of the same child (R25). Write there. A supervisor can take the merge back."
        ),
    )
    OWN_WORK = (
        "own_work",
        _("Nobody approves their own work (rule P14). Another supervisor, or the district head, decides on this one."),
    )
    NOT_SUBMITTED = "not_submitted", _("This is not waiting for approval. Its author submits it first.")
    NOT_ALREADY_OPEN = "not_already_open", _("Only a closed or refused file can be reopened; this one is open.")
    NOT_CLOSED = "not_closed", _("This file is open. Write an ordinary contact; this form is for the one after closing.")
    SALE_NOT_EXAMINED = (
        "sale_not_examined",
        _(
            "A fee or a promise at hand-over waits to be examined for sale (R38). Answer that first, under “With whom the child lives”."
        ),
    )
    SAME_WORKER = "same_worker", _("This worker is already responsible for the file. Choose another one.")
    CANNOT_HOLD_FILES = (
        "cannot_hold_files",
        _("This person is not a caseworker of the file's office. Choose someone who is, or transfer the file first."),
    )
    NOT_TRAINED = (
        "not_trained",
        _(
            "This person has no valid training for the work with this child, and the country's rules ask for one. Choose someone "
            "who has, or have the training recorded."
        ),
    )


class AccessKind(models.TextChoices):
    """Why somebody has access beside role and territory."""

    BREAK_GLASS = "break_glass", _("Emergency access")
    SHARED = "shared", _("Working together on this file")


class DeadlineKind(models.TextChoices):
    """What is due."""

    ASSIGNMENT = "assignment", _("Assign a worker")
    FIRST_CONTACT = "first_contact", _("First contact with the child")
    ASSESSMENT = "assessment", _("Assessment")
    REASSESSMENT = "reassessment", _("Look at the risk again")
    SAFETY_PLAN = "safety_plan", _("Safety plan")
    PLAN = "plan", _("Case plan")
    APPROVAL = "approval", _("Decision of the supervisor")
    FOLLOW_UP = "follow_up", _("Next contact with the child")
    REVIEW = "review", _("Review of the file")
    REFERRAL_ANSWER = "referral_answer", _("Answer of the service")
    SUPPORT_ANSWER = "support_answer", _("Answer to an application for family support")
    SUPPORT_PAYMENT = "support_payment", _("Payment to the family")
    PRIVATE_INTERVIEW = "private_interview", _("Talk with the child alone, away from where they work")
    RETURN_VISIT = "return_visit", _("Visit after the return")
    FAMILY_TRACING = "family_tracing", _("Tracing the family")
    CIVIL_REGISTRY = "civil_registry", _("Birth registration")
    FLIGHT_CONTACT = "flight_contact", _("Same-day contact: the child has fled")
    POST_CLOSURE = "post_closure", _("Contact after closing")
    JUSTICE_STAGE = "justice_stage", _("Next stage of the proceedings")
    LEGAL_TASK = "legal_task", _("Legal step")
    CONFERENCE_TASK = "conference_task", _("Task of a case conference")
    LIBERTY = "liberty", _("Release of a child who is held")
    CONFIDENTIALITY = "confidentiality", _("Breach of confidentiality in proceedings")
    BREAK_GLASS_REVIEW = "break_glass_review", _("Review of an emergency access")
    FLAG = "flag", _("A flag on this file")
    HEALTH_STEP = "health_step", _("A health step is overdue")
    COMMUNITY_SUPPORT = "community_support", _("Support asked of a community committee")
    SUPERVISION = "supervision", _("Talk with the supervisor")
    TRANSFER_ANSWER = "transfer_answer", _("Answer of the office that is asked to take over")
    TRANSFER_TOLD = "transfer_told", _("Tell the child who is there for them now")
