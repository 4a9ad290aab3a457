"""Why referral, follow-up and closure say no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class ReferralReason(Reason):
    """Reasons of the rules about sharing with a service."""

    NO_CONSENT = (
        "no_consent",
        _(
            "Nothing is shared without consent or assent for this purpose (rule P10). Record it, or ask your supervisor "
            "for an override with reasons."
        ),
    )
    SERVICE_SUSPENDED = "service_suspended", _("This service is suspended and takes no child. Choose another one.")
    NOT_THE_SERVICE = (
        "not_the_service",
        _("There is nothing here for you to see. Check the address, or ask whoever sent the referral."),
    )
    EXPIRED = "expired", _("This referral has expired or was recalled; it is no longer open to the service. Ask the sender.")
    UNSAFE_RECIPIENT = (
        "unsafe_recipient",
        _("A person of this service is marked unsafe for the child (rule P11). Choose another service."),
    )


class ClosureReason(Reason):
    """Reasons of the rules about closing a file (P16, P6)."""

    NO_CRITERIA = "no_criteria", _("Say for each closing criterion whether it is met (P16).")
    CRITERIA_NOT_MET = (
        "criteria_not_met",
        _("“Goals met” needs every criterion to be met. Go on with the plan, or choose the reason that is true."),
    )
    NO_VIEW = "no_view", _("The child's view on closing is missing (P16). Record it, or why it could not be obtained.")
    NO_SUPPORT = "no_support", _("Write which support goes on after closing, and where the child can turn (P16).")
    NO_POST_CLOSURE = "no_post_closure", _("Choose a day within three months to look again after closing (P16).")
    NO_ATTEMPTS = (
        "no_attempts",
        _("“Contact lost” needs the documented attempts to find the child; some are still missing."),
    )
    OPEN_REFERRALS = "open_referrals", _("A referral is still open. Wait for its result, or recall it first.")
    NO_PRINCIPLES = (
        "no_principles",
        _("Say in a sentence how each of the four general principles was applied (R15): one of them is still empty."),
    )
    NOT_A_DRAFT = "not_a_draft", _("This was submitted or decided already. Start a new one to change it.")
