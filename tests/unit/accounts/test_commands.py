"""``tutela keys`` and ``tutela account``: the ceremonies without a screen."""

from __future__ import annotations

import io

import pytest

from tests.factories.accounts import actor_of, make_office, make_team, make_territory, make_user, make_vault_key
from tutela.accounts import api
from tutela.accounts.models import Grant, TeamSeal, User
from tutela.config.commands import account, keys
from tutela.kernel.errors import OperatorError, Refused
from tutela.kernel.vault import aead
from tutela.kernel.vault import team as team_vault

pytestmark = pytest.mark.django_db


def run(*arguments):
    return keys.ceremony(keys._parser().parse_args(arguments))


@pytest.fixture
def team():
    make_user("administrator", username="admin")
    ana = make_user("intake_officer", office=make_office(), username="ana")
    make_vault_key(ana)
    return make_team(None, ana, code="IN1")


def test_a_member_seals_old_reports_anew(team, capsys, monkeypatch):
    from tests.factories.accounts import PASSPHRASE
    from tutela.intake.api import Submission, outdated_reports, receive_report
    from tutela.kernel.database.acting import acting_as

    team.office = Grant.objects.get(user__username="ana").office
    team.save()
    _printed, public = made_paper(capsys)
    run("create", "in1", "--by", "admin", "--recovery-public", public)
    ana = actor_of(User.objects.get(username="ana"))
    with acting_as(ana):
        receive_report(submission=Submission(worry="x"), team=team, by=ana, channel="walk_in")
    run("rotate", "IN1", "--by", "admin")
    with acting_as(ana):
        assert outdated_reports(team=team, by=ana) == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    run("reseal", "IN1", "--by", "ana")
    assert "not the vault passphrase" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
    assert run("reseal", "IN1", "--by", "ana") == 0
    assert "IN1: 0 reports are left" in capsys.readouterr().out


def made_paper(capsys):
    keys.recovery()
    words = capsys.readouterr().out.split()
    public = next(word for word in words if len(word) == 64)
    printed = next(word for word in words if word.count("-") == 13)
    return printed, public


def test_recovery_key_and_its_public_part_belong_together(capsys):
    printed, public = made_paper(capsys)
    assert aead.public_of(team_vault.parse_recovery_key(printed)).hex() == public


def test_create_rotate_and_recover(team, capsys, monkeypatch):
    printed, public = made_paper(capsys)
    assert keys.status() == 0
    assert "IN1: no key" in capsys.readouterr().out
    assert run("create", "in1", "--by", "admin", "--recovery-public", public) == 0
    assert "shared with 1 members" in capsys.readouterr().out
    assert run("rotate", "IN1", "--by", "admin") == 0
    assert "version 2" in capsys.readouterr().out
    keys.status()
    assert "IN1: version 2; 1 can unlock it, 0 wait" in capsys.readouterr().out
    TeamSeal.objects.all().delete()
    monkeypatch.setattr("sys.stdin", io.StringIO(printed + "\n"))
    assert run("recover", "IN1", "--by", "admin", "--member", "ana") == 0
    assert "ana can unlock 2 versions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create", "IN1", "--by", "nobody"), "--by"),
        (("create", "NONE", "--by", "admin"), "no team"),
        (("create", "IN1", "--by", "admin"), "--recovery-public"),
        (("create", "IN1", "--by", "admin", "--recovery-public", "xyz"), "hexadecimal"),
        (("recover", "IN1", "--by", "admin"), "--member"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(team, arguments, words):
    with pytest.raises(OperatorError, match=words):
        run(*arguments)


def test_the_rules_hold_on_the_command_line_too(team, capsys):
    _printed, public = made_paper(capsys)
    with pytest.raises(Refused):
        run("create", "IN1", "--by", "ana", "--recovery-public", public)


def test_no_team_is_said(capsys):
    assert keys.status() == 0
    assert "no team yet" in capsys.readouterr().out


def test_first_administrator(capsys):
    make_territory()
    api.create_system_users()
    said = account.first_administrator("Amal.H", "Amal Haddad")
    user = api.User.objects.get(username="amal.h")
    assert user.check_password(said.split("\n")[0].rsplit(" ", 1)[1])
    with pytest.raises(OperatorError, match="already"):
        account.first_administrator("other", "Other")
