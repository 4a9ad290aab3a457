"""The first district's intake team with its key, and reports waiting in triage, sealed by intake's own action."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from tutela.accounts import api as accounts
from tutela.accounts.models import Team, User
from tutela.directory.models import Office
from tutela.intake import api as intake
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import team as team_vault

from .country import Country
from .people import PASSPHRASE, People

TEAM = "INTAKE"


@dataclass(frozen=True)
class Waiting:
    """A report that waits: how long ago, through which channel (empty: the public site), and what was told."""

    minutes: int
    channel: str
    worry: str
    danger: str = "NAS"
    age_band: str = "UNK"
    reporter_type: str = "UNK"
    contact: str = "here"
    ward: int = 0
    in_hand: bool = False


REPORTS = (
    Waiting(8, "", "I am alone and I do not dare to go home tonight.", "yes", "14_17", "child", "here", 0),
    Waiting(26, "helpline", "The caller hears that a child will be taken across the border tomorrow.", "yes", "10_13", "UNK", "never", 1),
    Waiting(55, "police", "A child was found at the bus station without family.", "unsure", "10_13", "professional", "phone", 0, True),
    Waiting(95, "", "My friend says that a man writes to her every night and asks for pictures.", "unsure", "14_17", "peer", "here", 1),
    Waiting(140, "", "The wedding of a girl in our street is in two weeks. She wants to finish school.", "NAS", "14_17", "family", "never", 2),
    Waiting(170, "school", "A pupil has not come for three weeks; the family gives no answer.", "no", "10_13", "professional", "phone", 3),
    Waiting(230, "health_service", "A young patient came for the third time and was never alone.", "unsure", "14_17", "professional", "phone", 0, True),
    Waiting(320, "", "Children work in the brick yard behind the market every morning.", "no", "under_10", "traveller", "never", 4),
    Waiting(410, "community_focal_point", "A boy lives alone since his aunt left for work.", "no", "under_10", "professional", "here", 5),
    Waiting(600, "", "I think the child next door needs help. I do not know more.", "NAS", "UNK", "family", "here", 6),
    Waiting(1500, "paper", "A newborn is not registered, because the office asked for a fee.", "no", "under_10", "UNK", "never", 7),
    Waiting(2700, "walk_in", "A mother asks who can help her son back to school.", "no", "10_13", "family", "phone", 0),
)  # fmt: skip


def build_reports(country: Country, people: People) -> None:
    """Insert the team, its members' keys and the reports. The passphrase is the same for every member."""
    first = country.districts[0].code
    office = country.offices[first]
    colleague = User.objects.get(username=f"intake.{first.lower()}")
    members = [people.intake, colleague, people.supervisors[first]]
    with transaction.atomic():
        team = _team(office, people.administrator, members)
        officer = accounts.actor_for(people.intake)
        for told in REPORTS:
            with moved_to(now() - dt.timedelta(minutes=told.minutes)):
                _receive(told, team, country, officer)


def _team(office: Office, lead: User, members: list[User]) -> Team:
    administrator = accounts.actor_for(lead)
    for member in members:
        actor = accounts.actor_for(member)
        with acting_as(actor):
            accounts.create_vault_key(passphrase=PASSPHRASE, by=actor)
    with acting_as(administrator):
        team = accounts.create_team(
            code=TEAM, name="Intake team", office=office, by=administrator, receives_public_reports=True
        )
        for member in members:
            accounts.join_team(team=team, user=member, by=administrator)
        accounts.create_team_key(team=team, recovery_public=team_vault.create_recovery_key().public, by=administrator)
    return team


def _receive(told: Waiting, team: Team, country: Country, officer: accounts.StaffActor) -> None:
    by = officer if told.channel else accounts.PUBLIC_ACTOR
    submission = intake.Submission(
        worry=told.worry,
        territory=country.districts[told.ward % len(country.districts)],
        danger=told.danger,
        age_band=told.age_band,
        reporter_type=told.reporter_type,
        contact=told.contact,
    )
    with acting_as(by):
        received = intake.receive_report(submission=submission, team=team, by=by, channel=told.channel)
    if told.in_hand:
        with acting_as(officer):
            report = intake.get_report(officer, received.report_id)
            intake.take_in_hand(report=report, by=officer)
