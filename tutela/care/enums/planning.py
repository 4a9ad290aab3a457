"""Why assessment and plan say no."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class PlanningReason(Reason):
    """What is missing before a supervisor is asked. Each sentence names the rule and the way on."""

    NOT_A_DRAFT = "not_a_draft", _("This was submitted or decided already. Start a new one to change it.")
    NO_STRENGTHS = (
        "no_strengths",
        _("Strengths and protective persons are part of every assessment (R36). Write at least one."),
    )
    NO_RISK_REASONS = "no_risk_reasons", _("A risk level needs reasons in words; no score replaces them (R52). Write them.")
    NO_REASSESSMENT = "no_reassessment", _("Say on which day the risk will be looked at again (R52).")
    NO_VIEW = (
        "no_view",
        _("The child's views on this decision are missing (R65). Record them, or why they could not be obtained."),
    )
    NO_PRINCIPLES = (
        "no_principles",
        _("Say in a sentence how each of the four general principles was applied (R15): one of them is still empty."),
    )
    NO_SAFETY_PLAN = "no_safety_plan", _("At high risk the safety plan comes first (R53). Make it with the child.")
    TRACK_UNDECIDED = (
        "track_undecided",
        _("Each of the four tracks and reintegration is planned or marked not needed (R54, P15). One is still undecided."),
    )
    TRACK_UNJUSTIFIED = "track_unjustified", _("A track that is not needed says why (R54). Write the reason.")
    TRACK_EMPTY = "track_empty", _("A planned track needs at least one action with a day and an owner (R54).")
    NO_ASSESSMENT = "no_assessment", _("A plan rests on an approved assessment. Have the assessment approved first.")
    NO_WEIGHT = (
        "no_weight",
        _("Approval needs the weight given to the child's views and the feedback to the child (R65). Add both."),
    )
    NO_DAY = "no_day", _("Say on which day the plan is reviewed.")
    RISK_LOWERED = (
        "risk_lowered",
        _("This lowers the risk from high (rule P23). Write in the note why you agree that the child is safer now."),
    )
    NO_RISK_WITH_ABUSE = (
        "no_risk_with_abuse",
        _("“No risk” is chosen although the file names abuse or exploitation (rule P23). Write in the note why you agree."),
    )
    NEEDS_WAIT = "needs_wait", _("A basic service the child lacks is neither planned nor explained (R49). Do either first.")
    ACTION_ENDED = "action_ended", _("This action is ended already; its result stays. Plan a new one to go on.")


class Track(models.TextChoices):
    """The four tracks and reintegration (list ``service_tracks``)."""

    MED = "MED", _("Medical")
    PSY = "PSY", _("Psychological")
    SOC = "SOC", _("Social")
    LEG = "LEG", _("Legal")
    REI = "REI", _("Reintegration")


class FledFrom(models.TextChoices):
    """What a child may have fled (R52)."""

    MARRIAGE = "marriage", _("A marriage")
    EMPLOYER = "employer", _("An employer")
    HOME = "home", _("Home")
    INSTITUTION = "institution", _("An institution")
    OTHER = "other", _("Something else")


REFUSED = "refused_service"
"""The one reason of the list ``unmet_need_reasons`` that asks for a ground (R60)."""
