"""Rules of sharing with a service: a basis, a safe service, only while it runs (P10, P11, P12)."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.cases.api import Consent, FileReason, in_force, see_file, share_with_body, weigh_steps, work_on_file
from tutela.directory.api import ServicePoint
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.rules import Reason, Rule

from ..enums.referral import ReferralReason
from ..models import Referral
from ..states import ReferralState

SHARING = ("referral", "sharing")
"""The consent purposes that cover a referral."""

Why = Reason | None


@Rule
def use_service(service_point: ServicePoint) -> ReferralReason | None:
    """A suspended service takes no child (P18)."""
    return ReferralReason.SERVICE_SUSPENDED if service_point.suspended_on is not None else None


@Rule
def share_on(consent: Consent | None) -> ReferralReason | None:
    """Consent or assent for a referral, or an approved override (P10); void when given by somebody unsafe (P11)."""
    if consent is None or consent.purpose not in SHARING or not in_force(consent):
        return ReferralReason.NO_CONSENT
    return None


@Rule
def send_referral(actor: Actor, referral: Referral) -> Why:
    """The worker sends, to a service that may take the child, on a consent in force or an approved override."""
    if (reason := work_on_file.why_not(actor, referral.file)) is not None:
        return FileReason(reason.value)
    exposed = share_with_body.why_not(referral.file, referral.service_point.office)  # P13, R130
    waits = exposed or weigh_steps.why_not(referral.file, [referral.service])  # P17
    return use_service.why_not(referral.service_point) or waits or share_on.why_not(referral.consent)


@Rule
def recall_referral(actor: Actor, referral: Referral) -> Why:
    """The worker takes a referral back; from then on the service sees nothing of it."""
    reason = work_on_file.why_not(actor, referral.file)
    return None if reason is None else FileReason(reason.value)


@Rule
def open_as_service(actor: Actor, referral: Referral) -> ReferralReason | None:
    """People of the service's office see a referral from sending until it expires or is recalled (P12)."""
    if not actor.reaches(Permission.REFERRAL_ANSWER, referral.provider_office_id):
        return ReferralReason.NOT_THE_SERVICE
    if referral.state == ReferralState.DRAFT:
        return ReferralReason.NOT_THE_SERVICE
    cut = referral.state in (ReferralState.RECALLED, ReferralState.EXPIRED)
    return ReferralReason.EXPIRED if cut or referral.expires_at <= now() else None


@Rule
def see_referral(actor: Actor, referral: Referral) -> Why:
    """Whoever sees the file, and the service while it is open to it."""
    if see_file.allows(actor, referral.file):
        return None
    return open_as_service.why_not(actor, referral)
