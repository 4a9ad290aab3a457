"""Releases on the screen, for a second person, and in public: two parameters, honest answers, nothing else."""

import csv
import io
import json

import pytest
import sdmx as foreign
from django.db import connection

from tests.factories.accounts import make_actor
from tests.unit.statistics.releasing import observations
from tutela.accounts.api import PUBLIC_ACTOR
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import NotHere, OperatorError, Refused
from tutela.kernel.http import access_of
from tutela.statistics import public_urls, urls
from tutela.statistics.actions.releases import withdraw_release
from tutela.statistics.models import Release
from tutela.statistics.models.hypercubes import HYPERCUBES
from tutela.statistics.views import public
from tutela.vocabulary.api import LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(world):
    world.snapshot(observations(3_000))
    return world.publish(world.build(world.prepare(note="The first."), "pages"))


@pytest.fixture
def ask(published, settings, as_role, client):
    """The public site as its own database role."""
    settings.ROOT_URLCONF = "tutela.config.public_urls"
    settings.ROLE = "public"
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "Gate" not in one and "allauth" not in one]
    as_role("tutela_public")

    def get(path, **more):
        with acting_as(PUBLIC_ACTOR):
            return client.get(f"/statistics{path}", **more)

    return get


@pytest.mark.requirement("R29")
@pytest.mark.rule("P30")
def test_a_table_as_json_and_csv_carries_all_that_is_said_about_it(ask, published):
    answer = ask("/1/table.json?by=region,age_group&period=2025")
    told = json.loads(answer.content)
    assert (told["by"], told["periods"], told["version"]) == (["region", "age_group", "sex"], ["2025"], 1)
    assert "not prevalence" in told["note"]
    assert "The first." in told["note"]
    assert told["coverage"].startswith("3 of 4 offices")
    assert published.digest in told["citation"]
    assert {cell["state"] for cell in told["cells"]} <= {"value", "suppressed", "withheld"}
    assert all(cell["value"] is None or cell["value"] % 5 == 0 for cell in told["cells"])
    assert set(told["cells"][0]) == {
        *("period", "region", "age_group", "sex", "region_label", "age_group_label", "sex_label"),
        *("state", "value", "display", "unknown_category"),
    }
    file = ask("/1/table.csv?by=region&by=age_group")
    lines = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(lines) == 3 * len(told["cells"])
    assert all("not prevalence" in line["note"] and line["digest"] == published.digest for line in lines)
    assert {line["state"] for line in lines if not line["value"]} <= {"suppressed", "withheld"}
    assert ask("/newest/table.json?by=sex").status_code == 200
    named = json.loads(ask("/1/tables.json").content)
    assert named["core"] == ["region", "district", "age_group", "sex"]
    assert ["form", "form_detail"] in named["subjects"]


REFUSED = [
    ("?by=postcode", "not_registered"),
    ("?by=region,sex,age_group,form", "too_many"),
    ("?by=form,concern", "several_subjects"),
    ("?by=region,region", "twice"),
    ("?by=region&filter=sex", "unknown_parameter"),
    ("?by=region&where=1", "unknown_parameter"),
    ("?area=N", "unknown_parameter"),
    ("?by=sex='girl' OR 1=1", "not_registered"),
    ("?period=2024&period=2025", "bad_parameter"),
]


@pytest.mark.requirement("R115")
@pytest.mark.rule("P29")
def test_what_is_not_registered_is_refused_by_name(ask):
    for query, code in REFUSED:
        for kind in ("json", "csv"):
            answer = ask(f"/1/table.{kind}{query}")
            assert (answer.status_code, json.loads(answer.content)["code"]) == (400, code)
    assert json.loads(ask("/1/table.json?by=region&filter=x").content)["parameter"] == "filter"
    assert "filter" in json.loads(ask("/1/table.json?by=region&filter=x").content)["message"]
    for path in ("/2/table.json", "/x/table.json?by=region", "/1/table.json?by=region&period=1999", "/2/tables.json"):
        assert ask(path).status_code == 404
    assert ask("/1?period=1999").status_code == 404
    with pytest.raises(NotHere, match="no such release"):
        ask("/2")
    assert ask("/1/tables.json?by=region").status_code == 400
    assert ask("/1?by=form&by=concern").status_code == 400
    assert ask("/1?nothing=1").status_code == 400


