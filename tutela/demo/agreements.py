"""Agreements with other sectors in the invented country: one in force, one that waits for data protection."""

from __future__ import annotations

import datetime as dt

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.agreements.actions.agreements import decide_agreement, propose_agreement
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

from .country import Country

_PROPOSED = (
    ("Places in schools for children who come back to class.", ["schooling", "region", "age_group"], "sector_law"),
    ("First medical care near where children live.", ["track", "region", "first_contact"], "memorandum"),
)


def build_agreements(country: Country) -> None:
    """Proposed by the planner, the first decided by data protection; the partner is the office of the demo's reporting partner."""
    planner, officer = (
        accounts.actor_for(User.objects.get(username=name)) for name in ("ministry_planner", "data_protection_officer")
    )
    with acting_as(planner):
        made = [
            propose_agreement(
                by=planner,
                values={
                    "partner": country.ministry,
                    "purpose": purpose,
                    "breakdowns": breakdowns,
                    "basis": basis,
                    "starts_on": today(),
                    "ends_on": today() + dt.timedelta(days=365),
                },
            )
            for purpose, breakdowns, basis in _PROPOSED
        ]
    with acting_as(officer):
        decide_agreement(agreement=made[0], by=officer, base_version=1, agreed=True)
