"""The same step in several files: the file's own rules, the limit counted file by file, nothing half-written."""

import uuid
from dataclasses import replace

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, open_case
from tests.unit.worklist.conftest import SOON
from tutela.audit.models import Event
from tutela.cases.models import CaseFile
from tutela.cases.queries import caseload
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary
from tutela.worklist.actions import several
from tutela.worklist.enums import AT_ONCE
from tutela.worklist.models import Flag


def give(by, files, worker, reason=""):
    with acting_as(by):
        return several.assign_several(
            files=[file.pk for file in files], by=by, values={"worker": worker.user, "reason": reason}
        )


def worker_of(by, file):
    with acting_as(by):
        return CaseFile.objects.get(pk=file.pk).worker_id


@pytest.fixture
def limit(monkeypatch):
    """A country where nobody has more than so many files."""

    def of(files):
        country = vocabulary.jurisdiction()
        changed = replace(country, caseload=replace(country.caseload, files=files))
        monkeypatch.setattr(caseload.vocabulary, "jurisdiction", lambda: changed)

    return of


@pytest.mark.requirement("R55")
def test_files_of_an_absent_worker_are_handed_over_together(team, second):
    files = [open_case(team, given_names=f"Child {number}") for number in range(3)]
    found = give(team.supervisor, files, second)
    assert [one.done for one in found] == [True] * 3
    assert {worker_of(team.supervisor, file) for file in files} == {second.id}


@pytest.mark.rule("P24")
def test_the_limit_counts_file_by_file(team, second, limit):
    limit(2)
    files = sorted((open_case(team, given_names=f"Child {number}") for number in range(2)), key=lambda file: file.pk)
    more = open_case(team, given_names="Third", assigned=False)
    third = max(more.pk, *(file.pk for file in files))
    found = {one.file_id: one for one in give(team.supervisor, [*files, more], second)}
    assert [one.done for _key, one in sorted(found.items())] == [True, True, False]
    assert "2 open files (limit 2)" in found[third].why
    assert [one.done for one in give(team.supervisor, [CaseFile(pk=third)], second, reason="Nobody else is there.")] == [
        True
    ]


def test_what_is_refused_stays_as_it_is_and_says_why(team, second):
    mine, given, closed = open_case(team), open_case(team, given_names="Given"), open_case(team, given_names="Closed")
    elsewhere = open_case(make_team_of_office())
    give(team.supervisor, [given], second)
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=closed.pk).update(state="closed", closed_at=now())
        found = several.flag_several(
            files=[mine.pk, closed.pk, elsewhere.pk, uuid.uuid4()],
            by=team.supervisor,
            values={"reason": "Ask.", "until": SOON},
        )
    said = {one.file_id: one for one in found}
    assert (said[mine.pk].done, said[closed.pk].done, said[elsewhere.pk].done) == (True, False, False)
    assert "closed" in said[closed.pk].why
    assert said[elsewhere.pk].number == ""
    with acting_as(team.supervisor):
        assert [flag.file_id for flag in Flag.objects.all()] == [mine.pk]
    again = give(team.supervisor, [mine, given], second)
    assert {one.file_id: one.done for one in again} == {mine.pk: True, given.pk: False}
    provider = give(team.supervisor, [mine], team.provider)
    assert "not a caseworker" in provider[0].why
    assert worker_of(team.supervisor, mine) == second.id


def test_nothing_of_a_file_is_half_written(team, second, monkeypatch):
    """A step that fails on its way leaves neither the flag nor its deadline, and the next file is done all the same."""
    from tutela.kernel.errors import WrongState
    from tutela.worklist.actions import flags

    one, other = sorted((open_case(team), open_case(team, given_names="Other")), key=lambda file: file.pk)
    real = flags.set_deadline

    def failing(*, file, **values):
        if file.pk == one.pk:
            raise WrongState("It moved meanwhile.")
        return real(file=file, **values)

    monkeypatch.setattr(flags, "set_deadline", failing)
    with acting_as(team.supervisor):
        values = {"reason": "Ask.", "until": SOON}
        found = several.flag_several(files=[one.pk, other.pk], by=team.supervisor, values=values)
        assert [(row.done, row.why) for row in found] == [(False, "It moved meanwhile."), (True, "")]
        assert [flag.file_id for flag in Flag.objects.all()] == [other.pk]


