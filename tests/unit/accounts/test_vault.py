"""A member's own key and the ceremonies of a team's key."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.factories.accounts import (
    PASSPHRASE,
    PASSWORD,
    actor_of,
    make_actor,
    make_office,
    make_team,
    make_team_key,
    make_territory,
    make_user,
    make_vault_key,
)
from tutela.accounts import api
from tutela.accounts.enums import AccountsReason
from tutela.accounts.models import TeamSeal, Unlocking, User, UserKey
from tutela.accounts.queries import unlocked
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError, Refused
from tutela.kernel.vault import CannotOpen, aead
from tutela.kernel.vault import team as team_vault

pytestmark = pytest.mark.django_db
OTHER = "eight green lamps over a quiet sea"


def refused(action, **arguments):
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.reason


def wrong(action, **arguments):
    with pytest.raises(InvalidInput) as caught:
        action(**arguments)
    return list(caught.value.fields)


@pytest.fixture
def administrator():
    actor = make_actor("administrator")
    with acting_as(actor):
        yield actor


@pytest.fixture
def officer():
    return make_user("intake_officer", office=make_office(), with_password=True)


@pytest.fixture
def by(officer):
    actor = actor_of(officer)
    with acting_as(actor):
        yield actor


def request_of(user, secret=None):
    request = RequestFactory().get("/")
    request.user = user
    if secret is not None:
        response = HttpResponse()
        unlocked.keep_secret(response, secret)
        request.COOKIES[unlocked.cookie_name()] = response.cookies[unlocked.cookie_name()].value
    return request


def opened(user, secret):
    return unlocked.unlocked_private(request_of(user, secret))


# One's own key.


def test_passphrase_opens_what_it_locked(officer, by):
    key = api.create_vault_key(passphrase=PASSPHRASE, by=by)
    secret = api.unlock_vault(passphrase=PASSPHRASE, by=by)
    private = opened(officer, secret)
    assert aead.public_of(private) == bytes(key.public_key)
    assert refused(api.create_vault_key, passphrase=OTHER, by=by) == AccountsReason.VAULT_KEY_THERE


def test_passphrase_is_long_and_not_the_password(by):
    assert wrong(api.create_vault_key, passphrase="too short", by=by) == ["passphrase"]
    assert wrong(api.create_vault_key, passphrase=PASSWORD, by=by) == ["passphrase"]


def test_without_a_key_there_is_nothing_to_unlock_change_or_replace(by):
    for action, arguments in [
        (api.unlock_vault, {"passphrase": PASSPHRASE}),
        (api.change_vault_passphrase, {"old": PASSPHRASE, "new": OTHER}),
        (api.replace_vault_key, {"passphrase": OTHER}),
    ]:
        assert refused(action, **arguments, by=by) == AccountsReason.VAULT_KEY_MISSING


def test_changing_the_passphrase_keeps_the_pair(officer, by):
    before = api.create_vault_key(passphrase=PASSPHRASE, by=by).public_key
    assert wrong(api.change_vault_passphrase, old=OTHER, new=OTHER, by=by) == ["old"]
    assert wrong(api.change_vault_passphrase, old=PASSPHRASE, new="short", by=by) == ["new"]
    api.change_vault_passphrase(old=PASSPHRASE, new=OTHER, by=by)
    assert bytes(UserKey.objects.get(pk=officer.pk).public_key) == bytes(before)
    assert api.unlock_vault(passphrase=PASSPHRASE, by=by) is None
    assert api.unlock_vault(passphrase=OTHER, by=by) is not None


def test_wrong_passphrases_pause_for_a_quarter_of_an_hour(officer, by):
    api.create_vault_key(passphrase=PASSPHRASE, by=by)
    for _try in range(5):
        assert api.unlock_vault(passphrase=OTHER, by=by) is None
    assert refused(api.unlock_vault, passphrase=PASSPHRASE, by=by) == AccountsReason.VAULT_PAUSED
    with moved_to(now() + dt.timedelta(minutes=16)):
        assert api.unlock_vault(passphrase=PASSPHRASE, by=by) is not None
    assert UserKey.objects.get(pk=officer.pk).failures == 0


def test_unlocking_ends_after_half_an_hour_and_is_prolonged_by_use(officer, by):
    api.create_vault_key(passphrase=PASSPHRASE, by=by)
    start = now()
    secret = api.unlock_vault(passphrase=PASSPHRASE, by=by)
    with moved_to(start + dt.timedelta(minutes=25)):
        assert opened(officer, secret) is not None
    with moved_to(start + dt.timedelta(minutes=50)):
        assert opened(officer, secret) is not None
    with moved_to(start + dt.timedelta(minutes=81)):
        assert opened(officer, secret) is None


def test_unlocking_ends_with_the_working_day(officer, by):
    api.create_vault_key(passphrase=PASSPHRASE, by=by)
    start = now()
    secret = api.unlock_vault(passphrase=PASSPHRASE, by=by)
    for minutes in range(20, 600, 20):
        with moved_to(start + dt.timedelta(minutes=minutes)):
            assert opened(officer, secret) is not None
    with moved_to(start + dt.timedelta(minutes=601)):
        assert opened(officer, secret) is None


def test_the_secret_of_one_opens_nothing_for_another(officer, by):
    api.create_vault_key(passphrase=PASSPHRASE, by=by)
    secret = api.unlock_vault(passphrase=PASSPHRASE, by=by)
    assert opened(make_user(), secret) is None
    assert opened(officer, bytes(32)) is None
    request = request_of(officer)
    request.COOKIES[unlocked.cookie_name()] = "not base 64 at all!"
    assert unlocked.unlocked_private(request) is None


def test_the_database_alone_opens_nothing(officer, by):
    api.create_vault_key(passphrase=PASSPHRASE, by=by)
    secret = api.unlock_vault(passphrase=PASSPHRASE, by=by)
    private = opened(officer, secret)
    row = Unlocking.objects.get(user=officer)
    key = UserKey.objects.get(pk=officer.pk)
    kept = b"".join(bytes(part) for part in (row.lookup, row.wrapped_private, key.public_key, key.salt, key.wrapped_private))
    assert private not in kept
    assert secret not in kept
    row.wrapped_private = bytes(row.wrapped_private)[:-1] + b"x"
    row.save()
    assert opened(officer, secret) is None


def test_locking_ends_it_at_once(officer, by):
    api.create_vault_key(passphrase=PASSPHRASE, by=by)
    secret = api.unlock_vault(passphrase=PASSPHRASE, by=by)
    api.lock_vault(by=by)
    api.lock_vault(by=by)
    assert opened(officer, secret) is None


def test_old_unlockings_are_cleared_away(officer, by):
    api.create_vault_key(passphrase=PASSPHRASE, by=by)
    api.unlock_vault(passphrase=PASSPHRASE, by=by)
    with moved_to(now() + dt.timedelta(hours=1)):
        api.unlock_vault(passphrase=PASSPHRASE, by=by)
    assert Unlocking.objects.filter(user=officer).count() == 1


def test_nobody_signed_in_has_unlocked_nothing():
    from django.contrib.auth.models import AnonymousUser

    assert unlocked.unlocked_private(request_of(AnonymousUser(), bytes(32))) is None


def test_replacing_gives_up_what_was_shared(officer, by):
    api.create_vault_key(passphrase=PASSPHRASE, by=by)
    team = make_team(None, officer)
    make_team_key(team)
    api.replace_vault_key(passphrase=OTHER, by=by)
    assert not TeamSeal.objects.filter(user=officer).exists()
    secret = api.unlock_vault(passphrase=OTHER, by=by)
    assert api.unlocked_team_keys(request_of(officer, secret)) == {}
    with pytest.raises(Refused) as caught:
        api.team_private_key(request_of(officer, secret), api.team_public_key(team).id)
    assert caught.value.reason == AccountsReason.NO_SEAL


# Teams.


def test_whoever_is_unlocked_opens_what_was_sealed_to_the_team(officer):
    make_vault_key(officer)
    team = make_team(None, officer)
    make_team_key(team)
    public = api.team_public_key(team)
    sealed = team_vault.seal_key(b"k" * 32, public.public)
    actor = actor_of(officer)
    with acting_as(actor):
        secret = api.unlock_vault(passphrase=PASSPHRASE, by=actor)
    request = request_of(officer, secret)
    assert api.is_unlocked(request)
    private = api.team_private_key(request, public.id)
    assert team_vault.unseal_key(sealed, private) == b"k" * 32
    assert api.unlocked_team_keys(request) == {public.id: private}
    with pytest.raises(Refused) as caught:
        api.team_private_key(request_of(officer), public.id)
    assert caught.value.reason == AccountsReason.VAULT_LOCKED


def test_team_is_made_by_whoever_manages_teams(administrator, officer):
    office = make_office()
    team = api.create_team(code=" in-1 ", name="Intake  one", office=office, by=administrator, receives_public_reports=True)
    assert (team.code, team.name, team.receives_public_reports) == ("IN-1", "Intake one", True)
    assert wrong(api.create_team, code="in-1", name="", office=office, by=administrator) == ["code", "name"]
    assert wrong(api.create_team, code="", name="x" * 151, office=office, by=administrator) == ["code", "name"]
    assert refused(api.create_team, code="X", name="X", office=office, by=actor_of(officer)) == (
        AccountsReason.NO_SUCH_PERMISSION
    )


def test_members_join_once(administrator, officer):
    team = make_team()
    join = {"team": team, "by": administrator}
    api.join_team(user=officer, leads=True, **join)
    assert refused(api.join_team, user=officer, **join) == AccountsReason.ALREADY_A_MEMBER
    assert refused(api.join_team, user=make_user(is_system=True), **join) == AccountsReason.SYSTEM_ACCOUNT
    assert refused(api.join_team, user=make_user(is_active=False), **join) == AccountsReason.ACCOUNT_CLOSED
    assert refused(api.join_team, team=team, user=make_user(), by=actor_of(officer)) == AccountsReason.NO_SUCH_PERMISSION
    assert [membership.team for membership in api.memberships_of(officer.pk)] == [team]


def test_key_is_started_shared_and_rotated(administrator):
    ana, ben, new = make_user(), make_user(), make_user()
    private_ana = make_vault_key(ana)
    make_vault_key(ben)
    team = make_team(None, ana, ben, new)
    recovery = team_vault.create_recovery_key()
    assert refused(api.rotate_team_key, team=team, by=administrator) == AccountsReason.TEAM_KEY_MISSING
    assert wrong(api.create_team_key, team=team, recovery_public=b"short", by=administrator) == ["recovery_public"]
    with pytest.raises(OperatorError):
        api.team_public_key(team)
    assert api.without_seal(team) == []
    key = api.create_team_key(team=team, recovery_public=recovery.public, by=administrator)
    assert refused(api.create_team_key, team=team, recovery_public=recovery.public, by=administrator) == (
        AccountsReason.TEAM_KEY_THERE
    )
    assert set(key.seals.values_list("user_id", flat=True)) == {ana.pk, ben.pk}
    assert [member.user for member in api.without_seal(team)] == [new]

    with acting_as(actor_of(ana)):
        share = {"team": team, "user": new, "by": actor_of(ana)}
        assert refused(api.share_team_key, private=private_ana, **share) == AccountsReason.VAULT_KEY_MISSING
        private_new = make_vault_key(new)
        with pytest.raises(CannotOpen):
            api.share_team_key(private=private_new, **share)
        assert api.share_team_key(private=private_ana, **share) == 1
    opened = api.team_private_key.__globals__["open_team_keys"](new.pk, private_new)
    assert aead.public_of(opened[key.pk]) == bytes(key.public_key)

    second = api.rotate_team_key(team=team, by=administrator)
    assert second.version == 2
    assert bytes(second.recovery_public) == recovery.public
    assert list(api.outdated_team_keys(team)) == [key]
    assert api.team_public_key(team).version == 2


def test_a_member_without_the_key_cannot_share_it(administrator):
    ana, ben = make_user(), make_user()
    team = make_team(None, ana)
    make_vault_key(ana)
    make_team_key(team)
    late = make_user()
    late_private = make_vault_key(late)
    make_vault_key(ben)
    for user in (late, ben):
        api.join_team(team=team, user=user, by=administrator)
    with acting_as(actor_of(late)):
        assert refused(api.share_team_key, team=team, user=ben, private=late_private, by=actor_of(late)) == (
            AccountsReason.NO_SEAL
        )
    stranger = make_user()
    with acting_as(actor_of(stranger)):
        assert refused(api.share_team_key, team=team, user=ben, private=b"", by=actor_of(stranger)) == (
            AccountsReason.NOT_A_MEMBER
        )


def test_who_leaves_loses_the_key_at_once_and_it_rotates(administrator):
    ana, ben = make_user(), make_user()
    private_ben = make_vault_key(ben)
    make_vault_key(ana)
    team = make_team(None, ana, ben)
    make_team_key(team)
    membership = team.members.get(user=ben)
    api.leave_team(membership=membership, by=administrator)
    assert api.team_public_key(team).version == 2
    assert api.team_private_key.__globals__["open_team_keys"](ben.pk, private_ben) == {}
    assert refused(api.leave_team, membership=membership, by=administrator) == AccountsReason.LEFT_ALREADY
    mine = team.members.get(user=ana)
    assert refused(api.leave_team, membership=mine, by=actor_of(ben)) == AccountsReason.NO_SUCH_PERMISSION
    with acting_as(actor_of(ana)):
        api.leave_team(membership=mine, by=actor_of(ana))
    assert api.team_public_key(team).version == 3


def test_leaving_a_team_without_key_needs_no_rotation(administrator):
    ana = make_user()
    team = make_team(None, ana)
    api.leave_team(membership=team.members.get(), by=administrator)
    assert not team.keys.exists()


def test_leader_may_start_and_rotate_but_not_name_members():
    leader, other = make_user(), make_user()
    make_vault_key(leader)
    team = make_team(None, leader, other)
    team.members.filter(user=leader).update(leads=True)
    recovery = team_vault.create_recovery_key()
    with acting_as(actor_of(leader)):
        api.create_team_key(team=team, recovery_public=recovery.public, by=actor_of(leader))
        api.rotate_team_key(team=team, recovery_public=team_vault.create_recovery_key().public, by=actor_of(leader))
        assert refused(api.join_team, team=team, user=make_user(), by=actor_of(leader)) == AccountsReason.NO_SUCH_PERMISSION
    with acting_as(actor_of(other)):
        assert refused(api.rotate_team_key, team=team, by=actor_of(other)) == AccountsReason.NO_SUCH_PERMISSION


def test_the_paper_brings_every_version_back(administrator):
    ana = make_user()
    make_vault_key(ana)
    team = make_team(None, ana)
    paper = make_team_key(team)
    api.rotate_team_key(team=team, by=administrator)
    TeamSeal.objects.filter(key__team=team).delete()
    recover = {"team": team, "by": administrator}
    assert wrong(api.recover_team_key, user=ana, recovery_key=paper[:-1] + "?", **recover) == ["recovery_key"]
    foreign = team_vault.create_recovery_key().printable
    assert wrong(api.recover_team_key, user=ana, recovery_key=foreign, **recover) == ["recovery_key"]
    assert refused(api.recover_team_key, user=make_user(), recovery_key=paper, **recover) == AccountsReason.NOT_A_MEMBER
    assert api.recover_team_key(user=ana, recovery_key=paper.lower(), **recover) == 2
    assert TeamSeal.objects.filter(key__team=team, user=ana).count() == 2


def test_an_older_version_can_be_destroyed_the_current_cannot(administrator):
    ana = make_user()
    make_vault_key(ana)
    team = make_team(None, ana)
    make_team_key(team)
    old = api.current_key(team)
    assert refused(api.destroy_team_key, key=old, by=administrator) == AccountsReason.TEAM_KEY_CURRENT
    api.rotate_team_key(team=team, by=administrator)
    old.refresh_from_db()
    api.destroy_team_key(key=old, by=administrator)
    assert not old.seals.exists()
    assert not api.outdated_team_keys(team).exists()


def test_reports_go_to_the_nearest_team_with_a_key():
    country = make_territory()
    region = make_territory(country)
    district = make_territory(region)
    national = make_team(make_office(country), receives_public_reports=True)
    regional = make_team(make_office(region), receives_public_reports=True)
    local_office = make_office(district)
    local = make_team(local_office, receives_public_reports=True)
    assert api.receiving_team(district) is None
    make_team_key(regional)
    make_team_key(national)
    assert api.receiving_team(district) == regional
    make_team_key(local)
    assert api.receiving_team(district) == local
    assert api.receiving_team(local_office) == local
    assert api.receiving_team(make_office(region)) == regional
    assert api.receiving_team(country) == national
    assert api.receiving_team(None) == national
    elsewhere = make_territory(country)
    assert api.receiving_team(elsewhere) == national
    local_office.closed_on = now().date()
    local_office.save()
    assert api.receiving_team(district) == regional


def test_the_public_site_may_ask_for_the_public_key_only(as_role):
    ana = make_user()
    make_vault_key(ana)
    team = make_team(None, ana, receives_public_reports=True)
    make_team_key(team)
    as_role("tutela_public")
    assert api.receiving_team(None) == team
    assert len(api.team_public_key(team).public) == 32
    with pytest.raises(Exception, match="permission denied"):
        TeamSeal.objects.count()


def test_members_who_closed_their_account_get_no_seal(administrator):
    ana, gone = make_user(), make_user(is_active=False)
    for user in (ana, gone):
        make_vault_key(user)
    team = make_team(None, ana, gone)
    key = api.create_team_key(team=team, recovery_public=team_vault.create_recovery_key().public, by=administrator)
    assert list(key.seals.values_list("user_id", flat=True)) == [ana.pk]
    assert User.objects.filter(pk=gone.pk).exists()
