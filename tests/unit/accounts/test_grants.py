"""Grants: who may give them, what they reach, and that the database says the same."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import (
    actor_of,
    make_actor,
    make_grant,
    make_office,
    make_territory,
    make_user,
    sign,
)
from tutela.accounts import api
from tutela.accounts.enums import AccountsReason, Permission
from tutela.accounts.models import Grant, RolePermission, Undertaking
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def offices_of_database(user, permission):
    with acting_as(actor_of(user)), connection.cursor() as cursor:
        cursor.execute("SELECT tutela_offices(%s), tutela_holds(%s)", [permission, permission])
        offices, holds = cursor.fetchone()
    return frozenset(offices), holds


def refusal(action, **arguments):
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.reason


@pytest.fixture
def administrator():
    actor = make_actor("administrator")
    with acting_as(actor):
        yield actor


def test_grant_for_an_office_reaches_that_office_only(administrator):
    office, other = make_office(), make_office()
    worker = make_user()
    api.grant_role(user=worker, role="caseworker", office=office, by=administrator)
    actor = actor_of(worker)
    assert actor.offices(Permission.FILE_WORK) == {office.pk}
    assert actor.has(Permission.FILE_WORK)
    assert actor.reaches(Permission.FILE_WORK, office.pk)
    assert not actor.reaches(Permission.FILE_WORK, other.pk)
    assert not actor.has(Permission.FILE_VIEW)
    assert actor.display_name == worker.full_name


def test_grant_for_a_territory_reaches_every_office_below():
    region = make_territory(make_territory())
    district = make_territory(region)
    inside, deep, outside = make_office(region), make_office(district), make_office()
    head = make_actor("district_head", territory=region)
    assert head.offices(Permission.FILE_VIEW) == {inside.pk, deep.pk}
    assert outside.pk not in head.offices(Permission.FILE_VIEW)


def test_territory_codes_are_no_patterns():
    """An underscore in a code must not match any character."""
    region = make_territory(make_territory(), code="A_B")
    neighbour = make_territory(make_territory(), code="AxB")
    make_office(neighbour)
    here = make_office(region)
    user = make_user("district_head", territory=region)
    assert actor_of(user).offices(Permission.FILE_VIEW) == {here.pk}
    assert offices_of_database(user, "file_view") == ({here.pk}, True)


def test_permission_is_held_where_there_is_no_office_yet():
    empty = make_territory(make_territory())
    user = make_user("administrator", territory=empty)
    assert actor_of(user).has(Permission.DIRECTORY_EDIT)
    assert offices_of_database(user, "directory_edit") == (frozenset(), True)


@pytest.mark.rule("P44")
def test_nothing_is_reached_before_the_undertaking_and_after_it_lapsed():
    office = make_office()
    user = make_user("caseworker", office=office, signed=False)
    assert actor_of(user).roles == {"caseworker"}
    assert not actor_of(user).has(Permission.FILE_WORK)
    assert offices_of_database(user, "file_work") == (frozenset(), False)
    sign(user, days=-1)
    assert not actor_of(user).undertaken
    assert offices_of_database(user, "file_work") == (frozenset(), False)
    sign(user)
    assert actor_of(user).offices(Permission.FILE_WORK) == {office.pk}
    assert offices_of_database(user, "file_work") == ({office.pk}, True)


def test_signed_undertakings_cannot_be_changed_by_the_application():
    user = make_user()
    with pytest.raises(Exception, match="permission denied"):
        Undertaking.objects.filter(user=user).update(edition="other")


def test_the_application_cannot_widen_a_role():
    with pytest.raises(Exception, match="permission denied"):
        RolePermission.objects.create(role="caseworker", permission="audit_view")


def test_roles_in_the_database_are_those_of_the_code():
    known = {(role.code, word.value) for role in api.ROLES.values() for word in role.permissions}
    assert set(RolePermission.objects.values_list("role", "permission")) == known


def test_the_owner_copies_them_anew(as_role):
    as_role("tutela_owner")
    assert api.sync_role_permissions() == RolePermission.objects.count()


def test_closed_account_reaches_nothing():
    user = make_user("caseworker", office=make_office(), is_active=False)
    assert actor_of(user).roles == frozenset()
    assert offices_of_database(user, "file_work") == (frozenset(), False)


def test_unknown_role_in_the_database_gives_nothing():
    user = make_user("long_gone", office=make_office())
    assert actor_of(user).roles == frozenset()


def test_scopes_narrow_what_a_program_may_do():
    user = make_user("caseworker", office=make_office())
    actor = api.actor_for(user, scopes=frozenset({"file_search"}))
    assert actor.has(Permission.FILE_SEARCH)
    assert not actor.has(Permission.FILE_WORK)


def test_ended_grant_reaches_nothing_at_once(administrator):
    office = make_office()
    worker = make_user()
    grant = api.grant_role(user=worker, role="caseworker", office=office, by=administrator)
    api.end_grant(grant=grant, by=administrator)
    ended_at = grant.ended_at
    assert not actor_of(worker).has(Permission.FILE_WORK)
    assert offices_of_database(worker, "file_work") == (frozenset(), False)
    api.end_grant(grant=grant, by=administrator)
    assert grant.ended_at == ended_at
    assert grant.ended_by_id == administrator.id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "nobody"}, "role"),
        ({"role": "deadline_keeper"}, "role"),
        ({"office": None}, "office"),
        ({"both": True}, "office"),
        ({"valid_to": dt.date(2000, 1, 1)}, "valid_to"),
    ],
)
def test_grant_with_bad_input_names_the_field(administrator, changes, field):
    arguments = {"role": "caseworker", "office": make_office()} | changes
    if arguments.pop("both", False):
        arguments["territory"] = make_territory()
    with pytest.raises(InvalidInput) as caught:
        api.grant_role(user=make_user(), by=administrator, **arguments)
    assert list(caught.value.fields) == [field]
    assert Grant.objects.filter(role="nobody").count() == 0


def test_only_administrators_give_roles(administrator):
    office = make_office()
    worker = make_actor("caseworker", office=office)
    assert refusal(api.grant_role, user=make_user(), role="caseworker", office=office, by=worker) == (
        AccountsReason.NO_SUCH_PERMISSION
    )


def test_nobody_gives_a_role_to_themselves_to_a_process_or_to_a_closed_account(administrator):
    office = make_office()
    give = {"role": "caseworker", "office": office, "by": administrator}
    own = make_user.__globals__["User"].objects.get(pk=administrator.id)
    assert refusal(api.grant_role, user=own, **give) == AccountsReason.OWN_ACCOUNT
    assert refusal(api.grant_role, user=make_user(is_system=True), **give) == AccountsReason.SYSTEM_ACCOUNT
    assert refusal(api.grant_role, user=make_user(is_active=False), **give) == AccountsReason.ACCOUNT_CLOSED


PERIODS = st.tuples(st.integers(-400, 5), st.none() | st.integers(0, 400))
GRANTS = st.lists(st.tuples(st.sampled_from(sorted(api.ROLES)), st.integers(0, 9), PERIODS, st.booleans()), max_size=6)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=GRANTS, signed_days=st.none() | st.integers(-30, 400).filter(bool), active=st.booleans(), system=st.booleans())
def test_the_actor_and_the_database_agree(world, grants, signed_days, active, system):
    """The law of the two fences: for any grants, periods, places and signatures both say the same of every permission."""
    places = world
    user = make_user(signed=False, is_active=active, is_system=system)
    if signed_days is not None:
        sign(user, days=signed_days)
    for role, where, (starts, lasts), ended in grants:
        start = today() + starts * DAY
        place = places[where % len(places)]
        make_grant(
            user,
            role,
            valid_from=start,
            valid_to=None if lasts is None else start + lasts * DAY,
            ended_at=dt.datetime.now(dt.UTC) if ended else None,
            **({"office": place} if hasattr(place, "organisation_id") else {"territory": place}),
        )
    actor = actor_of(user)
    for permission in Permission:
        assert offices_of_database(user, permission.value) == (actor.offices(permission), actor.has(permission)), permission


@pytest.fixture
def world():
    country = make_territory()
    north, south = make_territory(country), make_territory(country)
    below = make_territory(north)
    offices = [make_office(north), make_office(south), make_office(below), make_office(country)]
    return [country, north, south, below, *offices]
