"""The screen, the file to download, the button, and the commands."""

import csv
import io
import json
import subprocess

import pytest
from django.urls import reverse
from procrastinate.exceptions import AlreadyEnqueued

from tests.factories.accounts import actor_of, make_actor, make_user, sign_in
from tutela.audit.models import Event
from tutela.care.models import Plan, PlanAction
from tutela.config.commands import observations as observations_command
from tutela.config.commands import table as table_command
from tutela.config.operations import django_role
from tutela.kernel import clock
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import OperatorError, Refused
from tutela.statistics import api
from tutela.statistics.actions import request_build as requesting
from tutela.statistics.api import Snapshot
from tutela.statistics.enums import StatisticsReason as R
from tutela.statistics.presenters import tables as presenters
from tutela.statistics.queries import builds
from tutela.statistics.views import tables as views

pytestmark = pytest.mark.django_db
NOTE = "known to the system, not prevalence"


@pytest.fixture
def snapshot(make_children, build):
    make_children(40, offences=["TRAF"], sex="girl")
    make_children(12, offences=["PROS"], sex="boy", age=16)
    make_children(2, offences=["PROS"], sex="boy", age=8)
    make_children(60, sex="girl", age=8)
    return build()


@pytest.fixture
def planner(client, country):
    user = make_user("ministry_planner")
    sign_in(client, user)
    return user


@pytest.fixture
def statistician(client, country):
    user = make_user("statistician")
    sign_in(client, user)
    return user


@pytest.mark.requirement("R12")
def test_the_first_figure_is_the_response(client, snapshot, planner):
    page = client.get(reverse("statistics")).content.decode()
    assert page.index("children were safe at the last review") < page.index("Choose a table")
    assert "0 of 114 children" in page
    assert "Furthest stage of proceedings" in page, "the accountability of the offender stands beside it"
    assert "Right not yet restored" in page
    assert "Build new observations" not in page


@pytest.mark.requirement("R29")
@pytest.mark.requirement("R115")
def test_a_table_shows_words_for_what_is_hidden(client, snapshot, planner):
    answer = client.get(
        reverse("statistics"), {"first": "territory", "second": "age_group", "level": "district", "form": "PROS"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "protected" in page
    assert page.count(NOTE) >= 3
    assert "1 of 2 offices reported" in page
    assert "Exploitation of a child in prostitution: children by" in page
    assert "<svg" in page
    assert " style=" not in page


@pytest.mark.requirement("R29")
@pytest.mark.requirement("R33")
@pytest.mark.requirement("R115")
def test_the_csv_has_the_same_protection_and_note(client, snapshot, planner):
    answer = client.get(reverse("statistics_csv"), {"first": "age_group", "second": "form"})
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert all(NOTE in row["note"] and row["offices_expected"] == "2" for row in rows)
    assert {"value", "zero", "suppressed"} <= {row["state"] for row in rows}
    assert all(row["value"] == "" for row in rows if row["state"] == "suppressed")
    assert not [row for row in rows if row["value"] in ("1", "2", "3", "4")]


def test_the_csv_refuses_what_is_not_registered(client, snapshot, planner):
    assert client.get(reverse("statistics_csv"), {"first": "name"}).status_code == 422


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"first": "name"}, "Choose one of the answers offered"),
        ({"first": "age_group", "second": "age_group"}, "chosen twice"),
        ({"first": "form", "form": "TRAF"}, "no such category"),
    ],
)
def test_a_wrong_choice_is_said_in_words(client, snapshot, planner, asked, words):
    answer = client.get(reverse("statistics"), asked)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_right_to_left(client, snapshot, planner):
    page = client.get(reverse("statistics"), headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in page


def test_before_the_first_build(client, planner):
    page = client.get(reverse("statistics")).content.decode()
    assert "No observations yet" in page


def test_a_caseworker_sees_no_statistics(client, country):
    user = make_user("caseworker", office=country[1][0], second_factor=True)
    sign_in(client, user)
    assert client.get(reverse("statistics")).status_code == 403
    assert client.post(reverse("statistics_build")).status_code == 403


def test_the_button_builds_when_there_are_few(client, snapshot, statistician, monkeypatch):
    ran = []
    monkeypatch.setattr(requesting, "run_elsewhere", lambda: ran.append(1))
    answer = client.post(reverse("statistics_build"), follow=True)
    assert ran == [1]
    page = answer.content.decode()
    assert "New observations are built" in page
    assert "Build new observations" in page
    with acting_as(make_actor("data_protection_officer")):
        assert Event.objects.filter(action="observations_requested").exists()


def test_many_are_built_by_the_worker(client, snapshot, statistician, monkeypatch):
    monkeypatch.setattr(requesting, "AT_ONCE", 10)
    page = client.post(reverse("statistics_build"), follow=True).content.decode()
    assert "are being built" in page
    assert builds.is_building()
    assert client.post(reverse("statistics_build")).status_code == 403


def test_a_second_wish_in_the_queue_is_the_first(monkeypatch):
    def full():
        raise AlreadyEnqueued

    monkeypatch.setattr(views.build_in_background, "defer", full)
    assert views._queue() is None


def test_a_planner_cannot_ask_for_a_build(country):
    planner = make_actor("ministry_planner")
    with acting_as(planner), pytest.raises(Refused) as refused:
        requesting.request_build(by=planner, later=list)
    assert refused.value.reason is R.NO_BUILD


def test_a_running_build_is_known_from_its_lock(db):
    import psycopg
    from django.db import connection

    known = connection.settings_dict
    assert not builds.is_building()
    with psycopg.connect(
        host=known["HOST"], port=known["PORT"], user=known["USER"], password=known["PASSWORD"], dbname=known["NAME"]
    ) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [builds.LOCK])
        assert builds.is_building()


