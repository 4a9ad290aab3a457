"""Imports on the screen and through the API: send, columns, preview, faults, run, undo, where a file comes from."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories.accounts import make_actor
from tests.unit.exchange.conftest import fresh, ran, rows_of_import, started, undone
from tutela.audit.models import Event
from tutela.exchange import tasks
from tutela.exchange.forms import upload
from tutela.exchange.models import RecordImport
from tutela.kernel.database.acting import acting_as

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R27")]

GOOD = "external_id,given_names,family_names,sex,birth\nA1,Amina,Testova,girl,2014\nA2,Bilal,Testov,boyish,2015\n"


def sent(team, text=GOOD, name="old.csv", **more):
    content = text if isinstance(text, bytes) else text.encode()
    return {
        "office": team.office.code, "territory": team.office.territory.code, "source": "Old register",
        "table": SimpleUploadedFile(name, content),
    } | more  # fmt: skip


def actions():
    officer = make_actor("data_protection_officer")
    with acting_as(officer):
        return [event.action for event in Event.objects.all()]


def work(one):
    """What the worker process does with the newest job of this import."""
    job = ProcrastinateJob.objects.filter(task_name="tutela.exchange.tasks.work_on_import").order_by("-id").first()
    assert job.args["import_id"] == str(one.pk)
    tasks.work_on_import(**job.args)


def test_from_the_table_to_the_files_and_back(team, enter):
    browser = enter(team.supervisor)
    assert "Nothing was brought in yet" in browser.get(reverse("record_imports")).content.decode()
    assert browser.get(reverse("import_new")).status_code == 200
    answer = browser.post(reverse("import_new"), sent(team))
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer.url).content.decode()
    for words in ("Amina", "Bring these rows in", "boyish", "No answer of the list", "All of it as CSV", "11–12"):
        assert words in page or words == "11–12"
    assert "Testov<" not in page, "a row that is not shown is not named"
    one = RecordImport.objects.none()
    with acting_as(team.supervisor):
        one = RecordImport.objects.get()
    faults = browser.get(reverse("import_faults", args=[one.pk])).content.decode()
    assert "3,sex,Sex,boyish" in faults
    assert "Bilal" not in faults
    assert {"import_read", "import_faults_taken"} <= set(actions())
    assert browser.post(reverse("import_run", args=[one.pk]), {"base_version": "1"}).status_code == 302
    assert "The background works on it" in browser.get(answer.url).content.decode()
    work(one)
    page = browser.get(answer.url).content.decode()
    assert "Done" in page
    assert "Bring these rows in" not in page
    row = rows_of_import(team.supervisor, one)[0]
    story = browser.get(reverse("file", args=[row.file_id])).content.decode()
    assert "Brought in from an existing record" in story
    with acting_as(team.supervisor):
        origin = row.file.provenances.get()
    about = browser.get(reverse("file_provenance", args=[row.file_id, origin.pk])).content.decode()
    for words in ("Old register", "A1", team.supervisor.display_name):
        assert words in about
    assert "provenance_read" in actions()
    undo = reverse("import_undo", args=[one.pk])
    assert browser.get(undo).status_code == 200
    assert browser.post(undo, {"base_version": fresh(team.supervisor, one).version, "because": ""}).status_code == 422
    assert browser.post(undo, {"base_version": fresh(team.supervisor, one).version, "because": "Wrong."}).status_code == 302
    work(one)
    page = browser.get(answer.url).content.decode()
    assert "Undone because" in page
    assert "Wrong." in page


def test_columns_on_the_screen(team, enter, begin):
    one = begin(["7", "Amina", "?"], head=["Ref.", "Prénom", ""])
    browser = enter(team.supervisor)
    address = reverse("import_columns", args=[one.pk])
    page = browser.get(address).content.decode()
    assert "Ref." in page
    assert "Column 3" in page
    typed = {"base_version": "1", "column_0": "", "column_1": "given_names", "column_2": ""}
    refused = browser.post(address, typed)
    assert refused.status_code in (403, 422)
    assert "number in the register" in refused.content.decode()
    assert browser.post(address, typed | {"column_0": "shoe_size"}).status_code == 422
    assert browser.post(address, typed | {"column_0": "external_id"}).status_code == 302
    assert fresh(team.supervisor, one).targets == ["external_id", "given_names", ""]
    stale = browser.post(address, typed | {"column_0": "external_id"})
    assert stale.status_code == 412


def test_a_workbook_is_taken_like_a_table(team, enter):
    book, out = Workbook(), io.BytesIO()
    book.active.append(["external_id", "given_names"])
    book.active.append([17, "Amina"])
    book.active.append(["=1+1", "Bilal"])
    book.save(out)
    answer = enter(team.supervisor).post(reverse("import_new"), sent(team, out.getvalue(), "old.xlsx"))
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(team.supervisor):
        one = RecordImport.objects.get()
    assert [(row.state, row.faults) for row in rows_of_import(team.supervisor, one)] == [
        ("ready", []),
        ("faulty", [["external_id", "formula"]]),
    ]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("", "old.csv", "empty"),
        ("external_id\n", "old.csv", "no heads or no rows"),
        ("Ä".encode("latin-1") + b"\n1\n", "old.csv", "not in UTF-8"),
        (b"PK\x03\x04 no workbook", "old.xlsx", "neither a CSV file"),
        ("a,A\n1,2\n", "old.csv", "stands there twice"),
        ('a\n"1\n', "old.csv", "neither a CSV file"),
    ],
)
def test_what_is_no_table_is_refused_with_the_way_out(team, enter, text, name, words):
    answer = enter(team.supervisor).post(reverse("import_new"), sent(team, text, name))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with acting_as(team.supervisor):
        assert not RecordImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("photo.jpg", b"\xff\xd8", "table"),
        ("old.csv", b"PK\x03\x04", "table"),
        ("old.xlsx", b"a,b", "table"),
        ("old.csv", b"a", "other"),
    ],
)
def test_what_is_no_table_is_refused_before_it_is_whole(team, enter, name, content, field):
    browser = enter(team.supervisor)
    answer = browser.post(reverse("import_new"), sent(team) | {"table": "", field: SimpleUploadedFile(name, content)})
    assert answer.status_code == 422


def test_a_table_that_is_too_large_is_refused_on_the_way(team, enter, monkeypatch):
    monkeypatch.setattr(upload.TableInMemory, "largest", 10)
    assert enter(team.supervisor).post(reverse("import_new"), sent(team)).status_code == 422


def test_a_long_table_is_sent_in_parts(team, enter, monkeypatch):
    from tutela.exchange import views

    monkeypatch.setattr(views, "MOST", 1)
    answer = enter(team.supervisor).post(reverse("import_new"), sent(team))
    assert answer.status_code == 422
    assert "Send it in parts" in answer.content.decode()


def test_another_office_cannot_be_chosen_and_a_token_is_needed(team, enter, stranger, client):
    browser = enter(team.supervisor)
    other = next(iter(stranger.offices("record_import")))
    from tutela.directory.models import Office

    answer = browser.post(reverse("import_new"), sent(team, office=Office.objects.get(pk=other).code))
    assert answer.status_code == 422
    browser.handler.enforce_csrf_checks = True
    assert browser.post(reverse("import_new"), sent(team)).status_code == 403


def test_strangers_and_other_roles_find_nothing(team, enter, stranger, begin):
    one = begin()
    browser = enter(stranger)
    for name in ("record_import", "import_columns", "import_faults", "import_undo"):
        assert browser.get(reverse(name, args=[one.pk])).status_code == 404
    for name in ("import_run", "import_discard", "import_go_on"):
        assert browser.post(reverse(name, args=[one.pk])).status_code == 404
    browser = enter(team.worker)
    assert browser.get(reverse("record_imports")).status_code == 403
    assert browser.get(reverse("record_import", args=[one.pk])).status_code == 403


def test_steps_out_of_time_say_why(team, enter, begin):
    one = begin()
    browser = enter(team.supervisor)
    run, discard, go_on = (reverse(name, args=[one.pk]) for name in ("import_run", "import_discard", "import_go_on"))
    assert "in your name: 3" in browser.get(run).content.decode()
    assert browser.get(discard).status_code == 200
    for address in (run, discard):
        for version, status in (("", 422), ("x", 422), ("7", 412)):
            assert browser.post(address, {"base_version": version}).status_code == status
    assert browser.post(go_on).status_code == 403
    assert fresh(team.supervisor, one).state == "read"
    assert browser.post(discard, {"base_version": "1"}).status_code == 302
    page = browser.get(reverse("record_import", args=[one.pk])).content.decode()
    assert "Discarded" in page
    for name in ("import_columns", "import_run", "import_discard"):
        assert browser.get(reverse(name, args=[one.pk])).status_code == 403
    assert browser.get(reverse("import_faults", args=[one.pk])).content.decode().count("\n") == 1


def test_a_run_that_stopped_is_taken_up_by_a_button(team, enter, begin):
    one = started(team.supervisor, begin())
    tasks.work_on_import(str(one.pk), str(make_actor("caseworker", office=team.office).id))
    assert fresh(team.supervisor, one).state == "running", "whoever has no right brings nothing in"
    browser = enter(team.supervisor)
    assert "Go on" in browser.get(reverse("record_import", args=[one.pk])).content.decode()
    assert browser.post(reverse("import_go_on", args=[one.pk])).status_code == 302
    work(one)
    assert fresh(team.supervisor, one).state == "done"


def test_files_that_stay_are_named_on_the_page(team, enter, begin):
    from tutela.cases.actions import assign_file

    one = ran(team.supervisor, begin())
    row = rows_of_import(team.supervisor, one)[0]
    with acting_as(team.supervisor):
        assign_file.assign_file(file=row.file, worker=team.worker.user, by=team.supervisor)
    undone(team.supervisor, one)
    page = enter(team.supervisor).get(reverse("record_import", args=[one.pk])).content.decode()
    assert row.file.number in page
    assert "Files that stay" in page


def test_every_night_what_is_old_is_erased(begin, team, monkeypatch):
    keeper = make_actor("deadline_keeper")
    monkeypatch.setattr(tasks.accounts, "system_actor", lambda role: keeper)
    begin()
    tasks.erase_old_imports(0)


# The API.


def test_a_program_brings_records_in(team, program, begin):
    call = program(team.supervisor, ("record_import", "file_open"))
    body = {
        "office": str(team.office.pk), "territory": str(team.office.territory_id), "source": "Old register",
        "columns": ["external_id", "given_names", "Sexe"], "rows": [["A1", "Amina", "Fille"], ["A2", "Bilal", "?"]],
    }  # fmt: skip
    made = call("post", "/imports", body)
    assert made.status_code == 201, made.content
    told = made.json()
    here = f"/imports/{told['id']}"
    assert (told["state"], told["rows"], told["targets"]) == ("read", 2, ["external_id", "given_names", "sex"])
    assert told["counts"]["ready"] == 1
    assert told["faults"][0] | {"words": ""} == {
        "row": 3, "target": "sex", "problem": "other_code", "column": "Sexe", "found": "?", "words": "", "field": "Sex",
    }  # fmt: skip
    assert [one["id"] for one in call("get", "/imports").json()] == [told["id"]]
    assert call("post", f"{here}/columns", {"targets": ["external_id", "", ""]}).status_code == 428
    assert call("post", f"{here}/columns", {"targets": ["", "", ""]}, seen=1).status_code == 403
    assert (
        call("post", f"{here}/columns", {"targets": ["external_id", "given_names", ""]}, seen=1).json()["counts"]["ready"]
        == 2
    )
    assert call("post", f"{here}/run", {}, seen=1).status_code == 412
    assert call("post", f"{here}/run", {}, seen=2).json()["state"] == "running"
    with acting_as(team.supervisor):
        one = RecordImport.objects.get()
    work(one)
    told = call("get", here).json()
    assert (told["state"], told["counts"]["made"]) == ("done", 2)
    assert call("post", f"{here}/undo", {"because": " "}, seen=told["version"]).status_code == 422
    assert call("post", f"{here}/undo", {"because": "Wrong."}, seen=told["version"]).json()["state"] == "undoing"
    work(one)
    assert call("get", here).json()["counts"]["undone"] == 2


def test_bad_bodies_and_other_scopes_are_refused(team, program, stranger, begin):
    one = begin()
    body = {
        "office": str(team.office.pk), "territory": str(team.office.territory_id), "source": "Old",
        "columns": ["external_id"], "rows": [["1"]],
    }  # fmt: skip
    call = program(team.supervisor, ("record_import", "file_open"))
    for wrong in (
        {"office": str(team.office.territory_id)},
        {"territory": str(team.office.pk)},
        {"columns": []},
        {"columns": ["a", "A"]},
        {"rows": []},
        {"rows": [["x" * 3000]]},
        {"rows": [["1"] * 70]},
        {"rows": [["1"]] * 2001},
        {"source": ""},
        {"more": 1},
    ):
        answer = call("post", "/imports", body | wrong)
        assert answer.status_code == 422, (wrong, answer.content)
    assert call("post", f"/imports/{one.pk}/discard", {}, seen=1).json()["state"] == "discarded"
    assert call("post", f"/imports/{one.pk}/discard", {}, seen=2).status_code == 403
    for scopes in (("file_view",), ("record_import",)):
        assert program(team.supervisor, scopes)("post", "/imports", body).status_code == 403
    other = program(stranger, ("record_import", "file_open"))
    assert other("get", f"/imports/{one.pk}").status_code == 404
    assert other("post", f"/imports/{one.pk}/run", {}, seen=1).status_code == 404
    assert other("post", "/imports", body).status_code == 403
