"""A country's forms: what is understood, every fault with its sheet and row, versions, the two worked examples."""

import importlib.util
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.unit.circumstances.conftest import write
from tests.unit.circumstances.workbooks import CHOICES, HEAD
from tests.unit.circumstances.workbooks import workbook as book
from tutela.circumstances.actions.forms import install_form, withdraw_form
from tutela.circumstances.enums import FormProblem
from tutela.circumstances.models import CountedAnswer, Form, MedicalRevision, PartRevision
from tutela.circumstances.queries.answers import newest, offered
from tutela.circumstances.queries.parts import part, part_at, parts
from tutela.circumstances.queries.xlsform import LARGEST, UNPACKED, check_form
from tutela.config.commands import forms as command
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, OperatorError, Refused

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "tutela" / "circumstances" / "data" / "examples").glob("*.xlsx"))


def found(*args, **options):
    return [(fault.sheet, fault.row, fault.problem, fault.what) for fault in check_form(book(*args, **options)).faults]


@pytest.fixture
def keeper(db):
    return make_actor("administrator")


def install(keeper, content, name="way.xlsx"):
    with acting_as(keeper):
        return install_form(by=keeper, name=name, content=content)


P = FormProblem
Q = ["text", "a", "A?"]


@pytest.mark.requirement("R138")
@pytest.mark.parametrize(
    ("survey", "fault"),
    [
        ([["image", "a", "A?"]], ("survey", 2, P.NO_FILES, "image")),
        ([Q, ["calculate", "b", "B"]], ("survey", 3, P.UNKNOWN_TYPE, "calculate")),
        ([["text", "1a", "A?"]], ("survey", 2, P.BAD_NAME, "1a")),
        ([["text", "a__b", "A?"]], ("survey", 2, P.BAD_NAME, "a__b")),
        ([Q, Q], ("survey", 3, P.NAME_TWICE, "a")),
        ([["text", "a", ""]], ("survey", 2, P.NO_LABEL, "a")),
        ([["select_one nolist", "a", "A?"]], ("survey", 2, P.NO_LIST, "nolist")),
        ([["begin_group", "g", "G"], Q], ("survey", 2, P.NOT_CLOSED, "g")),
        ([Q, ["end_group"]], ("survey", 3, P.NOT_CLOSED, "end_group")),
        ([["begin_group", "g", "G"], Q, ["end_repeat"], ["end_group"]], ("survey", 4, P.NOT_CLOSED, "end_repeat")),
        ([["begin_group", "g", "G"], ["end_group"], Q], ("survey", 2, P.EMPTY_GROUP, "g")),
        (
            [["begin_repeat", "r", "R"], Q, ["begin_group", "g", "G"], ["text", "b", "B"], ["end_group"], ["end_repeat"]],
            ("survey", 4, P.NESTED_REPEAT, "g"),
        ),
        ([Q, ["text", "b", "B", "", "regex(${a}, 'x')"]], ("survey", 3, P.BAD_EXPRESSION, "regex")),
        ([["text", "a", "A", "", "", "${a} ="]], ("survey", 2, P.BAD_EXPRESSION, "…")),
        ([["text", "a", "A", "", "${zzz} = 1"]], ("survey", 2, P.UNKNOWN_NAME, "zzz")),
        (
            [["begin_repeat", "r", "R"], Q, ["end_repeat"], ["text", "b", "B", "", "${a} = 1"]],
            ("survey", 5, P.OUTSIDE_REPEAT, "a"),
        ),
        ([["text", "a", "A", "", "${a} = 1"]], ("survey", 2, P.CIRCLE, "a")),
        ([["text", "a", "A", "", "${b} = 1"], ["text", "b", "B", "", "${a} = 1"]], ("survey", 2, P.CIRCLE, "a")),
        ([["text", "a", "Is she a child prostitute?"]], ("survey", 2, P.FORBIDDEN, "child prostitute")),
        ([["text", "a", "A", "", "", "", "yes"]], ("survey", 2, P.COUNTED, "a")),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_its_sheet_and_row(survey, fault):
    assert fault in found(survey)
    assert str(check_form(book(survey)).faults[0]).startswith("survey, row ")


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"sheets": ("survey", "settings")}, ("", 0, P.NO_SHEET, "choices")),
        ({"head": [*HEAD, "calculation"]}, ("survey", 1, P.UNKNOWN_COLUMN, "calculation")),
        ({"head": ["type", "label"]}, ("survey", 1, P.NO_COLUMN, "name")),
        ({"head": ["type", "name", "label::Klingon"]}, ("survey", 1, P.UNKNOWN_COLUMN, "label::Klingon")),
        ({"version": "one"}, ("settings", 2, P.BAD_SETTING, "version")),
        ({"form_id": "my form"}, ("settings", 2, P.BAD_SETTING, "form_id")),
        ({"step": "closing"}, ("settings", 2, P.BAD_SETTING, "step")),
        ({"sensitivity": "S0"}, ("settings", 2, P.BAD_SETTING, "sensitivity")),
        ({"concerns": "PC99"}, ("settings", 2, P.BAD_SETTING, "concerns")),
        ({"default_language": "Klingon"}, ("settings", 2, P.BAD_SETTING, "default_language")),
        ({"form_title": "For the child prostitute"}, ("settings", 2, P.FORBIDDEN, "child prostitute")),
        ({"form_id": "labour"}, ("settings", 2, P.TAKEN, "labour")),
        ({"sensitivity": "S4"}, ("survey", 2, P.COUNTED, "how")),
        ({"choices": [*CHOICES, ["way", "bus", "Again"]]}, ("choices", 4, P.NAME_TWICE, "bus")),
        ({"choices": [*CHOICES, ["way", "a b", "Two"]]}, ("choices", 4, P.BAD_NAME, "a b")),
        ({"choices": [*CHOICES, ["way", "car", ""]]}, ("choices", 4, P.NO_LABEL, "car")),
    ],
)
def test_faults_of_sheets_and_settings(options, fault):
    assert fault in found(**options)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"type,name\ntext,a\n"])
