"""What the database alone lets through, with the application's rules bypassed; and that list, rule and database agree."""

import datetime as dt
import random

import pytest
from django.apps import apps
from django.db import connection

from tests.factories.accounts import actor_of, make_actor, make_grant, make_office, make_user, sign
from tests.factories.care import approved_plan, complete_closure, prepare_case_referral, send_case_referral
from tests.factories.cases import (
    break_into,
    make_care,
    make_concern,
    make_person,
    make_team_of_office,
    open_case,
    put_in_state,
    register,
    unknown_id,
)
from tutela.accounts.models import Grant
from tutela.care.actions import follow_up
from tutela.care.models import Referral
from tutela.care.policies.referral import open_as_service
from tutela.care.queries.referrals import open_to_service
from tutela.care.states import ReferralState
from tutela.cases.actions import concerns, open_file, register_child
from tutela.cases.models import CaseFile, FileAccess
from tutela.cases.policies.file import see_file
from tutela.cases.queries.files import visible_to
from tutela.cases.states import FileState
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

DAY = dt.timedelta(days=1)
MODELS = [model for label in ("cases", "care") for model in apps.get_app_config(label).get_models()]
NOTHING_FOR = [
    "intake_officer", "duty_officer", "health_professional", "statistician", "data_protection_officer", "ministry_planner",
    "inspector", "ombudsperson", "administrator",
]  # fmt: skip


def rows(actor):
    """What each table of the file returns to the bare ORM."""
    with acting_as(actor):
        return {model._meta.model_name: model._base_manager.count() for model in MODELS if model._base_manager.exists()}


@pytest.fixture
def full(team, file):
    """A file with a row in every table that actions outside planning write."""
    file = register(team, file, given_names="Zahra", birth_registration="not_registered")
    make_person(team, file)
    make_care(team, file)
    concern = make_concern(team, file, offences=["SALE"])
    approved_plan(team, file)
    with acting_as(team.worker):
        register_child.state_age(file=file, by=team.worker, basis="estimate", youngest=9, oldest=11)
        concerns.decide_overlap(concern=concern, by=team.worker, because_of="SALE", suggested="TRAF", confirmed=False)
        open_file.link_report(file=file, report_id=unknown_id(), channel="walk_in", by=team.worker)
        active = put_in_state(file, "active", team.worker)
        follow_up.record_follow_up(
            file=active, by=team.worker, values={"kind": "call", "happened_on": today(), "next_contact_on": today() + DAY}
        )
        follow_up.hold_review(
            file=active,
            by=team.worker,
            values={"held_on": today(), "response_outcome": "safe", "next_review_on": today() + DAY},
        )
    complete_closure(team, active)
    send_case_referral(team, active)
    prepare_case_referral(team, active)
    return active


@pytest.mark.requirement("R134")
@pytest.mark.rule("P12")
def test_the_database_alone_keeps_everybody_else_out(team, other, full):
    mine = rows(team.worker)
    empty = {model._meta.model_name for model in MODELS} - set(mine)
    of_two_children = {"duplicatesearch", "possibleduplicate", "duplicatestep"}  # tests/unit/merging/test_pairs.py
    assert empty <= {"fileaccess", "assessment", "safetyplan", "plantrack", "planaction"} | of_two_children, empty
    assert rows(other.worker) == {}
    assert rows(other.supervisor) == {}
    assert rows(other.provider) == {}
    assert rows(team.provider) == {"referral": 1, "referralstep": 2}
    assert rows(make_actor("district_head", territory=other.office.territory)) == {}
    for role in NOTHING_FOR:
        assert rows(make_actor(role, office=make_office())) == {}, role
    for role in (
        "statistician",
        "ministry_planner",
        "administrator",
        "ombudsperson",
        "inspector",
        "data_protection_officer",
    ):
        assert rows(make_actor(role)) == {}, f"{role} for the whole country"
    assert rows(make_actor("caseworker", office=team.office)).keys() <= {"deadline"}
    assert rows(make_actor("caseworker", office=team.office, signed=False)) == {}


def test_what_lateness_shows_carries_no_child(team, full):
    seen = rows(make_actor("duty_officer"))
    assert seen.keys() == {"deadline"}, "dates, kinds and a file's id; no child, no text"


def test_without_an_actor_the_database_refuses_or_shows_nothing(full):
    from django.db import transaction
    from django.db.utils import DatabaseError

    for model in MODELS:
        try:
            with transaction.atomic():
                assert not model._base_manager.exists(), model
        except DatabaseError as error:
            assert "no actor is set" in str(error)