def test_an_answer_may_be_kept_and_is_not_sent_twice(ask, published):
    first = ask("/1/table.json?by=region,form")
    assert first["Cache-Control"] == "public, max-age=3600"
    assert "Accept-Language" in first["Vary"]
    again = ask("/1/table.json?by=region,form", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert ask("/1/table.json?by=form,region").content == first.content
    others = {ask(path)["ETag"] for path in ("/1/table.csv?by=region,form", "/1/table.json?by=form", "/1/tables.json")}
    assert len(others | {first["ETag"]}) == 4
    assert ask("/newest/tables.json")["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", ["", "/1", "/1?by=region,form", "/1/report.html"])
def test_a_page_may_be_kept_and_is_not_sent_twice(ask, path):
    first = ask(path)
    assert first["Cache-Control"] == "public, max-age=300"
    assert "Accept-Language" in first["Vary"]
    again = ask(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    other = ask(path, HTTP_IF_NONE_MATCH=first["ETag"], headers={"Accept-Language": "ar"})
    assert (other.status_code, other["ETag"] != first["ETag"]) == (200, True)
    assert "ETag" not in ask("/1?nothing=1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_stand_in_every_language(ask, language):
    page = ask("", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert f'lang="{language}"'.encode() in page.content
    page = ask("/1?by=form&by=region&period=2025", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert page.content.count(b"<td") > 20
    assert len(page.content) < 50_000
    long = ask("/1?by=form_detail&by=district")
    assert long.status_code == 200
    assert b"too long" in long.content


@pytest.mark.requirement("R118")
def test_a_withdrawn_release_keeps_its_place_and_its_reason(ask, published, world, as_role):
    as_role("tutela_staff")
    with acting_as(world.people[0]):
        withdraw_release(by=world.people[0], release=published, reason="A region was counted twice.")
    as_role("tutela_public")
    assert b"counted twice" in ask("").content
    assert b"counted twice" in ask("/1").content
    assert json.loads(ask("/1/tables.json").content)["withdrawn_because"] == "A region was counted twice."
    assert ask("/1/table.json?by=region").status_code == 404
    with pytest.raises(NotHere):
        ask("/newest")


def test_a_file_that_is_not_the_published_one_gives_no_figure(ask, own_folder, published):
    path = own_folder / "releases" / published.pk.hex / "core.parquet"
    path.write_bytes(path.read_bytes()[:100])
    answer = ask("/1/table.json?by=region")
    assert answer.status_code == 503
    assert str(own_folder) not in answer.content.decode()


def test_a_flag_for_few_boys_stands_on_the_page(world, settings, as_role, client):
    world.snapshot(observations(2_000, boys=0.02))
    world.publish()
    settings.ROOT_URLCONF = "tutela.config.public_urls"
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "Gate" not in one and "allauth" not in one]
    with acting_as(PUBLIC_ACTOR):
        assert b"Very few boys are recorded" in client.get("/statistics/1?by=region").content


def test_every_address_states_its_access_and_takes_no_more_methods():
    for pattern in public_urls.urlpatterns:
        assert access_of(pattern.callback).everyone
    for pattern in urls.urlpatterns:
        if str(pattern.name).startswith("release"):
            assert "statistics_build" in access_of(pattern.callback).permissions
    assert public.NAMES == ("by", "period", "lang")


@pytest.fixture
def visit(client, monkeypatch):
    """The staff site as somebody: ``visit(actor, "get", "/statistics/releases")``."""
    from django.test import RequestFactory
    from django.urls import resolve

    def go(actor, method, path, data=None):
        from django.contrib.messages.storage.fallback import FallbackStorage

        request = getattr(RequestFactory(), method)(path, data or {})
        request.actor, request.session, request.csp_nonce = actor, {}, ""
        request.user = actor.user
        request._messages = FallbackStorage(request)
        found = resolve(path, urlconf="tutela.config.staff_urls")
        with acting_as(actor):
            return found.func(request, *found.args, **found.kwargs)

    return go


def test_from_the_first_press_to_the_second_person(world, visit, monkeypatch, django_capture_on_commit_callbacks):
    from tutela.statistics.views import releases as views

    first, second = world.people
    assert b"Build observations first" in visit(first, "get", "/statistics/releases").content
    world.snapshot(observations(3_000))
    ran = []
    monkeypatch.setattr(views, "build_cubes_elsewhere", ran.append)
    assert b"Prepare" in visit(first, "get", "/statistics/releases").content
    with django_capture_on_commit_callbacks(execute=True):
        answer = visit(first, "post", "/statistics/releases/prepare", {"note": "The first."})
    made = Release.objects.get()
    assert (answer.status_code, ran) == (302, [str(made.pk)])
    page = f"/statistics/releases/{made.pk}"
    assert b"Build the tables" in visit(first, "get", page).content
    visit(first, "post", f"{page}/build")
    assert len(ran) == 2
    again = visit(first, "post", "/statistics/releases/prepare", {"note": "Kept."})
    assert again.status_code == 422
    assert b"A release is in work" in visit(first, "get", "/statistics/releases").content
    world.build(made, "pages")
    shown = visit(first, "get", page).content
    assert b"Shown with a number" in shown
    assert b"checked" in shown
    visit(first, "post", f"{page}/check")
    assert b"Ask a second statistician" in visit(first, "get", page).content
    assert b"Publish" in visit(second, "get", page).content
    visit(second, "post", f"{page}/publish")
    made.refresh_from_db()
    assert made.state == "published"
    assert b"SHA-256" in visit(make_actor("ministry_planner"), "get", page).content
    assert visit(second, "post", f"{page}/withdraw", {"reason": ""}).status_code == 422
    visit(second, "post", f"{page}/withdraw", {"reason": "A region was counted twice."})
    assert b"counted twice" in visit(first, "get", page).content
    assert visit(first, "get", "/statistics/releases").status_code == 200


def test_a_large_country_waits_in_the_queue(world, visit, monkeypatch):
    from tutela.statistics.views import releases as views

    world.snapshot(observations(60))
    monkeypatch.setattr(views, "AT_ONCE", 10)
    visit(world.people[0], "post", "/statistics/releases/prepare", {})
    made = Release.objects.get()
    assert b"being built" in visit(world.people[0], "get", f"/statistics/releases/{made.pk}").content
    visit(world.people[0], "post", f"/statistics/releases/{made.pk}/build")
    visit(world.people[0], "post", f"/statistics/releases/{made.pk}/drop")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%%cubes_in_background'")
        assert cursor.fetchone()[0] == 2
    made.refresh_from_db()
    assert made.state == "dropped"


def test_a_correction_is_chosen_from_the_list(published, world, visit):
    first = world.people[0]
    assert visit(first, "post", "/statistics/releases/prepare", {"corrects": "1"}).status_code == 422
    visit(first, "post", "/statistics/releases/prepare", {"corrects": "1", "note": "A name was wrong."})
    assert Release.objects.get(state="draft").corrects_id == published.pk
    with acting_as(first):
        assert (
            b"Corrects release"
            in visit(first, "get", f"/statistics/releases/{Release.objects.get(state='draft').pk}").content
        )


@pytest.mark.requirement("R33")
@pytest.mark.slow
def test_a_released_table_leaves_as_sdmx_that_others_read(ask, published, tmp_path):
    """The same cells as the JSON, free to publish; also a district that is not known in a region that is."""
    told = json.loads(ask("/1/table.json?by=district,form").content)
    answer = ask("/1/table.sdmx.csv?by=district,form")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert answer.status_code == 200, answer.content
    assert "max-age" in answer["Cache-Control"]
    assert ask("/1/table.sdmx.csv?by=district,form", headers={"if-none-match": answer["ETag"]}).status_code == 304
    same = [("" if cell["value"] is None else str(cell["value"]), cell["state"]) for cell in told["cells"]]
    assert [(line["OBS_VALUE"], line["CELL_STATE"]) for line in lines] == same
    assert {line["OBS_CONF"] for line in lines if line["OBS_VALUE"]} == {"F"}
    assert {line["TIME_PERIOD"] for line in lines} == set(told["periods"])
    assert {line["FREQ"] for line in lines} == {"A"}
    assert {"XM", "N1", "S_U"} <= {line["REF_AREA"] for line in lines} | {"XM"}
    assert all("not prevalence" in line["NOTE"] and line["SNAPSHOT"] == published.digest for line in lines)
    structure = tmp_path / "structure.xml"
    structure.write_bytes(ask("/structure.sdmx.xml").content)
    data = tmp_path / "data.xml"
    data.write_bytes(ask("/1/table.sdmx.xml?by=district,form").content)
    known = foreign.read_sdmx(structure).structure["DSD_CHILDREN"]
    (dataset,) = foreign.read_sdmx(data, structure=known).data
    assert len(dataset.obs) == len(lines)
    assert ask("/structure.sdmx.json").json()["data"]["dataflows"][0]["id"] == "DF_CHILDREN"
    assert ask("/1/table.sdmx.xml?by=postcode").status_code == 400


def test_the_command_line_goes_the_same_way(world, monkeypatch, capsys):
    import contextlib

    from tutela.config.commands import releases as command

    first, second = world.people
    world.snapshot(observations(3_000))
    monkeypatch.setattr(command.database, "running", lambda _var: contextlib.nullcontext())
    monkeypatch.setattr(command.database, "var_directory", lambda: None)
    monkeypatch.setattr(command.django_role, "start", lambda _role: None)
    monkeypatch.setattr(command.django_role, "become", lambda _role: world.as_role("tutela_statistics"))

    def say(*words):
        world.as_role("tutela_staff")
        assert command.main(list(words)) == 0
        return capsys.readouterr().out

    assert say("list") == "No release was prepared yet.\n"
    me, other = first.user.username, second.user.username
    assert f"{len(HYPERCUBES)} cubes, signed by" in say("prepare", "--by", me, "--note", "The first.")
    pk = str(Release.objects.get().pk)
    assert "nested_pairs_left 0" in say("check", pk, "--by", me)
    with pytest.raises(Refused, match="second statistician"):
        say("publish", pk, "--by", me)
    assert "published" in say("publish", pk, "--by", other)
    assert pk in say("list")
    assert "40 cubes" not in say("withdraw", pk, "--by", other, "--reason", "A region was counted twice.")
    with pytest.raises(OperatorError, match="There is no release"):
        say("check", "00000000-0000-0000-0000-000000000000", "--by", me)
    with pytest.raises(SystemExit):
        say("check", "one", "--by", me)
    with pytest.raises(NotHere):
        say("prepare", "--by", me, "--corrects", "9", "--note", "x")
