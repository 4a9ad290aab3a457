"""Words of decisions, and why they say no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

PANEL_SECTORS = 3
"""A panel has members of at least three sectors (UNHCR Best Interests Procedure)."""


class Weight(TextChoices):
    """What is decided."""

    RETURN = "return_abroad", _("Return or transfer to another country")
    REUNIFICATION = "reunification", _("Reunification with a family where there is a risk")
    PLACEMENT = "placement", _("Placement")
    SEPARATION = "separation", _("Separation from the family")
    SETTLEMENT = "settlement", _("Settlement proposal")
    CLOSURE = "closure", _("Closure against the child's view")
    OTHER = "other", _("Another decision of weight")


class Factor(TextChoices):
    """What is weighed (Committee on the Rights of the Child, general comment 14)."""

    VIEWS = "views", _("The child's views")
    IDENTITY = "identity", _("Identity, culture and language")
    FAMILY = "family", _("Family and other bonds")
    SAFETY = "safety", _("Care, protection and safety")
    VULNERABILITY = "vulnerability", _("Vulnerability")
    HEALTH = "health", _("Health")
    EDUCATION = "education", _("Education")


class Conflict(TextChoices):
    """What a member of the panel declares."""

    NONE = "none", _("No conflict of interest")
    YES = "yes", _("A conflict of interest: takes no part")


class Stand(TextChoices):
    """Where a member stands in the end."""

    AGREES = "agrees", _("Agrees")
    DISSENTS = "dissents", _("Dissents")


class Reviewed(TextChoices):
    """What a review finds."""

    STANDS = "stands", _("The decision stands")
    NEW_FACTS = "new_facts", _("There are new facts: it no longer holds")


class DecisionReason(Reason):
    """Why a step is refused."""

    NOT_NOW = "determination_not_now", _("This step does not fit the state it is in. Look at its page for what is possible.")
    NO_OPTIONS = (
        "no_options",
        _("The best interests are weighed between options (R136). Write at least two of them before the panel meets."),
    )
    NO_VIEW = (
        "determination_no_view",
        _(
            "The child's views are missing (R65, R136). Link them with their weight and the feedback given, or why they could "
            "not be obtained."
        ),
    )
    NO_GUARDIAN = (
        "no_guardian_view",
        _("Write the guardian's view, or why there is none (R130), before the panel meets."),
    )
    NO_RISK = "no_risk_check", _("The check of the risk on return is missing (R130). Write it before the panel meets.")
    PANEL_SMALL = (
        "panel_small",
        _("A panel has at least three members from three sectors without a conflict of interest (R136). Add members."),
    )
    OWN_PROPOSAL = (
        "own_proposal",
        _("Whoever wrote the proposal neither sits on the panel nor decides (P14). Ask another person."),
    )
    NO_POSITIONS = (
        "no_positions",
        _("Not every member has said where they stand. Write each position, dissent with its words."),
    )
    OWN_POSITION = (
        "own_position",
        _("A member who signs in here writes the own position. Ask that person to enter it."),
    )
    NOT_DETERMINED = (
        "not_determined",
        _(
            "A return to another country, or to a family where there is a risk, needs a best-interests determination in force "
            "that agrees (P17). Open one under “Best interests” in the file."
        ),
    )
    UNWANTED_PLACE = (
        "unwanted_place",
        _(
            "The child does not want this place. It needs a best-interests determination in force that agrees (P17, R136). Open one "
            "on the placement under “Best interests” in the file, or look for another place with the child."
        ),
    )
    SEPARATION = (
        "separation_not_determined",
        _(
            "This child lives with a parent, and neither a court nor a written agreement of the caregivers stands behind the "
            "placement. It needs a best-interests determination on the separation in force that agrees (P17, R136). Open one under "
            "“Best interests” in the file; in immediate danger, place by emergency decision."
        ),
    )
    UNWANTED_CLOSURE = (
        "unwanted_closure",
        _(
            "The child does not want the file closed. Closing needs a best-interests determination in force that agrees (P17, R136). "
            "Open one under “Best interests” in the file, or go on working with the child."
        ),
    )
    ASYLUM = (
        "asylum_origin",
        _(
            "This child seeks asylum or is a refugee: no authority of another country is told anything (R130). Ask the asylum "
            "authority or legal aid how to go on."
        ),
    )
