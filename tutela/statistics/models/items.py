"""The data dictionary of statistics (R113): what each item counts, and the fields it is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .dictionary import Text

VERSION = "1.6"
"""Raised whenever an item comes, goes or changes its meaning."""


@dataclass(frozen=True)
class Item:
    """The entry of one breakdown. ``sources``: fields as ``context.Model.field``. ``since``: version with its present meaning."""

    definition: Text
    sources: tuple[str, ...]
    since: str = "1.0"


NOT_RECORDED: Mapping[str, tuple[Text, Text]] = {
    "country_of_origin": (_("Country of origin"), _("Nationality is recorded as national, foreign or stateless only.")),
    "parental_status": (_("Whether the parents are alive"), _("A factor of the assessment, counted within its kind only.")),
}
"""What the standard asks for and no field answers: label and why. Said in the dictionary, not left out (R114)."""

ITEMS: Mapping[str, Item] = {
    "region": Item(_("Region of the office's territory in which the file is kept."), ("cases.CaseFile.territory",)),
    "district": Item(_("District of the office's territory in which the file is kept."), ("cases.CaseFile.territory",)),
    "sex": Item(
        _("Sex as recorded at registration. Not asked, refused and unknown are categories of their own."),
        ("cases.Child.sex",),
    ),
    "age_group": Item(
        _(
            "Age on the day of the report, in fixed groups. An estimated age that spans groups goes where its middle "
            "lies; wider than six years, or eighteen and over: unknown."
        ),
        (
            "cases.CaseFile.age_low",
            "cases.CaseFile.age_high",
        ),
    ),
    "form": Item(
        _(
            "Forms of sale, exploitation and abuse recorded in any file of the child, each family of the list "
            "counted once. A child with several counts once in each."
        ),
        ("cases.Concern.offences",),
    ),
    "form_detail": Item(_("As “Form”, with every code of the list apart."), ("cases.Concern.offences",)),
    "concern": Item(
        _("Protection concerns recorded in any file of the child. A child with several counts once in each."),
        ("cases.Concern.concerns",),
    ),
    "setting": Item(
        _("Settings in which it happened, recorded with the concerns of any file of the child."), ("cases.Concern.contexts",)
    ),
    "purpose": Item(_("Purposes recorded with the concerns of any file of the child."), ("cases.Concern.purposes",)),
    "act": Item(
        _("Acts recorded with the concerns of any file of the child, such as offering or recruiting."),
        ("cases.Concern.acts",),
        since="1.3",
    ),
    "consideration": Item(
        _("What was given or promised for the child, recorded with the concerns of any file."),
        ("cases.Concern.considerations",),
        since="1.3",
    ),
    "medium": Item(
        _("Means of technology recorded with the concerns of any file of the child. None recorded: no such means is known."),
        ("cases.Concern.media",),
        since="1.3",
    ),
    "relation": Item(
        _("Relation of the person of concern to the child, as recorded with each concern. It is no finding of guilt."),
        ("cases.Concern.person_relation",),
        since="1.3",
    ),
    "age_basis": Item(
        _("What the recorded age rests on: a document, the child's word, an assessment."), ("cases.Child.age_basis",)
    ),
    "birth_registration": Item(_("Whether the birth is registered and can be shown."), ("cases.Child.birth_registration",)),
    "nationality": Item(_("Nationality or statelessness as recorded."), ("cases.Child.nationality",)),
    "disability": Item(
        _("Whether the child has difficulties in functioning, by the domains of the Washington Group."),
        ("cases.Child.disability",),
    ),
    "residence": Item(
        _("Whether the child lives in a town or in the countryside, as recorded."), ("cases.Child.residence",), since="1.4"
    ),
    "economic_situation": Item(
        _("Economic situation of the household as the worker sees it, recorded at registration. It is no means test."),
        ("cases.Child.economic_situation",),
        since="1.4",
    ),
    "minority": Item(
        _("Whether the child identifies with a minority or an indigenous people, in the latest approved assessment."),
        ("care.Assessment.factors",),
        since="1.3",
    ),
    "migration_stage": Item(
        _(
            "Where a migrant child stands, in the latest approved assessment; of several stages the farthest. Not a migrant: "
            "every stage was answered as absent."
        ),
        ("care.Assessment.factors",),
        since="1.3",
    ),
    "displacement": Item(
        _(
            "Whether the child is a refugee, seeks asylum or is displaced within the country, in the latest approved assessment."
        ),
        ("care.Assessment.factors",),
        since="1.3",
    ),
    "extreme_poverty": Item(
        _("Whether the household lives in extreme poverty, in the latest approved assessment."),
        ("care.Assessment.factors",),
        since="1.3",
    ),
    "factor_group": Item(
        _(
            "Kinds of vulnerability of which a factor is present in the latest approved assessment. A child with several counts "
            "once in each. Not asked: there is no approved assessment."
        ),
        ("care.Assessment.factors",),
        since="1.3",
    ),
    "victim_detained": Item(
        _("Whether a child who is a victim is held in detention, in the latest approved assessment."),
        ("care.Assessment.factors",),
        since="1.3",
    ),
    "care_status": Item(
        _("With whom or where the child lives, as last recorded in the latest file."), ("cases.CareArrangement.kind",)
    ),
    "schooling": Item(_("Whether the child goes to school, as recorded."), ("cases.Child.schooling",)),
    "report_channel": Item(_("How the latest file's first report came in."), ("cases.CaseFile.report_channel",)),
    "reporter": Item(
        _(
            "Who reported, as the reporter said it, of the latest file. Not asked: the file has no report in the reporting channel."
        ),
        ("intake.Report.reporter_type",),
        since="1.3",
    ),
    "report_delay": Item(
        _(
            "From the day it happened or began to the day it was first told here, in groups; of a month without a day its first "
            "counts. Not asked where nothing is recorded about reporting; unknown where the month is."
        ),
        (
            "intake.Barriers.happened_on",
            "intake.Report.taken_on",
        ),
        since="1.3",
    ),
    "barrier_group": Item(
        _(
            "Why it was not reported earlier, by kind. A child with several counts once in each. Not asked: nothing is "
            "recorded about the reporting of the latest file."
        ),
        ("intake.Barriers.codes",),
        since="1.3",
    ),
    "barrier": Item(_("As “Kind of barrier to reporting”, each barrier apart."), ("intake.Barriers.codes",), since="1.3"),
    "barrier_holder": Item(
        _("Who held the barrier: the child, the family, the community, a professional or an institution."),
        ("intake.Barriers.holder",),
        since="1.3",
    ),
    "year": Item(_("Calendar year of the report of the latest file."), ("cases.CaseFile.reported_on",)),
    "quarter": Item(_("Calendar quarter of the report of the latest file."), ("cases.CaseFile.reported_on",)),
    "file_type": Item(_("Kind of the latest file."), ("cases.CaseFile.file_type",)),
    "verification": Item(_("How far what was reported is confirmed, in the latest file."), ("cases.CaseFile.verification",)),
    "risk_level": Item(
        _("Level of risk, judged with reasons by a worker and never computed, in the latest file."),
        ("cases.CaseFile.risk_level",),
    ),
    "file_state": Item(_("State of the latest file at the cut-off."), ("cases.CaseFile.state",), since="1.2"),
    "closure_reason": Item(
        _("Why the latest file was closed. Not applicable while it is open."), ("cases.CaseFile.closure_reason",)
    ),
    "response_outcome": Item(
        _(
            "Whether the child was safe, as judged at the last review of the latest file. Not asked where no review "
            "was held."
        ),
        ("care.Review.response_outcome",),
    ),
    "first_contact": Item(
        _("Days from the report to the first contact with the child, in groups. Unknown where no contact is recorded."),
        (
            "cases.CaseFile.reported_on",
            "cases.CaseFile.first_contact_on",
        ),
    ),
    "plan_approved": Item(_("Whether a plan of the latest file was approved by a supervisor."), ("care.Plan.state",)),
    "heard": Item(_("Whether the child was heard in the latest file, and freely each time."), ("cases.ChildView.free",)),
    "justice_stage": Item(
        _("The furthest stage that any proceedings over what was done to the child have reached, in any file of the child."),
        ("justice.Proceeding.state",),
        since="1.4",
    ),
    "attrition_reason": Item(
        _(
            "Why proceedings stopped, where all of them did. Not applicable where some go on, came to their end or never began."
        ),
        ("justice.Proceeding.reason",),
        since="1.4",
    ),
    "settlement": Item(
        _("How far an arrangement out of court has gone, in any file of the child. It is a concern, never an outcome."),
        ("justice.Settlement.state",),
        since="1.4",
    ),
    "change_better": Item(
        _("Areas of the child's life that had become better at the last review. Not asked where no review was held."),
        ("care.Review.outcomes",),
        since="1.5",
    ),
    "change_worse": Item(
        _("Areas of the child's life that had become worse at the last review. Not asked where no review was held."),
        ("care.Review.outcomes",),
        since="1.5",
    ),
    "right_violated": Item(
        _("Rights of the child named as violated, in any file. A child with several counts once in each."),
        ("circumstances.Restitution.right",),
        since="1.5",
    ),
    "right_open": Item(
        _("Rights named as violated that the worker does not judge restored, those beyond restoring among them."),
        ("circumstances.Restitution.state",),
        since="1.5",
    ),
    "right_restored": Item(
        _("Rights named as violated that the child considers restored."),
        ("circumstances.Restitution.child_sees",),
        since="1.5",
    ),
    "gender_barrier": Item(
        _("Barriers of gender in the part of any file that asks for them. Not asked where it was not filled in."),
        ("circumstances.CountedAnswer.code",),
        since="1.5",
    ),
    "emergency_context": Item(
        _("Kind of emergency in the latest part that asks for it. Not asked where it was not filled in."),
        ("circumstances.CountedAnswer.code",),
        since="1.5",
    ),
    "emergency_event": Item(
        _("The event, as the country names it, in the latest part that asks for it. Not asked where it was not filled in."),
        ("circumstances.CountedAnswer.code",),
        since="1.6",
    ),
    "separation": Item(
        _("With whom the child is after an emergency, in the latest part that asks for it."),
        ("circumstances.CountedAnswer.code",),
        since="1.5",
    ),
    "track": Item(
        _("Tracks of service that began or were completed: a planned action done, or a referral that a service started."),
        (
            "care.PlanAction.state",
            "care.Referral.state",
        ),
    ),
    "unmet_need": Item(
        _("Why a service that the plan names could not be had. A child with several reasons counts once in each."),
        ("care.PlanAction.unmet_reason", "care.Referral.decline_reason"),
        since="1.1",
    ),
    "unmet_service": Item(
        _("Services that the plan names and that could not be had, or that declined the child. Each service counts once."),
        ("care.PlanAction.service", "care.Referral.service"),
        since="1.1",
    ),
    "refusal_stated": Item(
        _("Ground on which a service refused the child, as the service said it."),
        ("care.PlanAction.refusal_stated", "care.Referral.refusal_stated"),
        since="1.1",
    ),
    "refusal_suspected": Item(
        _("Ground that the worker sees behind a refusal; a judgement, not a finding."),
        ("care.PlanAction.refusal_suspected",),
        since="1.1",
    ),
}
