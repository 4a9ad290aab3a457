"""Roles are code: a name, a plain description, permissions. A grant says where and until when.

Access to a file = role × territory × relation to the file × sensitivity × purpose; the role is only the first part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .enums import Permission as P

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Role:
    """``reads_personal``: the role opens personal data (S2 and above). ``one_office``: it is given for an office, never for a territory."""

    code: str
    name: str | _StrPromise
    description: str | _StrPromise
    permissions: frozenset[P]
    reads_personal: bool = True
    system: bool = False
    one_office: bool = False

    @property
    def needs_second_factor(self) -> bool:
        """Whoever reads personal data, and whoever hands out roles that do."""
        return self.reads_personal or P.ACCOUNT_MANAGE in self.permissions


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "intake_officer",
            _("Intake officer"),
            _("Receives reports for an office, asks the safety questions, decides urgency and opens a file or links one."),
            frozenset({P.REPORT_TRIAGE, P.FILE_OPEN, P.FILE_MATCH}),
        ),
        Role(
            "caseworker",
            _("Caseworker"),
            _("Accompanies the children assigned to them: registers, assesses, plans, refers, follows up, closes."),
            frozenset({P.FILE_WORK, P.FILE_OPEN, P.FILE_SEARCH, P.FILE_MATCH, P.FILE_BREAK_GLASS}),
        ),
        Role(
            "supervisor",
            _("Supervisor"),
            _("Sees the files of the office, assigns them, approves plans and closures of others, never their own."),
            frozenset(
                {P.FILE_VIEW, P.FILE_APPROVE, P.FILE_ASSIGN, P.FILE_SEARCH, P.FILE_MATCH, P.FILE_WORK, P.FILE_OPEN}
                | {P.FILE_BREAK_GLASS, P.FILE_ESCALATIONS, P.FILE_EXPORT, P.REPORT_OVERSEE, P.RECORD_IMPORT}
            ),
        ),
        Role(
            "district_head",
            _("District head"),
            _("Answers for the offices of a district: sees what is overdue and approves what supervisors wrote themselves."),
            frozenset(
                {P.FILE_VIEW, P.FILE_APPROVE, P.FILE_ASSIGN, P.FILE_SEARCH, P.FILE_ESCALATIONS, P.FILE_EXPORT}
                | {P.REPORT_OVERSEE}
            ),
        ),
        Role(
            "duty_officer",
            _("National duty officer"),
            _("The last step of every escalation, day and night: sees what is overdue in the whole country."),
            frozenset({P.FILE_ESCALATIONS, P.REPORT_OVERSEE}),
        ),
        Role(
            "service_provider",
            _("Service provider"),
            _("Answers referrals to their own service and sees of a child only what that service needs."),
            frozenset({P.REFERRAL_ANSWER}),
        ),
        Role(
            "health_professional",
            _("Health professional"),
            _("Answers medical referrals and keeps the medical track of the children referred to them."),
            frozenset({P.REFERRAL_ANSWER, P.MEDICAL_TRACK}),
        ),
        Role(
            "health_focal_point",
            _("Health focal point"),
            _("Is told when a time-critical health step of the services of an office is overdue. Reads no health content."),
            frozenset({P.HEALTH_FOCAL}),
        ),
        Role(
            "reporting_partner",
            _("Reporting partner"),
            _(
                "A helpline, gateway, hotline, company or other sector that hands in reports and gets a receipt. Reads no child's "
                "row; takes figures where its agency has an agreement."
            ),
            frozenset({P.REPORT_ENTER, P.AGREEMENT_USE}),
            reads_personal=False,
        ),
        Role(
            "community_member",
            _("Community protection committee"),
            _(
                "Hands in reports and gets a receipt; does support that was agreed for a child. Sees no file and no child's name."
            ),
            frozenset({P.REPORT_ENTER, P.SUPPORT_DO}),
            one_office=True,
        ),
        Role(
            "statistician",
            _("Statistician"),
            _("Builds de-identified observations and protected tables. Opens no file."),
            frozenset({P.STATISTICS_BUILD, P.STATISTICS_VIEW, P.MONITORING_VIEW, P.INDICATOR_KEEP}),
            reads_personal=False,
        ),
        Role(
            "data_protection_officer",
            _("Data protection officer"),
            _(
                "Reads the audit trail, reviews break-glass and overrides, decides on erasure, agreements and exports. Edits no file."
            ),
            frozenset({P.AUDIT_VIEW, P.ERASURE_DECIDE}),
        ),
        Role(
            "ministry_planner",
            _("Ministry planner"),
            _("Plans with protected aggregates: recommendations, plans, budgets, indicators. Opens no file."),
            frozenset(
                {P.STATISTICS_VIEW, P.MONITORING_VIEW, P.RECOMMENDATION_KEEP, P.PLAN_KEEP}
                | {P.INDICATOR_KEEP, P.STATE_REPORT_WRITE, P.AGREEMENT_KEEP}
            ),
            reads_personal=False,
        ),
        Role(
            "legal_officer",
            _("Legal officer"),
            _(
                "Legal aid for the children of an office: reads their files, keeps proceedings, claims and legal steps in them."
            ),
            frozenset({P.FILE_VIEW, P.JUSTICE_KEEP}),
        ),
        Role(
            "legal_analyst",
            _("Legal analyst"),
            _("Keeps the register of treaties, assesses the law, follows recommendations up. Opens no file."),
            frozenset({P.MONITORING_VIEW, P.LAW_KEEP, P.RECOMMENDATION_KEEP, P.STATE_REPORT_WRITE}),
            reads_personal=False,
        ),
        Role(
            "report_signatory",
            _("Signatory of State reports"),
            _("Signs what others wrote and puts pages on the public site. Opens no file."),
            frozenset({P.MONITORING_VIEW, P.STATE_REPORT_SIGN, P.MONITORING_PUBLISH}),
            reads_personal=False,
        ),
        Role(
            "inspector",
            _("Inspector of institutions"),
            _("Keeps the register of institutions and inspects them. Opens no file."),
            frozenset({P.FACILITY_INSPECT, P.STATISTICS_VIEW}),
        ),
        Role(
            "facility_manager",
            _("Facility manager"),
            _(
                "Answers for one facility: keeps its staff and places, sends notices, does what inspection asked. Opens no file."
            ),
            frozenset({P.FACILITY_MANAGE}),
        ),
        Role(
            "ombudsperson",
            _("Ombudsperson"),
            _("Runs the independent mechanism with its own docket, which no administrator can read."),
            frozenset({P.OVERSIGHT_DOCKET, P.STATISTICS_VIEW}),
        ),
        Role(
            "administrator",
            _("Administrator"),
            _("Manages accounts, the directory and API clients. Reads no case content."),
            frozenset({P.ACCOUNT_MANAGE, P.DIRECTORY_EDIT, P.CLIENT_MANAGE, P.TEAM_MANAGE}),
            reads_personal=False,
        ),
        Role(
            "deadline_keeper",
            _("Deadline keeper"),
            _("The process that watches deadlines and escalates. Reads dates and states, no text."),
            frozenset({P.DEADLINE_KEEP}),
            reads_personal=False,
            system=True,
        ),
        Role(
            "observation_builder",
            _("Observation builder"),
            _("The process that turns files into de-identified observations. Reads codes, no names."),
            frozenset({P.OBSERVATION_READ, P.STATISTICS_BUILD}),
            reads_personal=False,
            system=True,
        ),
    )
}
