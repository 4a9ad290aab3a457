"""What is signed, by whom, how; and why not."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Subject(TextChoices):
    """What stands above the signature."""

    PLAN = "plan", _("Case plan")
    SAFETY_PLAN = "safety_plan", _("Safety plan")
    CONSENT = "consent", _("Consent")


class Signer(TextChoices):
    """Who is asked."""

    CHILD = "child", _("The child")
    PERSON = "person", _("A person around the child")
    WORKER = "worker", _("The worker")


class Way(TextChoices):
    """How it was given. What is drawn, pressed or photographed is not taken here (P2)."""

    WRITTEN = "written", _("Wrote the name here")
    ALOUD = "aloud", _("Said it aloud, before a witness")
    PAPER = "paper", _("Signed on paper")
    MARK = "mark", _("Made a mark on paper, before a witness")


ON_PAPER = frozenset({Way.PAPER, Way.MARK})
WITNESSED = frozenset({Way.ALOUD, Way.MARK})


class SignatureReason(Reason):
    """Why not, and what would do."""

    DRAFT = (
        "signature_draft",
        _("This plan is still being written: nobody signs what may change tomorrow. Submit it first, then ask."),
    )
    SUPERSEDED = (
        "signature_superseded",
        _("A newer one stands in place of this. Ask under the newer one."),
    )
    NOT_IN_FORCE = (
        "signature_not_in_force",
        _(
            "This consent allows nothing now: it was refused or taken back, it has run out, it waits for approval, or whoever gave it "
            "counts no more. Ask again, record the answer, then ask for the name under it."
        ),
    )
    OVERRIDE = (
        "signature_override",
        _(
            "This was decided without consent, on another ground (P10). Nobody is asked to sign it; tell the child what was decided."
        ),
    )
    UNSAFE = (
        "signature_unsafe",
        _(
            "This person is marked unsafe: they are shown nothing of the child's, and sign nothing for the child (P11). Ask the child, "
            "or another safe adult."
        ),
    )
    ADULT = (
        "signature_adult",
        _("The person is 18: they alone sign, and nobody for them (P38). Ask the person."),
    )
    CHILD_ALONE = (
        "signature_child_alone",
        _(
            "A safety plan is the child's: no other person reads it. What an adult is to do stands in the case plan; ask under that."
        ),
    )
    NOT_GIVEN_BY = (
        "signature_not_given_by",
        _("Somebody else gave this consent. Only they and the child put their name under it."),
    )
    SIGNED_ALREADY = (
        "signature_signed_already",
        _(
            "This person has signed this text, and it has not changed. If they take it back, open their signature and record that."
        ),
    )
    NOT_SIGNED = (
        "signature_not_signed",
        _("This is no signature that stands: it was taken back, struck out, or not given. There is nothing to take back."),
    )
    STRUCK = "signature_struck", _("This line is struck out or taken back already. Record the right one as a new one.")
    CONSENT_STANDS = (
        "signature_consent_stands",
        _(
            "The consent under which this name stands is in force. Whoever takes back the name takes back the consent: withdraw the "
            "consent in the file, so that what was shared on it ends too (P10)."
        ),
    )