@pytest.mark.parametrize(("code", "said"), [(0, "12 children"), (2, "being built already")])
def test_the_process_of_its_own(monkeypatch, code, said):
    def run(command, env, **_options):
        assert command[-2:] == ("observations", "build")
        assert "TUTELA_ROLE" not in env
        return subprocess.CompletedProcess(command, code, stdout="12 children\n", stderr="tutela: being built already\n")

    monkeypatch.setattr(builds.subprocess, "run", run)
    if code:
        with pytest.raises(OperatorError, match=said):
            builds.run_elsewhere()
    else:
        assert builds.run_elsewhere() == said


def test_the_worker_runs_the_same_process(monkeypatch):
    from tutela.statistics import tasks

    ran = []
    monkeypatch.setattr(tasks, "run_elsewhere", lambda: ran.append(1))
    tasks.build_in_background()
    assert ran == [1]


def test_the_command_builds(builder, make_children, monkeypatch, as_role):
    make_children(3)
    monkeypatch.setattr(django_role, "become", lambda role: as_role(f"tutela_{role}"))
    said = observations_command.build()
    as_role("tutela_staff")
    assert said.startswith("3 children as of")
    assert Snapshot.objects.count() == 1


def test_the_command_prints_tables(snapshot, builder):
    answers = table_command.read(["district", "sex", "age_group", "form"], "")
    assert len(answers) == len(api.pages())
    assert NOTE in table_command._shown(answers, as_json=False, as_csv=False)
    one = table_command.read(["district", "sex", "age_group"], "TRAF")
    known = json.loads(table_command._shown(one, as_json=True, as_csv=False))
    assert NOTE in known["note"]
    assert {"state", "value", "sex", "sex_label"} <= known["cells"][0].keys()
    assert isinstance(json.loads(table_command._shown(answers, as_json=True, as_csv=False)), list)
    lines = table_command._shown(answers[:2], as_json=False, as_csv=True).splitlines()
    assert sum(line.startswith("district,sex") for line in lines) == 1
    with pytest.raises(Refused):
        table_command.read(["district", "sex", "age_group", "risk_level"], "")


