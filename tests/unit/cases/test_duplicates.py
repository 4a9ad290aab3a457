"""One child, two records: found by hashes, and no way to a link past a proposal. What is said of a pair: tests/unit/merging/test_pairs.py."""

import random

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tests.factories.cases import open_case, register
from tutela.accounts.api import create_system_users, system_actor
from tutela.audit.models import Event
from tutela.cases.actions.duplicates import look_for_duplicates
from tutela.cases.models import Child, DuplicateSearch, PossibleDuplicate
from tutela.cases.states import DUPLICATE, DuplicateState
from tutela.cases.tasks import find_duplicates
from tutela.kernel.database.acting import acting_as


@pytest.fixture
def keeper(db):
    create_system_users()
    return system_actor("deadline_keeper")


def look(keeper):
    with acting_as(keeper):
        runs = []
        while (run := look_for_duplicates(by=keeper)) is not None:
            runs.append(run)
        return runs, list(PossibleDuplicate.objects.all())


@pytest.mark.requirement("R25")
def test_the_same_child_in_another_spelling_is_found_and_strangers_are_not(team, keeper):
    draw = random.Random(5)
    syllables = "ba ko mi ta ru ne so li da pe vo ga".split()
    for _ in range(25):
        names = ["".join(draw.choice(syllables) for _ in range(3)).capitalize() for _ in range(2)]
        open_case(team, assigned=False, given_names=names[0], family_names=names[1], age_low=3, age_high=4)
    mine = open_case(team, given_names="Mohamed", family_names="Diallo Sidibe", sex="boy")
    again = open_case(team, given_names="Mouhamadou", family_names="Jallow Sidibé", sex="boy")
    other_sex = open_case(team, given_names="Mohamed", family_names="Diallo Sidibe", sex="girl", age_low=5, age_high=6)
    _runs, pairs = look(keeper)
    found = {(pair.one_id, pair.other_id): pair.likelihood for pair in pairs}
    assert set(found) == {tuple(sorted((mine.child_id, again.child_id)))}
    assert other_sex.child_id not in {child for pair in found for child in pair}
    assert min(found.values()) >= 0.1


def test_a_number_they_share_is_enough_and_an_erased_record_is_left_out(team, keeper):
    one = open_case(team, given_names="Selam", family_names="Bekele")
    other = open_case(team, given_names="Ivana", family_names="Petrova")
    for file in (one, other):
        register(team, file, identifiers=[{"kind": "birth certificate", "number": "AB-12345/9"}])
    assert len(look(keeper)[1]) == 1
    gone = open_case(team, given_names="Other", family_names="Name")
    register(team, gone, identifiers=[{"kind": "birth certificate", "number": "AB-12345/9"}])
    with acting_as(team.worker):
        Child.objects.filter(pk=gone.child_id).update(erased_at=gone.opened_at)
    assert len(look(keeper)[1]) == 1


def test_the_search_goes_on_where_it_stopped_and_finds_no_pair_twice(team, keeper):
    files = [open_case(team, given_names="Selam", family_names="Bekele") for _ in range(3)]
    with acting_as(keeper):
        runs = []
        while (run := look_for_duplicates(by=keeper, most=2)) is not None:
            runs.append(run.records)
        assert runs == [2, 1]
        assert PossibleDuplicate.objects.count() == 3
        assert look_for_duplicates(by=keeper, most=2) is None
    register(team, files[0], given_names="Selam", family_names="Bekele Haile")
    runs, pairs = look(keeper)
    assert ([run.records for run in runs], [run.found for run in runs], len(pairs)) == ([1], [0], 3)


def test_the_nightly_task_looks_until_nothing_is_left(team, keeper):
    open_case(team, given_names="Selam", family_names="Bekele")
    open_case(team, given_names="Sélam", family_names="Bekele")
    find_duplicates(0)
    with acting_as(keeper):
        assert PossibleDuplicate.objects.count() == DuplicateSearch.objects.count() == 1
    with acting_as(make_actor("data_protection_officer")):
        event = Event.objects.filter(action="duplicates_looked_for").latest("position")
    assert "Selam" not in str(vars(event))


def test_only_the_keeper_learns_which_records_are_alike(team):
    one, _other = (open_case(team, given_names=name, family_names="Testova") for name in ("Fatima", "Fatoumata"))
    for actor in (team.worker, team.supervisor):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_alike(%s)", [[one.child_id]])
            assert cursor.fetchone()[0] == 0


@settings(max_examples=60)
@given(st.lists(st.sampled_from(DuplicateState), max_size=20))
def test_no_way_leads_to_a_link_past_a_proposal(choices):
    state, before = DUPLICATE.start, None
    for target in choices:
        if DUPLICATE.allows(state, target):
            before, state = state, DUPLICATE.move(state, target)
            assert state != DuplicateState.LINKED or before == DuplicateState.PROPOSED
            assert before != DuplicateState.LINKED or state == DuplicateState.APART
