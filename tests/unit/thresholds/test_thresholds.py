"""Early support has a threshold: it is said when it is passed, more help comes at once, less by a second person (R51, P14)."""

import itertools
import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, make_concern, make_person, make_team_of_office, put_in_state
from tutela.audit.models import Event
from tutela.cases.enums.file import FileReason
from tutela.cases.models import CaseFile
from tutela.kernel.answers import UNKNOWN
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.thresholds import actions, policies
from tutela.thresholds.enums import Passed, ThresholdReason
from tutela.thresholds.models import KindChange
from tutela.vocabulary import api as vocabulary

from .conftest import at_risk, changed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def why(by, file, kind):
    with acting_as(by):
        return policies.change_kind_to.why_not(by, fresh(by, file), kind)


def grounds(team, file):
    with acting_as(team.worker):
        return policies.passed(fresh(team.worker, file))


def test_what_passes_the_threshold(team, file):
    for level in ("UNK", "none", "low"):
        at_risk(team.worker, file, level)
        assert grounds(team, file) == []
    for level in ("medium", "high"):
        at_risk(team.worker, file, level)
        assert grounds(team, file) == [Passed.RISK]
    at_risk(team.worker, file, "low")
    concern = make_concern(team, file, concerns=["PC08"])
    assert grounds(team, file) == [Passed.ACT]
    with acting_as(team.worker):
        type(concern).objects.filter(pk=concern.pk).update(verification="not_substantiated")
    assert grounds(team, file) == []
    make_person(team, file)
    assert grounds(team, file) == []
    make_person(team, file, unsafe=True)
    assert grounds(team, file) == [Passed.UNSAFE]


def test_the_worker_asks_for_more_help_at_once(team, file):
    at_risk(team.worker, file, "high")
    change = changed(team.worker, file)
    assert (change.was, change.now, change.grounds) == ("early_support", "child_at_risk", ["risk"])
    assert fresh(team.worker, file).file_type == "child_at_risk"
    with acting_as(make_actor("data_protection_officer")):
        event = Event.objects.get(action="file_kind_changed")
    assert event.about == str(file.child_id)
    assert json.loads(event.details) == {"was": "early_support", "now": "child_at_risk"}
    assert why(team.worker, file, "child_at_risk") == ThresholdReason.SAME_KIND


@pytest.mark.rule("P14")
def test_back_to_early_support_is_a_second_persons_and_only_below_the_threshold(team, file):
    changed(team.worker, file)
    assert why(team.worker, file, "early_support") == ThresholdReason.NEEDS_SUPERVISOR
    at_risk(team.worker, file, "medium")
    assert why(team.supervisor, file, "early_support") == ThresholdReason.PASSED
    with pytest.raises(Refused) as caught:
        changed(team.supervisor, file, "early_support")
    assert caught.value.reason == ThresholdReason.PASSED
    at_risk(team.worker, file, "low")
    assert changed(team.supervisor, file, "early_support").grounds == []
    assert fresh(team.worker, file).file_type == "early_support"


@pytest.mark.rule("P14")
def test_a_supervisor_who_works_on_the_file_does_not_lower_it(team, file):
    changed(team.worker, file)
    with acting_as(team.supervisor):
        held = fresh(team.supervisor, file)
        held.worker_id = team.supervisor.id
        assert policies.change_kind_to.why_not(team.supervisor, held, "early_support") == ThresholdReason.NEEDS_SUPERVISOR


def test_who_only_reads_changes_nothing(team, file):
    reader = make_actor("legal_officer", office=team.office)
    with acting_as(reader):
        assert policies.change_kind.why_not(reader, fresh(reader, file)) == FileReason.NOT_ASSIGNED


def test_every_way_between_kinds(team, file):
    """No path leads into early support while the threshold is passed, whoever takes it."""
    kinds = list(vocabulary.code_list("file_types").codes)
    for was, now in itertools.permutations(kinds, 2):
        with acting_as(team.worker):
            CaseFile.objects.filter(pk=file.pk).update(file_type=was, risk_level="high")
        for by in (team.worker, team.supervisor):
            assert (why(by, file, now) is None) == (now != "early_support"), (was, now)


