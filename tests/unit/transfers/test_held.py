"""What a person is given of their own file says when it went to another office, and why in kind words (R137)."""

import json

import pytest

from tests.factories.cases import fresh, make_person
from tests.unit.participation import conftest as participating
from tests.unit.transfers.conftest import ASKED, WORDS, accepted, asked, declined, hear, proposed, step
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.participation.presenters.held import held
from tutela.transfers import actions, queries
from tutela.transfers.enums import KIND_WORDS, Why

pytestmark = [pytest.mark.requirement("R137"), pytest.mark.django_db]


def given(by, file, **changes):
    """What goes to whoever asks, as it is made."""
    one = participating.asked(by, fresh(by.worker, file), **changes)
    with acting_as(by.worker):
        return held(participating.now_of(by.worker, one))


def section(found):
    title = "When the file went to another office"
    return next((one["rows"] for one in found["sections"] if one["title"] == title), None)


def test_the_person_reads_when_from_where_to_where_and_why_in_kind_words(team, there, file):
    assert section(given(team, file)) is None, "nothing is said of what never was"
    proposed(team, there, file)
    declined(there, asked(team, there, file, why="conflict"))
    assert section(given(team, file)) is None, "nor of what was only proposed, asked or declined"
    hear(team, file)
    one = asked(team, there, file, why="conflict")
    accepted(there, one)
    route = f"From {team.office.name} to {there.office.name}."
    found = given(there, file)
    (line,) = section(found)
    assert line["value"] == f"{route} So that the help stays fair and safe."
    assert str(today().day) in line["label"]
    step(there.worker, one, actions.tell_child, told_on=today(), told="She asked whether Ana may visit once more.")
    found = given(there, file)
    (line,) = section(found)
    assert line["value"].startswith(f"{route} So that the help stays fair and safe. Told on ")
    whole = json.dumps(found)
    for never in (WORDS, ASKED["urgent"], ASKED["promised"], "Ana", "Conflict of interest", team.supervisor.user.full_name):
        assert never not in whole


@pytest.mark.rule("P11")
def test_a_caregiver_is_not_told_where_the_child_went(team, there, file):
    accepted(there, asked(team, there, file))
    mother = make_person(there, fresh(there.worker, file), name="Mother", relation="mother", holds_responsibility=True)
    found = given(there, file, asker="caregiver", child_agrees="yes", person=mother)
    assert section(found) is None
    assert team.office.name not in json.dumps(found)


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_kind_words(team, there, file, why):
    accepted(there, asked(team, there, file, why=why))
    with acting_as(there.worker):
        ((_day, words),) = queries.held_lines(fresh(there.worker, file), True, None)[1]
    assert words.endswith(str(KIND_WORDS[why]))
    assert set(KIND_WORDS) == set(Why)
