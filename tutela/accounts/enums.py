"""The words of accounts: permissions (noun_verb) and the reasons for a no."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Permission(StrEnum):
    """Everything that can be allowed. Contexts use the words; only roles hand them out."""

    REPORT_TRIAGE = "report_triage"
    REPORT_OVERSEE = "report_oversee"
    REPORTER_REVEAL = "reporter_reveal"
    TEAM_MANAGE = "team_manage"
    FILE_OPEN = "file_open"
    FILE_WORK = "file_work"
    FILE_VIEW = "file_view"
    FILE_APPROVE = "file_approve"
    FILE_ASSIGN = "file_assign"
    FILE_SEARCH = "file_search"
    FILE_MATCH = "file_match"
    FILE_BREAK_GLASS = "file_break_glass"
    FILE_ESCALATIONS = "file_escalations"
    REFERRAL_ANSWER = "referral_answer"
    MEDICAL_TRACK = "medical_track"
    STATISTICS_BUILD = "statistics_build"
    STATISTICS_VIEW = "statistics_view"
    AUDIT_VIEW = "audit_view"
    ERASURE_DECIDE = "erasure_decide"
    DIRECTORY_EDIT = "directory_edit"
    ACCOUNT_MANAGE = "account_manage"
    CLIENT_MANAGE = "client_manage"
    FACILITY_INSPECT = "facility_inspect"
    OVERSIGHT_DOCKET = "oversight_docket"
    DEADLINE_KEEP = "deadline_keep"
    OBSERVATION_READ = "observation_read"


class AccountsReason(Reason):
    """Why accounts says no."""

    SIGN_IN_FIRST = "sign_in_first", _("This page needs you to be signed in. Sign in and come back.")
    NO_SUCH_PERMISSION = (
        "no_such_permission",
        _("Your roles do not include this task. If it is yours to do, ask your administrator for a grant."),
    )
    UNDERTAKING_MISSING = (
        "undertaking_missing",
        _("No file opens before you have signed the undertaking on confidentiality and children's rights. Sign it first."),
    )
    SECOND_FACTOR_MISSING = (
        "second_factor_missing",
        _("Your role reads personal data and needs a second factor. Set up an authenticator app or a passkey first."),
    )
    OUTSIDE_SCOPE = "outside_scope", _("This program's token does not cover this task. Ask for a token with that scope.")
