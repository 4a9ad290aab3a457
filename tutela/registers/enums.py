"""The reasons for a no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class RegisterReason(Reason):
    """Why a register says no."""

    NOT_KEEPER = "not_keeper", _("Your roles read this register and do not write it. Ask whoever keeps it, or for a grant.")
