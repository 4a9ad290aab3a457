"""Kept lists: whose, what they narrow, that they never widen what somebody sees."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import make_team_of_office, open_case
from tests.unit.worklist.conftest import kept
from tutela.accounts.models import User
from tutela.cases.api import NOBODY, NOT_OPEN, see_file
from tutela.cases.models import CaseFile, Deadline
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.worklist import policies
from tutela.worklist.actions import lists as actions
from tutela.worklist.enums import WorkReason
from tutela.worklist.models import SavedFilter
from tutela.worklist.queries import lists

STATES = ("", "triaged", "registered", "in_assessment", "closed")
LEVELS = ("", "high", "medium", "low", "UNK")


@pytest.fixture
def other(team):
    """Another office; both have files with different states, levels, workers and days."""
    other = make_team_of_office()
    for place in (team, other):
        for number, (state, level) in enumerate((("triaged", "high"), ("registered", "UNK"), ("closed", "low"))):
            file = open_case(place, assigned=number != 1, given_names=f"Child {number}")
            with acting_as(place.supervisor):
                CaseFile.objects.filter(pk=file.pk).update(
                    state=state,
                    risk_level=level,
                    next_contact_on=None if number == 1 else today() + dt.timedelta(days=number - 1),
                    closed_at=now() if state == "closed" else None,
                )
                if number == 0:
                    Deadline.objects.filter(file_id=file.pk).update(due_at=now() - dt.timedelta(days=1))
    return other


def _fits(actor, file, query):
    """The same law, written once more without the database."""
    if query.get("state"):
        held = file.state == query["state"]
    else:
        held = file.state not in NOT_OPEN
    held = held and (not query.get("risk") or file.risk_level == query["risk"])
    if worker := query.get("worker"):
        held = held and (file.worker_id is None if worker == NOBODY else str(file.worker_id) == worker)
    if query.get("late") == "contact":
        held = held and (file.next_contact_on is None or file.next_contact_on < today())
    elif query.get("late"):
        open_ones = file.deadlines.filter(done_at=None, cancelled_at=None)
        held = held and any(one.due_at < now() for one in open_ones)
    return held and (not query.get("mine") or file.worker_id == actor.id)


@pytest.mark.slow
@pytest.mark.requirement("R76")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_list_is_what_one_sees_narrowed_and_never_more(team, other, data):
    query = {
        "state": data.draw(st.sampled_from(STATES)),
        "risk": data.draw(st.sampled_from(LEVELS)),
        "late": data.draw(st.sampled_from(("", "anything", "contact"))),
        "worker": data.draw(st.sampled_from(("", NOBODY, str(team.worker.id), str(other.worker.id)))),
        "mine": data.draw(st.sampled_from(("", "on"))),
    }
    for place in (team, other):
        for actor in (place.worker, place.supervisor, place.intake):
            kept_by_somebody = SavedFilter(owner_id=team.worker.id, query=query)
            with acting_as(actor):
                found = set(lists.files_of(actor, kept_by_somebody).values_list("pk", flat=True))
                every = [file for file in CaseFile.objects.all() if see_file.allows(actor, file)]
                assert found == {file.pk for file in every if _fits(actor, file, query)}
                assert {file.office_id for file in every} <= {place.office.pk}


def test_a_list_is_kept_changed_and_let_go(team):
    one = kept(team.worker, name="  Mine  ", query={"mine": "on", "risk": ""}, is_default=True)
    assert (one.name, one.query, one.is_default) == ("Mine", {"mine": "on"}, True)
    two = kept(team.worker, is_default=True)
    with acting_as(team.worker):
        assert lists.first_list(team.worker) == "state=&risk=high"
        one.refresh_from_db()
        assert not one.is_default
        with pytest.raises(StaleVersion):
            actions.change_list(kept=two, by=team.worker, base_version=9, values={})
        changed = actions.change_list(
            kept=two, by=team.worker, base_version=1, values={"name": "Urgent", "is_default": False}
        )
        assert (changed.name, changed.version, changed.query) == ("Urgent", 2, {"risk": "high"})
        assert lists.first_list(team.worker) == ""
        actions.let_list_go(kept=changed, by=team.worker, base_version=2)
        assert [row.name for row in lists.lists_of(team.worker)] == ["Mine"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"query": {"risk": "terrible"}}, "query"),
        ({"query": {"office": "1"}}, "query"),
        ({"query": {"worker": "me"}}, "query"),
        ({"query": {"worker": str(uuid.uuid4())}}, "query"),
    ],
)
def test_what_no_list_knows_is_not_kept(team, wrong, field):
    with pytest.raises(InvalidInput) as found:
        kept(team.worker, **wrong)
    assert set(found.value.fields) == {field}


def test_names_are_there_once_and_not_without_end(team, monkeypatch):
    kept(team.worker)
    with pytest.raises(InvalidInput):
        kept(team.worker)
    kept(team.supervisor)
    monkeypatch.setattr(actions, "MOST", 1)
    with pytest.raises(InvalidInput):
        kept(team.worker, name="Another")


def test_a_list_is_shared_with_ones_own_office_only(team):
    with pytest.raises(InvalidInput) as found:
        kept(team.worker, office=make_office())
    assert set(found.value.fields) == {"office"}


def test_shared_lists_are_read_and_not_changed_by_others(team, second):
    shared, own = kept(team.worker, office=team.office), kept(team.worker, name="Own")
    other = make_team_of_office()
    with acting_as(second):
        assert list(lists.lists_of(second)) == [shared]
        assert policies.use_list.allows(second, shared)
        assert not policies.change_list.allows(second, shared)
        assert list(SavedFilter.objects.all()) == [shared]  # the database says the same
        for act, more in ((actions.let_list_go, {}), (actions.change_list, {"values": {}})):
            with pytest.raises(Refused):
                act(kept=shared, by=second, base_version=1, **more)
        with pytest.raises(NotHere):
            lists.get_list(second, own.pk)
    with acting_as(other.supervisor):
        assert not lists.lists_of(other.supervisor).exists()
        assert not SavedFilter.objects.exists()
        with pytest.raises(NotHere):
            lists.get_list(other.supervisor, shared.pk)


def test_whoever_works_with_no_file_keeps_no_list(team):
    planner = make_actor("ministry_planner", office=team.office)
    one = kept(team.worker, office=team.office)
    for rule, about in ((policies.keep_lists, ()), (policies.use_list, (one,)), (policies.change_list, (one,))):
        assert rule.why_not(planner, *about) == WorkReason.NO_LISTS
    with acting_as(planner):
        assert not lists.lists_of(planner).exists()
    with pytest.raises(Refused):
        kept(planner)


def test_the_list_of_files_opens_with_the_one_that_is_first(enter, team, file):
    client = enter(team.worker.user)
    assert client.get(reverse("files")).status_code == 200
    one = kept(team.worker, is_default=True)
    assert client.get(reverse("files")).url == f"{reverse('files')}?state=&risk=high"
    assert file.number not in client.get(reverse("files"), follow=True).content.decode()
    page = client.get(reverse("files"), {"state": ""}).content.decode()
    assert file.number in page
    assert one.name in page


def test_a_list_that_no_longer_fits_says_so(enter, team, second, file):
    one = kept(team.supervisor, query={"worker": str(second.id)}, is_default=True)
    User.objects.filter(pk=second.id).update(is_active=False)
    client = enter(team.supervisor.user)
    page = client.get(reverse("files"))
    assert (page.status_code, "No longer fits" in page.content.decode()) == (200, True)
    assert client.get(reverse("kept_lists")).content.decode().count("No longer fits") == 2
    with acting_as(team.supervisor):
        assert not lists.files_of(team.supervisor, one).exists()
    strange = client.get(reverse("files"), {"risk": "terrible"})
    assert (strange.status_code, file.number in strange.content.decode()) == (200, True)
    assert "Keep this list" not in strange.content.decode()


def test_lists_are_kept_on_screen(enter, team, second, file):
    client = enter(team.worker.user)
    new = f"{reverse('list_new')}?state=&risk=high"
    assert "Risk: High" in client.get(new).content.decode()
    assert client.post(new, {"name": ""}).status_code == 422
    assert client.post(new, {"name": "High", "office": str(team.office.pk), "is_default": "on"}).status_code == 302
    assert client.post(f"{reverse('list_new')}?risk=odd", {"name": "Odd"}).status_code == 422
    with acting_as(team.worker):
        one = SavedFilter.objects.get()
    page = client.get(reverse("kept_lists")).content.decode()
    assert "Opens first" in page
    change = reverse("list_change", args=[one.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "Higher", "base_version": 1}).status_code == 302
    assert client.post(change, {"name": "Highest", "base_version": 1}).status_code == 412
    again = {"name": "Higher", "base_version": 2, "office": str(team.office.pk)}
    assert client.post(change, again).status_code == 302
    client.logout()
    colleague = enter(second.user)
    assert "shared by" in colleague.get(reverse("kept_lists")).content.decode()
    assert colleague.get(change).status_code == 403
    assert colleague.post(reverse("list_go", args=[one.pk])).status_code == 403
    client.logout()
    assert enter(team.worker.user).post(reverse("list_go", args=[one.pk])).status_code == 302
    assert "No list is kept yet" in client.get(reverse("kept_lists")).content.decode()


def test_a_program_keeps_lists(program, team, file):
    call = program(team.worker.user)
    body = {"name": "Mine", "filters": {"mine": "on"}, "office": str(team.office.pk)}
    assert set(call("post", "/lists", body | {"filters": {"odd": "1"}}).json()["fields"]) == {"filters"}
    assert call("post", "/lists", body | {"office": str(uuid.uuid4())}).status_code == 422
    made = call("post", "/lists", body)
    assert (made.status_code, made.json()["outdated"]) == (201, False)
    one = f"/lists/{made.json()['id']}"
    assert [row["id"] for row in call("get", f"{one}/files").json()["files"]] == [str(file.pk)]
    assert call("get", f"{one}/files?after={file.pk}").json() == {"files": [], "after": None}
    assert call("patch", one, {"name": "Own"}).status_code == 428
    stale = call("patch", one, {"name": "Own", "office": str(team.office.pk)}, 7)
    assert (stale.status_code, stale.json()["submitted"]["office"]) == (412, str(team.office.pk))
    assert call("patch", one, {"name": "Own", "office": None}, 1).json()["office"] is None
    assert call("patch", one, {"name": None, "is_default": True}, 2).json()["name"] == "Own"
    assert [row["name"] for row in call("get", "/lists").json()] == ["Own"]
    other = make_team_of_office()
    assert program(other.worker.user)("delete", one).status_code == 404
    assert program(team.intake.user, ("file_open",))("get", "/lists").status_code == 403
    assert call("delete", one).status_code == 428
    assert call("delete", one, seen=1).status_code == 412
    assert call("delete", one, seen=3).status_code == 204
