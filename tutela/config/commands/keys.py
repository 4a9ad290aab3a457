"""``tutela keys``: recovery keys made off line, the state of team keys, and the ceremonies without a screen.

``tutela keys recovery`` needs no database: run it on a machine without network, print what it shows, and carry only the
public part to the server.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from tutela.kernel.errors import OperatorError

from ..operations import database, django_role

_CEREMONIES = ("create", "rotate", "recover", "reseal")


def main(arguments: list[str]) -> int:
    """Run one ceremony."""
    options = _parser().parse_args(arguments)
    if options.what == "recovery":
        return recovery()
    with database.running(database.var_directory()):
        django_role.start("staff")
        return status() if options.what == "status" else ceremony(options)


def recovery() -> int:
    """A fresh recovery key: the paper and the public part."""
    from tutela.kernel.vault import team

    made = team.create_recovery_key()
    print("Recovery key. Print it twice, seal each paper, keep them in different safes, and clear this screen:\n")
    print(f"    {made.printable}\n")
    print("Public part. Give this one to `tutela keys create` or to the page that starts the key:\n")
    print(f"    {made.public.hex()}")
    return 0


def status() -> int:
    """One line for each team: version, members who can unlock it, members who wait."""
    from tutela.accounts import api as accounts

    teams = list(accounts.Team.objects.select_related("office").order_by("code"))
    for team in teams:
        key = accounts.current_key(team)
        state = f"version {key.version}" if key else "no key"
        can = key.seals.count() if key else 0
        print(f"{team.code}: {state}; {can} can unlock it, {len(accounts.without_seal(team))} wait; {team.office}")
    if not teams:
        print("There is no team yet.")
    return 0


def ceremony(options: argparse.Namespace) -> int:
    """Create, rotate or recover, on behalf of the administrator named with ``--by``; audited like the screen.

    Raises:
        OperatorError: no such team or account, or a missing option.
    """
    from tutela.accounts import api as accounts
    from tutela.kernel.database.acting import acting_as

    actor = accounts.actor_for(_user(options.by, "--by"))
    team = accounts.Team.objects.filter(code=(options.team or "").upper()).first()
    if team is None:
        raise OperatorError(f"There is no team {options.team!r}: see `tutela keys status`.")
    with acting_as(actor):
        print(_ceremonies()[options.what](team, options, actor))
    return 0


def _ceremonies() -> dict[str, Any]:
    return {"create": _create, "rotate": _rotate, "recover": _recover, "reseal": _reseal}


def _create(team: Any, options: argparse.Namespace, actor: Any) -> str:
    from tutela.accounts import api as accounts

    public = _public(options.recovery_public)
    if public is None:
        raise OperatorError("Name the recovery key with --recovery-public; `tutela keys recovery` makes one.")
    key = accounts.create_team_key(team=team, recovery_public=public, by=actor)
    return f"{team.code} has a key, shared with {key.seals.count()} members and the recovery key."


def _rotate(team: Any, options: argparse.Namespace, actor: Any) -> str:
    from tutela.accounts import api as accounts

    key = accounts.rotate_team_key(team=team, recovery_public=_public(options.recovery_public), by=actor)
    return f"{team.code} now seals to version {key.version}; older versions stay until all is sealed anew."


def _recover(team: Any, options: argparse.Namespace, actor: Any) -> str:
    from tutela.accounts import api as accounts

    member = _user(options.member, "--member")
    print("Recovery key (as on the paper): ", end="", file=sys.stderr, flush=True)
    typed = sys.stdin.readline()
    versions = accounts.recover_team_key(team=team, user=member, recovery_key=typed, by=actor)
    return f"{member.username} can unlock {versions} versions of the key of {team.code}."


def _reseal(team: Any, options: argparse.Namespace, actor: Any) -> str:
    """A member seals old reports anew, with the vault passphrase from standard input; the unlocking ends with it."""
    from tutela.accounts import api as accounts
    from tutela.intake import api as intake

    print("Vault passphrase: ", end="", file=sys.stderr, flush=True)
    secret = accounts.unlock_vault(passphrase=sys.stdin.readline().rstrip("\n"), by=actor)
    if secret is None:
        return "This is not the vault passphrase; nothing was changed. The try counts."
    keys = accounts.team_keys_of_secret(actor.id, secret)
    before, left = -1, intake.outdated_reports(team=team, by=actor)
    while left and left != before:
        before, left = left, intake.reseal_reports(team=team, keys=keys, by=actor)
    accounts.lock_vault(by=actor)
    return f"{team.code}: {left} reports are left with an older key." + (" The intake lead seals those." if left else "")


def _user(username: str | None, option: str) -> Any:
    from tutela.accounts import api as accounts

    user = accounts.User.objects.filter(username=(username or "").lower(), is_system=False).first()
    if user is None:
        raise OperatorError(f"Name an account with {option} USERNAME; there is none called {username!r}.")
    return user


def _public(digits: str | None) -> bytes | None:
    try:
        return bytes.fromhex(digits) if digits else None
    except ValueError:
        raise OperatorError("--recovery-public takes the 64 hexadecimal digits that `tutela keys recovery` shows.") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tutela keys", description="Team keys and their recovery keys.")
    chosen = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    chosen.add_parser("recovery", help="make a recovery key; off line, no database needed")
    chosen.add_parser("status", help="which team has which key, and who waits for it")
    for name, help_text in zip(
        _CEREMONIES,
        ("start a team's key", "a new version", "use the paper", "seal old reports to the newest version"),
        strict=True,
    ):
        one = chosen.add_parser(name, help=help_text)
        one.add_argument("team", metavar="TEAM", help="the team's code")
        one.add_argument(
            "--by", required=True, metavar="USERNAME", help="who does it: the administrator; for reseal, a member"
        )
        one.add_argument("--recovery-public", metavar="DIGITS", help="the public part of a recovery key")
        one.add_argument("--member", metavar="USERNAME", help="recover: the member who shall read again")
    return parser