def test_what_is_no_workbook(content):
    assert [fault.problem for fault in check_form(content).faults] == [P.NOT_A_WORKBOOK]


def test_too_much():
    assert [fault.problem for fault in check_form(b"x" * (LARGEST + 1)).faults] == [P.TOO_LARGE]
    assert P.TOO_LARGE in [fault[2] for fault in found([["text", f"q{number}", "Q"] for number in range(700)])]
    small = io.BytesIO(book())
    with zipfile.ZipFile(small, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/large.bin", b"0" * (UNPACKED + 1))
    assert len(small.getvalue()) < LARGEST
    assert [fault.problem for fault in check_form(small.getvalue()).faults] == [P.TOO_LARGE], "what it unpacks to counts"


@pytest.mark.requirement("R138")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_worked_examples_are_sound_and_as_their_script_writes_them(path, tmp_path):
    checked = check_form(path.read_bytes())
    assert not checked.faults
    assert checked.declared["languages"][:2] == ["ar", "en"]
    spec = importlib.util.spec_from_file_location("example_forms", ROOT / "script" / "example_forms.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path / path.name, *script.EXAMPLES[path.name])
    assert check_form((tmp_path / path.name).read_bytes()).declared == checked.declared


@pytest.mark.requirement("R138")
def test_an_installed_form_is_a_part_like_any_other(keeper, team, file, enter, program):
    install(keeper, (ROOT / "tutela" / "circumstances" / "data" / "examples" / "flood.xlsx").read_bytes())
    with acting_as(team.worker):
        assert "flood_2026" in {one.code for one, _row, _why in offered(file)}
    written = {
        "shelter": "school", "nights": 12, "lost": ["papers", "other"], "lost_other": "The boat",
        "sibling": [{"call_name": "Noor", "years": 7, "together": "yes"}],
    }  # fmt: skip
    row = write(team, file, "flood_2026", written)
    assert row.answers == written
    with acting_as(team.worker):
        assert set(CountedAnswer.objects.values_list("code", flat=True)) == {"school", "papers", "other"}
    with pytest.raises(InvalidInput) as caught:
        write(team, file, "flood_2026", written | {"sibling": [{"years": 30}], "nights": 500}, base=1)
    assert caught.value.fields == {
        "nights": ["Write the nights since the flood, at most 400."],
        "sibling__0__years": ["Write an age below 18."],
    }
    browser = enter(team.worker)
    page = browser.get(reverse("part", args=[file.pk, "flood_2026"]), headers={"accept-language": "fr"}).content.decode()
    assert "Dans une école" in page
    assert "The boat" in browser.get(reverse("part_print", args=[file.pk, "flood_2026"])).content.decode()
    lines = browser.get(reverse("part_file", args=[file.pk, "flood_2026"])).content.decode()
    assert "flood_2026,sibling,1,call_name" in lines
    api = program(team.worker)("get", f"/files/{file.pk}/parts/flood_2026").json()
    assert api["answers"] == written


@pytest.mark.requirement("R138")
def test_a_new_version_leaves_what_was_filled_in_readable(keeper, team, file):
    install(keeper, book())
    write(team, file, "way", {"how": "bus", "where": "Mill stop"})
    with pytest.raises(InvalidInput, match="is there already"):
        install(keeper, book())
    install(keeper, book([["select_one way", "how", "How?"], ["integer", "minutes", "Minutes"]], version=2))
    row = write(team, file, "way", {"how": "bus", "minutes": 20}, base=1)
    assert (row.edition, row.answers) == (2, {"how": "bus", "minutes": 20})
    with acting_as(team.worker):
        first = PartRevision.objects.get(number=1)
        assert [one.code for _group, one in part_at("way", first.edition).questions()] == ["how", "where"]
        with pytest.raises(NotHere):
            part_at("way", 9)
        with pytest.raises(NotHere):
            part_at("nothing", 1)
    with acting_as(keeper):
        withdraw_form(by=keeper, installed=Form.objects.first())
        assert "way" not in parts()
        with pytest.raises(NotHere):
            part("way")


def test_nothing_is_half_installed_and_only_by_an_administrator(keeper, team):
    for content, error in ((book([["image", "a", "A"]]), InvalidInput), (b"", InvalidInput)):
        with pytest.raises(error):
            install(keeper, content)
    for actor in (team.worker, team.supervisor):
        with acting_as(actor), pytest.raises(Refused):
            install_form(by=actor, name="x", content=book())
    with acting_as(keeper):
        assert not Form.objects.exists()
        assert not PartRevision.objects.exists()


def test_a_form_of_the_medical_track_goes_there(keeper, team, file, nurse, treated):
    survey = [["text", "a", "A?"], ["note", "n", "Note"]]
    install(keeper, book(survey, sensitivity="S4"))
    with pytest.raises(Refused):
        write(team, file, "way", {"a": "x"})
    with acting_as(nurse):
        from tutela.circumstances.actions.save_part import save_medical

        save_medical(referral=treated, part=part("way"), by=nurse, base=0, values={"a": "x"})
        assert newest(part("way"), file.pk).answers == {"a": "x"}
        assert MedicalRevision.objects.count() == 1


def test_the_administrators_screen(keeper, enter, team):
    browser = enter(keeper)
    assert "No form of the country is installed" in browser.get(reverse("forms")).content.decode()
    wrong = browser.post(reverse("forms"), {"workbook": SimpleUploadedFile("w.xlsx", book([["image", "a", "A"]]))})
    assert wrong.status_code == 422
    assert "survey, row 2" in wrong.content.decode()
    for name, content in (("w.png", b"PK"), ("w.xlsx", b"\x89PNG"), ("w.xlsx", b"PK\x03\x04" + b"0" * LARGEST)):
        refused = browser.post(reverse("forms"), {"workbook": SimpleUploadedFile(name, content)})
        assert refused.status_code == 422
        assert "Only an XLSForm" in refused.content.decode()
    assert browser.post(reverse("forms"), {}).status_code == 422
    sent = browser.post(reverse("forms"), {"workbook": SimpleUploadedFile("w.xlsx", book())})
    assert sent.status_code == 302
    shown = browser.get(sent.url).content.decode()
    assert "Way to school" in shown
    assert "By bus" in shown
    assert "Way to school" in browser.get(reverse("forms")).content.decode()
    gone = browser.post(sent.url + "/withdraw", follow=True).content.decode()
    assert "Withdrawn" in gone
    assert enter(team.worker).get(reverse("forms")).status_code == 403


def test_the_command(tmp_path, capsys, keeper, monkeypatch):
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(book())
    bad.write_bytes(book([["image", "a", "A"]]))
    monkeypatch.setattr(command.django_role, "start", lambda role: None)
    monkeypatch.setattr(command.database, "running", lambda where: __import__("contextlib").nullcontext())
    assert command.main(["check", str(good)]) == 0
    assert command.main(["check", str(bad)]) == 1
    assert "survey, row 2" in capsys.readouterr().err
    assert command.main(["install", str(bad), "--by", keeper.user.username]) == 1
    assert command.main(["install", str(good), "--by", keeper.user.username]) == 0
    capsys.readouterr()
    assert command.main(["list"]) == 0
    assert capsys.readouterr().out == "way 1 Way to school\n"
    with pytest.raises(OperatorError):
        command.main(["check", str(tmp_path / "none.xlsx")])
    with pytest.raises(OperatorError):
        command.main(["install", str(good), "--by", "nobody"])
