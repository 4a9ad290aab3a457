"""Flags and the day of supervision: who, until when, resolved with a word; lateness rises as with everything that is due."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, open_case
from tests.unit.worklist.conftest import SOON, current, flagged
from tutela.cases.actions.escalate import escalate_overdue
from tutela.cases.api import DeadlineKind, FileReason, open_deadlines
from tutela.cases.models import CaseFile
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion
from tutela.worklist import policies
from tutela.worklist.actions import flags as actions
from tutela.worklist.enums import WorkReason
from tutela.worklist.models import Flag
from tutela.worklist.queries.flags import supervision_of


def _closed(team, file):
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=file.pk).update(state="closed", closed_at=now())
        return CaseFile.objects.select_related("child", "office").get(pk=file.pk)


def test_a_flag_stands_until_somebody_says_what_became_of_it(team, file):
    flag = flagged(team.supervisor, file)
    with acting_as(team.worker):
        (due,) = file.deadlines.filter(kind=DeadlineKind.FLAG, done_at=None)
        assert (due.subject, due.with_user_id) == (flag.pk, team.worker.id)
        flag = Flag.objects.select_related("file").get(pk=flag.pk)
        with pytest.raises(InvalidInput):
            actions.resolve_flag(flag=flag, by=team.worker, base_version=1, values={"word": " "})
        with pytest.raises(StaleVersion):
            actions.resolve_flag(flag=flag, by=team.worker, base_version=7, values={"word": "Asked."})
        done = actions.resolve_flag(flag=flag, by=team.worker, base_version=1, values={"word": "Asked."})
        assert (done.word, done.resolved_by_id) == ("Asked.", team.worker.id)
        due.refresh_from_db()
        assert due.done_at is not None
        with pytest.raises(Refused) as found:
            actions.resolve_flag(flag=done, by=team.worker, base_version=2, values={"word": "Again."})
        assert found.value.reason == WorkReason.RESOLVED


@pytest.mark.rule("P21")
def test_a_late_flag_comes_first_in_the_workers_day_and_is_carried_up(team, file):
    later = open_case(team, given_names="Bilal")
    flagged(team.worker, later, until=today())
    keeper = make_actor("deadline_keeper", office=team.office, is_system=True)
    with moved_to(now() + dt.timedelta(days=2)):
        with acting_as(team.worker):
            due = open_deadlines(team.worker).filter(kind=DeadlineKind.FLAG).get()
            assert due.due_at < now()
            assert due.file_id == later.pk
        with acting_as(keeper):
            escalate_overdue(by=keeper)
        with acting_as(team.supervisor):
            due.refresh_from_db()
            assert (due.step, due.with_user_id) == (1, team.supervisor.id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"until": today() - dt.timedelta(days=1)}, "until"),
        ({"until": today() + dt.timedelta(days=400)}, "until"),
        ({"until": "soon"}, "until"),
    ],
)
def test_a_flag_has_a_reason_and_a_day(team, file, wrong, field):
    with pytest.raises(InvalidInput) as found:
        flagged(team.worker, file, **wrong)
    assert set(found.value.fields) == {field}


def test_who_flags(team, second, file):
    lawyer = make_actor("legal_officer", office=team.office)
    other = make_team_of_office()
    closed = _closed(team, open_case(team, given_names="Closed"))
    said = [
        (second, file, FileReason.NOT_VISIBLE),
        (other.supervisor, file, FileReason.NOT_VISIBLE),
        (lawyer, file, WorkReason.NOT_TO_FLAG),
        (team.worker, closed, FileReason.FILE_CLOSED),
        (team.worker, file, None),
        (team.supervisor, file, None),
    ]
    for actor, about, why in said:
        with acting_as(actor):
            assert policies.raise_flag.why_not(actor, about) == why
    flag = current(team.worker, flagged(team.worker, file))
    with acting_as(lawyer):
        assert policies.resolve_flag.why_not(lawyer, flag) == WorkReason.NOT_TO_FLAG
    with acting_as(other.worker):
        assert not Flag.objects.exists()


def test_the_reason_is_sealed(team, file):
    from django.db import connection

    flag = flagged(team.worker, file, reason="The uncle calls again.")
    with acting_as(team.worker), connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM worklist_flag WHERE id = %s", [flag.pk])
        assert b"uncle" not in bytes(cursor.fetchone()[0])


def test_supervision_has_a_day_and_is_held(team, file):
    with acting_as(team.supervisor):
        for day in (None, today() - dt.timedelta(days=1)):
            with pytest.raises(InvalidInput):
                actions.set_supervision(file=file, by=team.supervisor, values={"day": day})
        with pytest.raises(Refused) as found:
            actions.hold_supervision(file=file, by=team.supervisor)
        assert found.value.reason == WorkReason.NO_SUPERVISION
        actions.set_supervision(file=file, by=team.supervisor, values={"day": today()})
        actions.set_supervision(file=file, by=team.supervisor, values={"day": SOON})
        assert supervision_of(file).due_at.date() == SOON
        actions.hold_supervision(file=file, by=team.supervisor)
        assert supervision_of(file) is None
    closed = _closed(team, open_case(team, given_names="Closed"))
    with acting_as(team.supervisor):
        assert policies.supervise.why_not(team.supervisor, closed) == FileReason.FILE_CLOSED
    with acting_as(team.worker):
        assert policies.supervise.why_not(team.worker, file) == FileReason.NO_PERMISSION


def test_flags_on_screen(enter, team, file):
    client = enter(team.supervisor.user)
    page, new = reverse("flags", args=[file.pk]), reverse("flag_new", args=[file.pk])
    assert "No flag on this file" in client.get(page).content.decode()
    assert client.get(new).status_code == 200
    assert client.post(new, {"reason": "", "until": ""}).status_code == 422
    assert client.post(new, {"reason": "Ask the school.", "until": SOON.isoformat()}).status_code == 302
    assert "Ask the school." in client.get(reverse("file", args=[file.pk])).content.decode()
    assert ">Flag<" in client.get(reverse("files")).content.decode().replace("\n", "")
    with acting_as(team.supervisor):
        flag = Flag.objects.get()
    resolve = reverse("flag_resolve", args=[file.pk, flag.pk])
    assert "Ask the school." in client.get(resolve).content.decode()
    assert client.post(resolve, {"word": "Asked.", "base_version": 1}).status_code == 302
    assert client.post(resolve, {"word": "Asked.", "base_version": 2}).status_code == 403
    shown = client.get(page).content.decode()
    assert "Resolved" in shown
    assert "Ask the school." not in client.get(reverse("file", args=[file.pk])).content.decode()
    assert "Flag resolved" in client.get(reverse("file", args=[file.pk])).content.decode()
    day, held = reverse("supervision", args=[file.pk]), reverse("supervision_held", args=[file.pk])
    assert client.get(day).status_code == 200
    assert client.post(day, {"day": SOON.isoformat()}).status_code == 302
    assert "We have talked" in client.get(page).content.decode()
    assert client.post(held).status_code == 302
    assert "We have talked" not in client.get(page).content.decode()


def test_nobody_of_another_office_finds_a_flag(enter, program, team, file):
    flag = flagged(team.worker, file)
    other = make_team_of_office()
    assert program(other.worker.user)("get", f"/files/{file.pk}/flags").status_code == 404
    client = enter(other.supervisor.user)
    for name, about in (("flags", ()), ("flag_new", ()), ("flag_resolve", (flag.pk,)), ("supervision", ())):
        assert client.get(reverse(name, args=[file.pk, *about])).status_code == 404
    assert client.post(reverse("supervision_held", args=[file.pk])).status_code == 404


def test_a_program_flags(program, team, file):
    call, here = program(team.worker.user), f"/files/{file.pk}/flags"
    body = {"reason": "Ask.", "until": SOON.isoformat()}
    assert call("post", here, body | {"until": "2001-01-01"}).status_code == 422
    made = call("post", here, body)
    assert made.status_code == 201
    one = f"{here}/{made.json()['id']}/resolve"
    assert call("post", one, {"word": "Done."}).status_code == 428
    assert call("post", one, {"word": "Done."}, 3).status_code == 412
    assert call("post", one, {"word": "Done."}, 1).json()["word"] == "Done."
    assert [row["word"] for row in call("get", here).json()] == ["Done."]
    assert call("post", f"/files/{file.pk}/supervision", {"day": SOON.isoformat()}).status_code == 403
    boss = program(team.supervisor.user, ("file_view", "file_assign"))
    assert (
        boss("post", f"/files/{file.pk}/supervision", {"day": SOON.isoformat()})
        .json()["due_at"]
        .startswith(SOON.isoformat())
    )
    assert boss("post", f"/files/{file.pk}/supervision/held").json() == {"due_at": None}
    assert boss("post", f"/files/{file.pk}/supervision/held").json()["code"] == "no_supervision"
