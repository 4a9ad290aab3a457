"""A bundle from the first look to its end."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class ImportState(TextChoices):
    """Looked at by one person, put in force by another, or by the same with a reason."""

    WAITING = "waiting", _("Looked at, waits")
    IN_FORCE = "in_force", _("In force")
    SET_ASIDE = "set_aside", _("Was set aside")


_S = ImportState
TRANSITIONS: dict[ImportState, frozenset[ImportState]] = {
    _S.WAITING: frozenset({_S.IN_FORCE, _S.SET_ASIDE}),
    _S.IN_FORCE: frozenset(),
    _S.SET_ASIDE: frozenset(),
}
OWNERS: dict[ImportState, str] = {
    _S.WAITING: "administrator",
    _S.IN_FORCE: "nobody",
    _S.SET_ASIDE: "nobody",
}
IMPORT = Machine("bundle import", ImportState, _S.WAITING, TRANSITIONS, OWNERS)
