"""The demo's accounts: one of each role with a printed sign-in, and enough colleagues for every office."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from tutela.accounts import api as accounts
from tutela.accounts.models import Grant, OrganisationUndertaking, Undertaking, User
from tutela.directory.models import Office, Organisation, Territory
from tutela.kernel.clock import now, today

from . import names
from .country import Country

PASSWORD = "tutela demo only"  # noqa: S105
PASSPHRASE = "reports open with this sentence"  # noqa: S105
SIGN_INS = (
    "intake_officer",
    "caseworker",
    "supervisor",
    "district_head",
    "duty_officer",
    "service_provider",
    "health_professional",
    "statistician",
    "data_protection_officer",
    "ministry_planner",
    "inspector",
    "facility_manager",
    "ombudsperson",
    "administrator",
    "second_statistician",
    "reporting_partner",
    "legal_analyst",
    "second_analyst",
    "report_signatory",
    "legal_officer",
    "health_focal_point",
    "community_member",
)
_ROLE_OF = {"second_statistician": "statistician", "second_analyst": "legal_analyst"}
"""A second person in a role: whoever reads what the first has made."""
_WORKERS_EACH = 4


@dataclass(frozen=True)
class People:
    """Workers and supervisors of each district's office, and the demo's intake officer."""

    workers: dict[str, list[User]]
    supervisors: dict[str, User]
    intake: User
    administrator: User
    ombudsperson: User
    inspector: User


def build_people(country: Country, years: int) -> People:
    """Insert users, undertakings, grants and second factors."""
    maker = _Maker(country, years)
    _sign_for_bodies()
    first = country.districts[0]
    users = {role: maker.user(role, role) for role in SIGN_INS}
    for role in SIGN_INS:
        maker.grant(users[role], _ROLE_OF.get(role, role), *_reach(role, country, first))
        maker.second_factor(users[role])
    workers: dict[str, list[User]] = {}
    supervisors = {}
    for district in country.districts:
        office = country.offices[district.code]
        mine = [users["caseworker"]] if district is first else []
        for number in range(_WORKERS_EACH - len(mine)):
            mine.append(maker.colleague(f"worker.{district.code.lower()}.{number + 1}", "caseworker", office))
        workers[district.code] = mine
        supervisors[district.code] = (
            users["supervisor"]
            if district is first
            else maker.colleague(f"supervisor.{district.code.lower()}", "supervisor", office)
        )
        maker.colleague(f"intake.{district.code.lower()}", "intake_officer", office)
    return People(
        workers, supervisors, users["intake_officer"], users["administrator"], users["ombudsperson"], users["inspector"]
    )


def role_of(sign_in: str) -> accounts.Role:
    """The role of a printed sign-in: the one of its name, or the one its second person has."""
    return accounts.ROLES[_ROLE_OF.get(sign_in, sign_in)]


def totp_secret(username: str) -> str:
    """The secret behind a demo account's second factor: known to everybody, as the whole demo is."""
    return base64.b32encode(hashlib.sha256(f"tutela demo {username}".encode()).digest()[:20]).decode()


def code_for(role: str) -> str:
    """The second factor of a demo account at this moment (RFC 6238).

    Raises:
        KeyError: no such demo account.
    """
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    user = User.objects.filter(username=role).first()
    found = user and Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if not found:
        raise KeyError(role)
    secret = get_adapter().decrypt(found.data["secret"])
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def _reach(role: str, country: Country, first: Territory) -> tuple[Office | None, Territory | None]:
    if role in ("intake_officer", "caseworker", "supervisor", "legal_officer"):
        return country.offices[first.code], None
    if role == "district_head":
        return None, first
    if role == "community_member":
        return country.committee, None
    if role == "service_provider":
        return country.points[first.code][3].office, None
    if role == "inspector":
        return country.ministry, None
    if role == "facility_manager":
        return country.houses[0], None
    if role in ("health_professional", "health_focal_point"):
        return country.points[first.code][0].office, None
    return None, country.nation


def _sign_for_bodies() -> None:
    """The undertakings of the bodies (R134): one ends soon, and one body without accounts has not signed yet."""
    for body in Organisation.objects.exclude(code="HOUSE-3"):
        days = 40 if body.code == "SV-education" else 900
        OrganisationUndertaking.objects.create(
            organisation=body,
            edition=accounts.current_edition(accounts.BODIES),
            signatory=f"Head of {body.name}",
            position="Director",
            signed_on=today() - dt.timedelta(days=3 * 365 - days),
            recorded_at=now() - dt.timedelta(days=3 * 365 - days),
            expires_at=now() + dt.timedelta(days=days),
        )


class _Maker:
    """Makes users; the password is hashed once, since all demo accounts share it."""

    def __init__(self, country: Country, years: int) -> None:
        self.password = make_password(PASSWORD)
        self.since = (now() - dt.timedelta(days=366 * years)).date()
        self.used = 0

    def user(self, username: str, role: str) -> User:
        full_name = names.STAFF[self.used % len(names.STAFF)]
        self.used += 1
        language = {"ombudsperson": "es", "health_professional": "ar", "ministry_planner": "fr"}.get(role, "en")
        user = User.objects.create(username=username, full_name=full_name, password=self.password, language=language)
        Undertaking.objects.create(
            user=user, edition=accounts.current_edition(), language="en", expires_at=now() + dt.timedelta(days=365)
        )
        return user

    def grant(self, user: User, role: str, office: Office | None, territory: Territory | None) -> None:
        Grant.objects.create(user=user, role=role, office=office, territory=territory, valid_from=self.since)

    def colleague(self, username: str, role: str, office: Office) -> User:
        user = self.user(username, role)
        self.grant(user, role, office, None)
        return user

    def second_factor(self, user: User) -> None:
        sealed = get_adapter().encrypt(totp_secret(user.username))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": sealed})
