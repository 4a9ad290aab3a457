"""An agreement from the proposal to its end."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class AgreementState(TextChoices):
    """Proposed by one person, decided by another."""

    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("In force")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


_S = AgreementState
TRANSITIONS: dict[AgreementState, frozenset[AgreementState]] = {
    _S.PROPOSED: frozenset({_S.ACTIVE, _S.DECLINED}),
    _S.ACTIVE: frozenset({_S.ENDED}),
    _S.DECLINED: frozenset(),
    _S.ENDED: frozenset(),
}
OWNERS: dict[AgreementState, str] = {
    _S.PROPOSED: "data protection officer",
    _S.ACTIVE: "partner",
    _S.DECLINED: "nobody",
    _S.ENDED: "nobody",
}
AGREEMENT = Machine("agreement", AgreementState, _S.PROPOSED, TRANSITIONS, OWNERS)