def test_a_table_by_sex_alone_has_one_bar_each(snapshot):
    shown = presenters.page(api.table(by=["sex"], snapshot=snapshot))
    assert [bar["sex"] for bar in shown["bars"][0]["bars"]] == ["girl", "boy"]
    assert shown["heads"] == ["Children"]
    assert shown["cut_off"] == clock.today()


@pytest.mark.requirement("R59")
@pytest.mark.requirement("R60")
def test_needs_and_refusals_by_place_on_a_map_and_as_a_file(client, country, make_children, build, planner):
    """Eight children lack a service that does not exist in one district; seven were refused, two of them on a ground that is too rare
    to be shown anywhere."""
    districts, _offices = country
    for number, district in enumerate(districts):
        district.outline = {"type": "Polygon", "coordinates": [[[number, 0], [number + 1, 0], [number + 1, 1], [number, 0]]]}
        district.save()
    files = make_children(30)
    missing = [dict.fromkeys(("refusal_stated", "refusal_suspected"), "") | {"unmet_reason": "does_not_exist"}] * 8
    refused = {"unmet_reason": "refused_service", "refusal_stated": "not_stated", "refusal_suspected": "poverty"}
    others = [refused | {"refusal_suspected": "disability"}] * 5
    with_unmet_needs(files, [*missing, refused, refused, *others], service="legal_aid", track="LEG")
    build()
    address = reverse("statistics_unmet")
    page = client.get(address, {"what": "unmet_need", "code": "does_not_exist", "level": "district"}).content.decode()
    assert page.count('<path class="map-place') == 2
    assert "<title>" + str(districts[0]) + ": 8</title>" in page
    assert f"<title>{districts[1]}: not reported</title>" in page, "no office reports there: that is no zero"
    assert NOTE in page
    assert " style=" not in page
    for what in ("refusal_stated", "refusal_suspected"):
        shown = client.get(address, {"what": what, "code": "poverty", "level": "district"}).content.decode()
        assert "protected" in shown
    rows = table_of(client, {"first": "unmet_service", "second": "territory", "level": "district", "form": ""})
    here = {(row["unmet_service"], row["district"], row["sex"]): row for row in rows}
    assert here["legal_aid", districts[0].code, "_T"]["value"] == "15"
    grounds = table_of(client, {"first": "refusal_suspected", "second": "territory", "level": "district", "form": ""})
    assert not any(row["value"] == "2" for row in grounds if row["refusal_suspected"] == "poverty")
    assert client.get(address, {"what": "names"}).status_code == 422


@pytest.mark.requirement("R59")
def test_before_anything_is_built_and_without_outlines_the_page_stands(client, country, make_children, build, planner):
    assert "No observations yet" in client.get(reverse("statistics_unmet")).content.decode()
    make_children(6)
    build()
    assert "map-place" not in client.get(reverse("statistics_unmet")).content.decode()


def table_of(client, question):
    text = client.get(reverse("statistics_csv"), question).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def with_unmet_needs(files, needs, **service):
    """A plan with one missing service each for as many children."""
    worker = files[0].worker
    with acting_as(actor_of(worker)):
        for file, need in zip(files, needs, strict=False):
            common = {"file": file, "key_id": file.child_id}
            plan = Plan.objects.create(**common, created_by=worker, updated_by=worker)
            PlanAction.objects.create(**common, plan=plan, goal="x", due_on=clock.today(), state="unmet", **service, **need)


@pytest.mark.requirement("R95")
def test_children_in_institutions_are_never_counted_without_the_warning(client, snapshot, planner):
    """On the page and in the file, wherever the care of children is counted; elsewhere it would only tire."""
    for name in ("statistics", "statistics_csv"):
        with_care = client.get(reverse(name), {"first": "care_status"}).content.decode()
        assert "their number is likely too low" in with_care, name
        assert "their number is likely too low" not in client.get(reverse(name), {"first": "disability"}).content.decode()
