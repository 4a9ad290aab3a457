"""Why an agreement does not carry what is asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class AgreementReason(Reason):
    """Why the answer is no."""

    NOT_KEEPER = "not_keeper", _("Agreements are proposed by the ministry's planners. Ask one of them.")
    NOT_DECIDER = (
        "not_decider",
        _("Agreements are decided by the data protection officer, who did not propose them. Ask for a decision."),
    )
    NOT_PARTNER = "not_partner", _("Only the agency that the agreement names takes figures under it.")
    NOT_IN_FORCE = (
        "not_in_force",
        _("This agreement is not in force. Nothing leaves without one; ask the ministry to renew it."),
    )
    OUTSIDE_TERM = (
        "outside_term",
        _("This agreement has not begun, or its term is over. Nothing leaves; ask the ministry to renew it."),
    )
    OUTSIDE_FIELDS = (
        "outside_fields",
        _("The agreement does not name one of these breakdowns, so it never leaves. Ask for those it names."),
    )
