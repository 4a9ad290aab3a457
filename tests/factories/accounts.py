"""Territories, offices, people and their grants for tests. Every maker fills in what is not said.

    office = make_office()                                  # in a district of a small tree of territories
    worker = make_user("caseworker", office=office)         # active, undertaking signed, grant since yesterday
    with acting_as(actor_of(worker)):
        ...

None of these ask rules or write audit events.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable

from tutela.accounts.actor import StaffActor, actor_for
from tutela.accounts.models import Grant, OrganisationUndertaking, Team, TeamMember, Undertaking, User
from tutela.directory.models import Office, Organisation, Territory
from tutela.kernel.clock import now, today

_count = itertools.count(1)
PASSWORD = "correct horse battery staple"
"""The password of every user made with ``with_password=True``."""


def make_territory(parent: Territory | None = None, *, code: str = "", name: str = "", **fields: object) -> Territory:
    """A territory below ``parent``; without a parent the country (made once, found again)."""
    if parent is None:
        known = Territory.objects.filter(level=1).first()
        if known is not None and code in ("", known.code):
            return known
    number = next(_count)
    code = code or ("XC" if parent is None else f"T{number}")
    return Territory.objects.create(
        code=code,
        level=parent.level + 1 if parent else 1,
        parent=parent,
        path=f"{parent.path if parent else ''}{code}.",
        names={"en": name or ("Country" if parent is None else f"Territory {number}")},
        **fields,
    )


def make_organisation(*, signed: bool = True, **fields: object) -> Organisation:
    """An organisation of the social sector, its own undertaking signed."""
    number = next(_count)
    defaults = {"code": f"ORG{number}", "name": f"Organisation {number}", "sector": "social", "kind": "ministry"}
    organisation = Organisation.objects.create(**defaults | fields)
    if signed:
        sign_body(organisation)
    return organisation


def sign_body(organisation: Organisation, *, expires_in: int = 365) -> OrganisationUndertaking:
    """The undertaking of a body, recorded since yesterday; ``expires_in`` days from now it runs out."""
    return OrganisationUndertaking.objects.create(
        organisation=organisation,
        edition="2026-1",
        signatory="Head of the body",
        position="Director",
        signed_on=today() - dt.timedelta(days=1),
        expires_at=now() + dt.timedelta(days=expires_in),
    )


def make_office(territory: Territory | None = None, **fields: object) -> Office:
    """An office that holds files, in a new territory below the country unless told."""
    number = next(_count)
    defaults = {
        "code": f"OFF{number}",
        "name": f"Office {number}",
        "holds_files": True,
        "organisation": fields.pop("organisation", None) or make_organisation(),
        "territory": territory or make_territory(make_territory()),
    }
    return Office.objects.create(**defaults | fields)


def make_user(
    role: str = "",
    *,
    office: Office | None = None,
    territory: Territory | None = None,
    signed: bool = True,
    with_password: bool = False,
    second_factor: bool = False,
    username: str = "",
    **fields: object,
) -> User:
    """A user; with a ``role`` also a grant for ``office`` or ``territory`` (neither: the whole country).

    ``with_password`` sets :data:`PASSWORD` (slow: Argon2); ``second_factor`` adds an authenticator app.
    """
    username = username or f"user{next(_count)}"
    user = User(username=username, full_name=fields.pop("full_name", f"Person {username}"), **fields)
    if with_password:
        user.set_password(PASSWORD)
    else:
        user.set_unusable_password()
    user.save(force_insert=True)
    if signed:
        sign(user)
    if role:
        make_grant(user, role, office=office, territory=territory)
    if second_factor:
        make_totp(user)
    return user


def make_grant(
    user: User,
    role: str,
    *,
    office: Office | None = None,
    territory: Territory | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    **fields: object,
) -> Grant:
    """A grant since yesterday, without end unless told; for the whole country when no place is named."""
    if office is None and territory is None:
        territory = make_territory()
    start = valid_from or min(today() - dt.timedelta(days=1), valid_to or dt.date.max)
    return Grant.objects.create(
        user=user, role=role, office=office, territory=territory, valid_from=start, valid_to=valid_to, **fields
    )


def sign(user: User, *, days: int = 365) -> Undertaking:
    """The user's undertaking, good for ``days`` more (negative: lapsed)."""
    return Undertaking.objects.create(user=user, edition="test", language="en", expires_at=now() + dt.timedelta(days=days))


