"""The first district's intake team with its key, and reports waiting in triage, sealed by intake's own action."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from tutela.accounts import api as accounts
from tutela.accounts.models import Team, User
from tutela.directory import api as directory
from tutela.directory.models import Office
from tutela.intake import api as intake
from tutela.intake.models import Report
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import team as team_vault

from .country import Country
from .people import PASSPHRASE, People

TEAM, OVERSIGHT_TEAM = "INTAKE", "OVERSIGHT"


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
    about: str = "none"
    talk: tuple[str, ...] = ()
    """What passed in the mailbox: the team begins, then in turn."""
    barriers: tuple[str, ...] = ()
    profession: str = ""


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
    Waiting(900, "", "A guard of our home takes the letters of the children away.", "no", "14_17", "child", "here", 0, about="facility"),
    Waiting(1200, "", "I do not want to go back to that house after school.", "no", "10_13", "child", "here", 0, True, talk=(
        "Thank you for writing. It was brave, and it is not your fault. Is there a grown-up at school you like?",
        "Yes, the music teacher.",
        "Good. You may tell the teacher as much as you want. We are looking for a way to help, and you decide with us.",
    ), barriers=("NR23", "NR30")),
    Waiting(1300, "", "My cousin works in a kitchen at night and sleeps there.", "unsure", "14_17", "family", "here", 0, True, talk=(
        "Thank you. We will look into it without saying who told us. Do you know on which days?",
    ), barriers=("NR19",)),
    Waiting(1400, "school", "A pupil told me about a wedding planned for the holidays.", "no", "14_17", "professional", "here", 0, True,
            barriers=("UNK",), profession="teacher"),
    Waiting(1500, "paper", "A newborn is not registered, because the office asked for a fee.", "no", "under_10", "UNK", "never", 7),
    Waiting(2700, "walk_in", "A mother asks who can help her son back to school.", "no", "10_13", "family", "phone", 0),
)  # fmt: skip


def build_reports(country: Country, people: People) -> str:
    """Insert the team, its members' keys and the reports. The passphrase is the same for every member.

    Returns the receipt of the longest talk, for whoever wants to try a mailbox.
    """
    first = country.districts[0].code
    office = country.offices[first]
    colleague = User.objects.get(username=f"intake.{first.lower()}")
    members = [people.intake, colleague, people.supervisors[first]]
    with transaction.atomic():
        team = _team(TEAM, "Intake team", office, people.administrator, members, receives=True)
        _team(OVERSIGHT_TEAM, "Independent mechanism", country.mechanism, people.administrator, [people.ombudsperson])
        _channels(country, people.administrator)
        officer = accounts.actor_for(people.intake)
        codes = {}
        for told in REPORTS:
            with moved_to(now() - dt.timedelta(minutes=told.minutes)):
                codes[told] = _receive(told, team, country, officer)
    return codes[max(REPORTS, key=lambda told: len(told.talk))]


def _team(code: str, name: str, office: Office, lead: User, members: list[User], *, receives: bool = False) -> Team:
    administrator = accounts.actor_for(lead)
    for member in members:
        actor = accounts.actor_for(member)
        with acting_as(actor):
            accounts.create_vault_key(passphrase=PASSPHRASE, by=actor)
    with acting_as(administrator):
        team = accounts.create_team(code=code, name=name, office=office, by=administrator, receives_public_reports=receives)
        for member in members:
            accounts.join_team(team=team, user=member, by=administrator)
        accounts.create_team_key(team=team, recovery_public=team_vault.create_recovery_key().public, by=administrator)
    return team


def _channels(country: Country, lead: User) -> None:
    """Ways to report: everywhere this site and the helpline; offices in all districts but the last, where the gap shows."""
    by = accounts.actor_for(lead)
    with acting_as(by):
        for channel in ("web_form", "child_web_form"):
            directory.keep_channel(territory=country.nation, channel=channel, by=by, day_and_night=True, cost="Free")
        for district in country.districts[:-1]:
            directory.keep_channel(
                territory=district,
                channel="walk_in",
                by=by,
                contact=country.offices[district.code].phone,
                hours="Monday to Friday, 8 to 16",
                accessibility="Step-free entrance",
                cost="Free",
            )
        for number, district in enumerate(country.districts[1:], start=1):
            directory.keep_population(
                territory=district, children=41_000 + 3_700 * number, year=2024, source="Census", by=by
            )
        for district in country.districts[:4]:
            directory.keep_channel(
                territory=district, channel="helpline", by=by, contact="116 111", day_and_night=True, cost="Free"
            )


def _receive(told: Waiting, team: Team, country: Country, officer: accounts.StaffActor) -> str:
    by = officer if told.channel else accounts.PUBLIC_ACTOR
    submission = intake.Submission(
        worry=told.worry,
        territory=country.districts[told.ward % len(country.districts)],
        danger=told.danger,
        age_band=told.age_band,
        reporter_type=told.reporter_type,
        contact=told.contact,
        about=told.about,
    )
    receiving = intake.oversight_team() or team if told.about != "none" else team
    with acting_as(by):
        received = intake.receive_report(submission=submission, team=receiving, by=by, channel=told.channel)
    if told.in_hand:
        with acting_as(officer):
            report = intake.get_report(officer, received.report_id)
            intake.take_in_hand(report=report, by=officer)
        _details(told, report, officer)
        _talk(told, report, received.receipt, officer)
    return received.receipt


def _details(told: Waiting, report: Report, officer: accounts.StaffActor) -> None:
    with acting_as(officer):
        if told.barriers:
            intake.record_barriers(
                report=report,
                codes=told.barriers,
                holder="family",
                happened_on=(report.taken_on - dt.timedelta(days=70)).isoformat()[:7],
                first_told_on=(report.taken_on - dt.timedelta(days=35)).isoformat()[:7],
                by=officer,
            )
        if told.profession:
            intake.set_duty(report=report, profession=told.profession, by=officer)


def _talk(told: Waiting, report: Report, digits: str, officer: accounts.StaffActor) -> None:
    """The dialogue in the mailbox. The officer's own key opens the report, as on the screen."""
    keys = _officers_keys(officer) if told.talk else {}
    for turn, text in enumerate(told.talk):
        if turn % 2 == 0:
            with acting_as(officer):
                report.refresh_from_db()
                intake.answer_reporter(report=report, text=text, keys=keys, by=officer)
        else:
            with acting_as(accounts.PUBLIC_ACTOR):
                mailbox = intake.mailbox_of_receipt(digits)
                if mailbox is not None:
                    intake.write_to_team(mailbox=mailbox, text=text, by=accounts.PUBLIC_ACTOR)


def _officers_keys(officer: accounts.StaffActor) -> dict[uuid.UUID, bytes]:
    with acting_as(officer):
        secret = accounts.unlock_vault(passphrase=PASSPHRASE, by=officer)
        return accounts.team_keys_of_secret(officer.id, secret or b"")