def test_who_has_no_part_in_it(team, file):
    other, there = make_team_of_office(), make_office()
    for by in (other.worker, other.supervisor, make_actor("supervisor", office=there)):
        with acting_as(by):
            assert policies.change_kind.why_not(by, file) == FileReason.NOT_VISIBLE
            assert policies.change_kind_to.why_not(by, file, "cross_border") == FileReason.NOT_VISIBLE
    with pytest.raises(Exception):  # noqa: B017 - not there, or not allowed: nothing is written
        changed(other.worker, file)
    put_in_state(fresh(team.worker, file), "closed", team.worker)
    for by in (team.worker, team.supervisor):
        with acting_as(by):
            assert policies.change_kind.why_not(by, fresh(by, file)) == FileReason.FILE_CLOSED


@pytest.mark.parametrize(
    ("wrong", "field"), [({"kind": "other"}, "kind"), ({"kind": ""}, "kind"), ({"words": "  "}, "words")]
)
def test_bad_answers_name_the_field_and_write_nothing(team, file, wrong, field):
    with acting_as(team.worker), pytest.raises(InvalidInput) as caught:
        actions.change_kind(file=file, by=team.worker, values={"kind": "child_at_risk", "words": "Because."} | wrong)
    assert set(caught.value.fields) == {field}
    with acting_as(team.worker):
        assert not KindChange.objects.exists()


def test_the_reason_is_sealed_and_others_read_no_row(team, file, as_role):
    changed(team.worker, file, words="The evenings are not safe.")
    from django.db import connection

    with acting_as(team.worker), connection.cursor() as cursor:
        cursor.execute("SELECT words FROM thresholds_kindchange")
        assert b"evenings" not in bytes(cursor.fetchone()[0])
    with acting_as(make_team_of_office().worker):
        assert not KindChange.objects.exists()
    with acting_as(team.worker), pytest.raises(IntegrityError), transaction.atomic():
        KindChange.objects.update(was="child_at_risk")


def test_on_screen(enter, team, file):
    client, here = enter(team.worker.user), reverse("file_kind", args=[file.pk])
    late = "Early support is not enough any more"
    story = reverse("file", args=[file.pk])
    assert "Nothing passes the threshold" in client.get(here).content.decode()
    assert late not in client.get(story).content.decode()
    at_risk(team.worker, file, "high")
    assert "The risk that was agreed is medium or high." in client.get(here).content.decode()
    assert late in client.get(story).content.decode()
    at_risk(team.worker, file, "low")
    make_concern(team, file)
    assert late in client.get(story).content.decode()
    assert client.post(here, {"kind": "child_at_risk", "words": ""}).status_code == 422
    assert client.post(here, {"kind": "early_support", "words": "x"}).status_code in (403, 409, 422)
    assert client.post(here, {"kind": "child_at_risk", "words": "Not safe."}).status_code == 302
    page = client.get(story).content.decode()
    assert late not in page
    assert "The file is of another kind" in page
    assert "Not safe." in client.get(here).content.decode()
    put_in_state(fresh(team.worker, file), "closed", team.worker)
    assert "Change the kind of this file" not in client.get(here).content.decode()
    assert client.post(here, {"kind": "early_support", "words": "x"}).status_code in (403, 409, 422)


def test_through_a_program(program, team, file):
    call, here = program(team.worker.user), f"/files/{file.pk}/kind"
    assert call("get", here).json() == {"kind": "early_support", "grounds": [], "changes": [], "declined": []}
    made = call("post", here, {"kind": "victim_of_offence", "words": "Said so."})
    assert (made.status_code, made.json()["now"]) == (201, "victim_of_offence")
    assert call("get", here).json()["changes"][0]["was"] == "early_support"
    assert call("post", here, {"kind": "early_support", "words": "Back."}).status_code in (403, 409)
    bad = call("post", here, {"kind": "none", "words": "x"})
    assert bad.status_code == 422
    assert str(UNKNOWN) in bad.content.decode()
    stranger = program(make_team_of_office().worker.user)
    assert stranger("get", here).status_code == 404
    assert stranger("post", here, {"kind": "child_at_risk", "words": "x"}).status_code == 404