def test_each_file_has_one_event_of_its_own(team, second):
    files = [open_case(team), open_case(team, given_names="Other")]
    give(team.supervisor, files, second)
    give(team.supervisor, files, second)
    auditor = make_actor("data_protection_officer", office=team.office)
    with acting_as(auditor):
        events = list(Event.objects.filter(actor=str(team.supervisor.id), action__in=("file_assigned", "several_refused")))
    for file in files:
        named = [event.action for event in events if event.subject == f"cases.file:{file.pk}"]
        assert named == ["file_assigned", "file_assigned", "several_refused"]


def test_between_one_and_fifty(team):
    for files in ([], [uuid.uuid4() for _ in range(AT_ONCE + 1)]):
        with acting_as(team.supervisor), pytest.raises(InvalidInput):
            several.supervise_several(files=files, by=team.supervisor, values={"day": SOON})


def test_what_fits_no_file_is_told_at_its_field(team, file):
    for act, values, field in (
        (several.flag_several, {"reason": " ", "until": SOON}, "reason"),
        (several.supervise_several, {"day": None}, "day"),
    ):
        with acting_as(team.supervisor), pytest.raises(InvalidInput) as found:
            act(files=[file.pk], by=team.supervisor, values=values)
        assert set(found.value.fields) == {field}


def test_several_on_screen(enter, team, second, file, limit):
    other = open_case(team, given_names="Other")
    client = enter(team.supervisor.user)
    listed = client.get(reverse("files")).content.decode()
    assert listed.count('form="several"') == 2
    url = reverse("several", args=["assign"])
    assert "No file is chosen" in client.get(url, {"file": "odd"}).content.decode()
    page = client.get(url, {"file": [str(file.pk), str(other.pk)]}).content.decode()
    assert "0 of 25 files" in page
    body = {"file": [str(file.pk), str(other.pk)], "worker": str(second.id), "reason": ""}
    assert client.post(url, body | {"worker": ""}).status_code == 422
    assert client.post(url, body | {"worker": str(team.provider.id)}).status_code == 422
    sure = client.post(url, body).content.decode()
    assert 'name="sure"' in sure
    assert worker_of(team.supervisor, file) == team.worker.id
    limit(1)
    done = client.post(url, body | {"sure": "yes"}).content.decode()
    assert "Done in 1 file" in done
    assert "limit 1" in done
    day = client.post(reverse("several", args=["supervision"]), {"file": str(file.pk), "day": SOON.isoformat()})
    assert "Set this day for these files" in day.content.decode()
    assert client.get(reverse("several", args=["odd"])).status_code == 404


def test_a_worker_has_no_steps_for_several(enter, program, team, second, file):
    client = enter(team.worker.user)
    assert 'form="several"' not in client.get(reverse("files")).content.decode()
    assert client.get(reverse("several", args=["flag"]), {"file": str(file.pk)}).status_code == 403
    body = {"files": [str(file.pk)], "worker": str(second.id)}
    assert program(team.worker.user)("post", "/together/assign", body).status_code == 403


def test_a_program_of_a_supervisor(program, team, second, file):
    call = program(team.supervisor.user, ("file_view", "file_assign"))
    body = {"files": [str(file.pk)], "worker": str(second.id)}
    assert call("post", "/together/assign", body | {"worker": str(uuid.uuid4())}).status_code == 422
    assert call("post", "/together/assign", body | {"files": []}).status_code == 422
    assert call("post", "/together/assign", body).json() == [
        {"file": str(file.pk), "number": file.number, "done": True, "why": "", "code": ""}
    ]
    flag = {"files": [str(file.pk)], "reason": "Ask.", "until": SOON.isoformat()}
    assert call("post", "/together/flag", flag).json()[0]["done"]
    day = {"files": [str(file.pk), str(uuid.uuid4())], "day": SOON.isoformat()}
    assert [
        row["done"]
        for row in sorted(call("post", "/together/supervision", day).json(), key=lambda row: row["file"] != str(file.pk))
    ] == [True, False]