def make_totp(user: User) -> str:
    """An authenticator app; returns its secret (``allauth.mfa.totp.internal.auth.hotp_value`` counts with it)."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def actor_of(user: User) -> StaffActor:
    """The user as an actor, as of now."""
    return actor_for(user)


def make_actor(
    role: str, *, office: Office | None = None, territory: Territory | None = None, **fields: object
) -> StaffActor:
    """A new user with the role, as an actor."""
    return actor_for(make_user(role, office=office, territory=territory, **fields))


def make_team(office: Office | None = None, *members: User, **fields: object) -> Team:
    """A team without a key; its ``members`` joined."""
    number = next(_count)
    defaults = {"code": f"TEAM{number}", "name": f"Team {number:04}", "office": office or make_office()}
    team = Team.objects.create(**defaults | fields)
    for user in members:
        TeamMember.objects.create(team=team, user=user)
    return team


PASSPHRASE = "seven calm boats under one moon"
"""The vault passphrase of every member key made here."""


def make_vault_key(user: User) -> bytes:
    """The user's own pair, locked with :data:`PASSPHRASE`; returns the private part (takes 0.15 s)."""
    from tutela.accounts.models import UserKey
    from tutela.kernel.vault import team as team_vault

    made = team_vault.create_member_key(PASSPHRASE)
    UserKey.objects.create(user=user, public_key=made.public, salt=made.salt, wrapped_private=made.locked)
    return team_vault.unlock(made, PASSPHRASE)


def make_team_key(team: Team) -> str:
    """A first key, shared with every member who has a vault key; returns the recovery key as printed."""
    from tutela.accounts.models import TeamKey, TeamSeal, UserKey
    from tutela.kernel.vault import team as team_vault

    recovery = team_vault.create_recovery_key()
    members = UserKey.objects.filter(pk__in=team.members.filter(left_at=None).values("user_id"))
    made = team_vault.create_team_key({key.pk: bytes(key.public_key) for key in members}, recovery.public)
    key = TeamKey.objects.create(
        team=team,
        version=made.version,
        public_key=made.public,
        recovery_public=recovery.public,
        recovery_seal=made.recovery_seal,
    )
    for user_id, seal in made.seals.items():
        TeamSeal.objects.create(key=key, user_id=user_id, sealed_private=seal)
    return recovery.printable


def sign_in(client: object, user: User) -> None:
    """Sign a Django test client in as ``user`` (no password needed)."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[attr-defined]


def unlock(client: object, user: User) -> None:
    """Put an unlocked vault into a signed-in test client; ``user`` has a vault key made by :func:`make_vault_key`."""
    import base64

    from tutela.accounts.actions.vault import unlock_vault
    from tutela.accounts.queries.unlocked import cookie_name
    from tutela.kernel.database.acting import acting_as

    actor = actor_for(user)
    with acting_as(actor):
        secret = unlock_vault(passphrase=PASSPHRASE, by=actor)
    client.cookies[cookie_name()] = base64.urlsafe_b64encode(secret).decode()  # type: ignore[attr-defined]


def holding(*permissions: str, offices: Iterable[uuid.UUID] = (), user_id: uuid.UUID | None = None) -> StaffActor:
    """Somebody in memory who holds exactly these permissions, for these offices: for rules that ask nobody else."""
    reach = {str(permission): frozenset(offices) for permission in permissions}
    return StaffActor(user=User(pk=user_id or uuid.uuid4()), reach=reach, roles=frozenset(), undertaken=True)
