"""The sentences that stand on every figure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTE = _(
    "These figures count children known to the system, not prevalence: how many children are concerned in all cannot be "
    "read from them."
)
METHOD = _(
    "Each child counts once, with the latest file. Numbers below %(threshold)s are protected, and with them others from "
    "which totals would give them away; zero, unknown and not applicable are shown as what they are. Each table is "
    "protected with its own totals. Different tables are not protected against each other: do not "
    "publish several side by side."
)
SEVERAL = _("A child with several labels counts once in each, so a total over labels is larger than the number of children.")
COVERAGE = _("%(reporting)s of %(expected)s offices reported in the last year.")
ALL = _("All")
NOTHING_YET = _("No observations have been built yet. A statistician builds them first.")