@pytest.mark.parametrize("role", ["tutela_public", "tutela_oversight", "tutela_statistics"])
def test_other_database_roles_have_no_way_in(team, full, as_role, role):
    from django.db import transaction
    from django.db.utils import ProgrammingError

    as_role(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tutela.actor', %s, true)", [str(team.worker.id)])
        for model in MODELS:
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")


def test_nobody_deletes_a_section_and_nobody_rewrites_history(team, full):
    from django.db import transaction
    from django.db.utils import DatabaseError

    kept = [model for model in MODELS if model._meta.model_name != "searchtoken"]
    with acting_as(team.worker), connection.cursor() as cursor:
        for model in kept:
            try:
                with transaction.atomic():
                    cursor.execute(f"DELETE FROM {model._meta.db_table}")
                    assert cursor.rowcount == 0, model
            except DatabaseError:
                continue
        for table in ("cases_revision", "cases_agerecord", "care_referralstep", "cases_linkedreport"):
            try:
                with transaction.atomic():
                    cursor.execute(f"UPDATE {table} SET id = id")
                    assert cursor.rowcount == 0, table
            except DatabaseError:
                continue


def people(chance, offices, teams):
    """Users with random roles, places, periods and undertakings."""
    roles = ["caseworker", "supervisor", "district_head", "intake_officer", "service_provider", "health_professional"]
    found = []
    for number in range(10):
        user = make_user(signed=False, username=f"p{chance.random()}{number}")
        if chance.random() < 0.85:
            sign(user, days=chance.choice([365, 365, -1]))
        for _ in range(chance.randint(0, 2)):
            office = chance.choice(offices)
            place = {"office": office} if chance.random() < 0.6 else {"territory": office.territory}
            ends = chance.choice([None, None, today() - 2 * DAY])
            make_grant(user, chance.choice(roles), valid_to=ends, **place)
        found.append(user)
    return found + [actor.user for team in teams for actor in (team.worker, team.supervisor, team.intake, team.provider)]


@pytest.mark.slow
@pytest.mark.requirement("R134")
@pytest.mark.parametrize("seed", range(4))
def test_list_rule_and_row_security_agree(db, seed):
    chance = random.Random(seed)
    teams = [make_team_of_office(), make_team_of_office()]
    users = people(chance, [team.office for team in teams] + [team.clinic for team in teams], teams)
    files = [open_case(team, assigned=chance.random() < 0.6) for team in teams for _ in range(4)]
    homes = dict(zip(files, [team for team in teams for _ in range(4)], strict=True))
    for file in files:
        owner = homes[file].supervisor
        with acting_as(owner):
            CaseFile.objects.filter(pk=file.pk).update(
                worker=chance.choice([*users, None, None, file.worker]),
                opened_by=chance.choice(users),
                state=FileState.ACTIVE,
            )
        if chance.random() < 0.6:
            guest = homes[chance.choice(files)].worker
            if guest.id != homes[file].worker.id:
                access = break_into(file, guest)
                ends = {"ended_at": chance.choice([None, now()]), "expires_at": now() + chance.choice([-1, 1]) * DAY}
                with acting_as(guest):
                    FileAccess.objects.filter(pk=access.pk).update(**ends)
    every = []
    for team in teams:
        with acting_as(team.supervisor):
            every += CaseFile.objects.filter(office=team.office)
    assert len(every) == 8
    for user in users:
        actor = actor_of(user)
        with acting_as(actor):
            bare = set(CaseFile.objects.values_list("pk", flat=True))
            listed = set(visible_to(actor).values_list("pk", flat=True))
            ruled = {file.pk for file in every if see_file.allows(actor, file)}
        assert bare == listed == ruled, (seed, user, actor.roles)


@pytest.mark.slow
@pytest.mark.rule("P12")
@pytest.mark.parametrize("seed", range(2))
def test_service_list_rule_and_row_security_agree(db, seed):
    chance = random.Random(seed)
    teams = [make_team_of_office(), make_team_of_office()]
    users = people(chance, [team.clinic for team in teams], teams)
    every = []
    for team in teams:
        file = open_case(team)
        for state in ReferralState:
            referral = prepare_case_referral(team, file)
            with acting_as(team.worker):
                expires = now() + chance.choice([-1, 1, 1]) * DAY
                Referral.objects.filter(pk=referral.pk).update(state=state, expires_at=expires)
                referral.refresh_from_db()
            every.append(referral)
    for user in users:
        actor = actor_of(user)
        with acting_as(actor):
            files = set(CaseFile.objects.values_list("pk", flat=True))
            bare = set(Referral.objects.exclude(file_id__in=files).values_list("pk", flat=True))
            listed = {row.pk for row in open_to_service(actor) if row.file_id not in files}
            ruled = {row.pk for row in every if open_as_service.allows(actor, row) and row.file_id not in files}
        assert bare == listed == ruled, (seed, user, actor.roles)


def test_leaving_takes_the_files_along(team, file):
    with acting_as(team.worker):
        assert CaseFile.objects.exists()
    Grant.objects.filter(user=team.worker.user).update(ended_at=now())
    assert rows(actor_of(team.worker.user)) == {}
    lapsed = make_user("supervisor", office=team.office, signed=False)
    sign(lapsed, days=-1)
    assert rows(actor_of(lapsed)) == {}
