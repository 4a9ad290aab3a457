"""The words of accounts: permissions (noun_verb) and the reasons for a no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Permission(TextChoices):
    """Everything that can be allowed. Contexts use the words; only roles hand them out. The label says what it opens."""

    REPORT_TRIAGE = "report_triage", _("Read and triage the reports of the office")
    REPORT_ENTER = "report_enter", _("Hand in reports, and read none")
    REPORT_OVERSEE = "report_oversee", _("See which reports wait and for how long, without their texts")
    REPORTER_REVEAL = "reporter_reveal", _("See who reported, with a reason, told to a second person")
    TEAM_MANAGE = "team_manage", _("Make teams, name their members, start team keys")
    FILE_OPEN = "file_open", _("Open a new file")
    RECORD_IMPORT = "record_import", _("Bring existing records into the files of the office")
    FILE_WORK = "file_work", _("Work on the files assigned to oneself")
    FILE_VIEW = "file_view", _("Read the files of the offices")
    FILE_APPROVE = "file_approve", _("Approve plans and closures written by others")
    FILE_ASSIGN = "file_assign", _("Assign and transfer files")
    FILE_SEARCH = "file_search", _("Search for a child by name or number")
    FILE_MATCH = "file_match", _("Learn whether a child may be known already, without reading the file")
    FILE_BREAK_GLASS = "file_break_glass", _("Open a file in an emergency, for a reason and a time, reviewed afterwards")
    FILE_EXPORT = "file_export", _("Ask for encrypted exports of the files of the offices")
    FILE_ESCALATIONS = "file_escalations", _("See what is overdue")
    REFERRAL_ANSWER = "referral_answer", _("Answer referrals to one's own service")
    MEDICAL_TRACK = "medical_track", _("Keep the medical track of children referred to oneself")
    HEALTH_FOCAL = "health_focal", _("Be told of time-critical health steps that are overdue, without their content")
    SUPPORT_DO = "support_do", _("Do agreed support actions of the committee, seeing no file")
    JUSTICE_KEEP = "justice_keep", _("Keep the proceedings and legal steps of the children of the offices")
    STATISTICS_BUILD = "statistics_build", _("Build de-identified observations and tables")
    STATISTICS_VIEW = "statistics_view", _("See protected tables")
    AGREEMENT_KEEP = "agreement_keep", _("Propose and end agreements on figures with other sectors")
    AGREEMENT_USE = "agreement_use", _("Take protected figures under an agreement of one's agency")
    AUDIT_VIEW = "audit_view", _("Read the audit trail")
    ERASURE_DECIDE = "erasure_decide", _("Decide on erasure")
    DIRECTORY_EDIT = "directory_edit", _("Keep territories, offices and services")
    ACCOUNT_MANAGE = "account_manage", _("Make accounts and hand out roles")
    CLIENT_MANAGE = "client_manage", _("Give tokens to programs")
    FACILITY_INSPECT = "facility_inspect", _("Keep the register of institutions and inspect them")
    FACILITY_MANAGE = "facility_manage", _("Answer for a facility: its staff, its notices, what inspection asked for")
    OVERSIGHT_DOCKET = "oversight_docket", _("Run the docket of the independent mechanism")
    MONITORING_VIEW = "monitoring_view", _("See the monitoring mechanism: treaties, law, recommendations, plans, indicators")
    LAW_KEEP = "law_keep", _("Keep the register of instruments and assess the law")
    RECOMMENDATION_KEEP = "recommendation_keep", _("Keep recommendations and follow them up")
    PLAN_KEEP = "plan_keep", _("Keep plans, budgets, training, coordination and consultations")
    INDICATOR_KEEP = "indicator_keep", _("Keep indicators and their values")
    STATE_REPORT_WRITE = "state_report_write", _("Write the State report and freeze its versions")
    STATE_REPORT_SIGN = "state_report_sign", _("Sign a version of the State report that another person froze")
    MONITORING_PUBLISH = "monitoring_publish", _("Put pages of the monitoring mechanism on the public site")
    DEADLINE_KEEP = "deadline_keep", _("Watch deadlines (a process, no person)")
    OBSERVATION_READ = "observation_read", _("Turn codes of files into observations (a process, no person)")


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
    BODY_UNDERTAKING_MISSING = (
        "body_undertaking_missing",
        _(
            "The organisation you hold this role for has no current undertaking on children's rights and confidentiality (R134). "
            "Ask its head to sign it, and your administrator to record it under “Accounts”, “Organisations”."
        ),
    )
    SECOND_FACTOR_MISSING = (
        "second_factor_missing",
        _("Your role reads personal data and needs a second factor. Set up an authenticator app or a passkey first."),
    )
    OUTSIDE_SCOPE = "outside_scope", _("This program's token does not cover this task. Ask for a token with that scope.")
    OWN_ACCOUNT = (
        "own_account",
        _("Nobody changes the roles or the state of their own account. Ask another administrator."),
    )
    SYSTEM_ACCOUNT = "system_account", _("This account belongs to a process, not to a person, and is kept by the system.")
    ACCOUNT_CLOSED = "account_closed", _("This account is closed. Open it again first, or choose another person.")
    ACCOUNT_OPEN = "account_open", _("This account is open already. Nothing needs to change.")
    DUTIES_REMAIN = (
        "duties_remain",
        _("This person still answers for work that would be left to nobody. Hand it over first, then close the account."),
    )
    UNDERTAKING_NOT_CURRENT = (
        "undertaking_not_current",
        _("The text of the undertaking has changed since this page was opened. Read the new text and sign that one."),
    )
    NOT_A_MEMBER = "not_a_member", _("This is for the members of the team. Ask the administrator to add you to the team.")
    ALREADY_A_MEMBER = "already_a_member", _("This person is a member of the team already. Nothing needs to change.")
    LEFT_ALREADY = "left_already", _("This person has left the team already. Nothing needs to change.")
    VAULT_KEY_MISSING = (
        "vault_key_missing",
        _("There is no vault passphrase for this account yet. The person makes one under “Team keys”, then this can go on."),
    )
    VAULT_KEY_THERE = (
        "vault_key_there",
        _("You have a vault passphrase already. Change it, or replace it if it is lost."),
    )
    VAULT_LOCKED = "vault_locked", _("The team key is locked. Unlock it with your vault passphrase, then go on.")
    VAULT_PAUSED = "vault_paused", _("Too many wrong passphrases. Wait a quarter of an hour, then try again.")
    NO_SEAL = (
        "no_seal",
        _("The team key has not been shared with you yet. Ask a member who can unlock it to share it with you."),
    )
    TEAM_KEY_THERE = "team_key_there", _("The team has a key already. Rotate it if it must change.")
    TEAM_KEY_MISSING = "team_key_missing", _("The team has no key yet. Make one first.")
    TEAM_KEY_CURRENT = (
        "team_key_current",
        _("This version of the team key is in use. Only an older version can be destroyed."),
    )
