"""Importing recommendations: six shapes, questions, all or nothing."""

import csv
import io
import json
import random
import tracemalloc

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import monitoring as make
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.monitoring import api, models
from tutela.monitoring.enums import MonitoringReason as R
from tutela.monitoring.queries import imports
from tutela.monitoring.queries.reading import READERS, rows, sheets
from tutela.monitoring.queries.reading.rows import Given
from tutela.registers import api as kept

pytestmark = pytest.mark.django_db
K = api.ImportKind
UHRI = [
    {
        "AnnotationId": "a-1",
        "Symbol": "CRC/C/XM/CO/5",
        "Body": "CRC",
        "AnnotationType": "- Recommendation",
        "PublicationDate": "2019-06-01T00:00:00",
        "Text": "<p>Adopt a law on the <b>sale</b> of children &amp; fund it.</p>",
        "Countries": ["State XMV"],
        "Themes": ["Sale of children", "Juvenile justice"],
        "AffectedPersons": ["Children"],
        "Sdgs": ["16.2 - end abuse"],
    },
    {"AnnotationId": "a-2", "Body": "CRC", "AnnotationType": "Concern", "Text": "Is concerned.", "Countries": ["State XMV"]},
    {
        "AnnotationId": "a-3",
        "Body": "CAT",
        "AnnotationType": "Recommendation",
        "Text": "Elsewhere.",
        "Countries": ["Nowhere"],
    },
]
UPR = (
    "To,From,Text,Response,Action,Issue,Session\n"
    'State XMV,Orvane,"Ratify, and fund",Accepted,2,"Birth registration,Trafficking",7\n'
    "State XMV,Kaldera,End child marriage,Noted,4,Child marriage,7\n"
)
RAISE = "84.1 Raise the age of marriage (Tessara);\nSource of position: A/HRC/1 - Para 6"
LIST = [
    [
        "Recommendation",
        "Position",
        "Full list of themes",
        "Affected persons",
        "SDGs",
        "Assessment/comments on level of implementation",
    ],
    ["Theme: A12 Acceptance of international norms"] * 6,
    [
        RAISE,
        "Supported",
        "A12 Child marriage\nB31 Juvenile justice",
        "- Girls",
        "5.3",
        "Bill",
    ],
    ["84.2. Fund compensation (Orvane).", "Supported/Noted", "Violence against children", "children", "16.2, 16.3", ""],
]


def markdown():
    lines = ["# A list", *("| " + " | ".join(cell.replace("\n", "<br>") for cell in row) + " |" for row in LIST)]
    return "\n".join([*lines[:2], "|---|---|---|---|---|---|", *lines[2:], "An end."]).encode()


def word():
    document, out = docx.Document(), io.BytesIO()
    table = document.add_table(rows=0, cols=6)
    for row in LIST:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(out)
    return out.getvalue()


def sheet():
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in LIST:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def preview(by, kind, content, **options):
    stream = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    with acting_as(by):
        return api.preview_import(kind=kind, name="file", stream=stream, by=by, **options)


def apply(by, batch):
    with acting_as(by):
        return api.apply_import(batch=batch, by=by)


@pytest.mark.requirement("R119")
def test_uhri_json(planner, state):
    batch = preview(planner, K.UHRI, json.dumps(UHRI), target=state)
    assert batch.rows_read == 1, "a concern and another State's row are no recommendations to this one"
    done = apply(planner, batch)
    assert (done.made, done.changed, done.same) == (1, 0, 0)
    one = models.Recommendation.objects.get()
    assert (one.code, one.source, one.text) == (
        "UHRI-a-1",
        "CRC_committee",
        "Adopt a law on the sale of children & fund it.",
    )
    assert (one.themes, one.groups, one.goals, str(one.document_on)) == (
        ["sale", "justice"],
        ["children"],
        ["16.2"],
        "2019-06-01",
    )
    assert not batch.rows.exists()


def test_a_second_import_of_the_same_file_changes_nothing_and_a_newer_text_changes_one(planner, state):
    apply(planner, preview(planner, K.UHRI, json.dumps(UHRI), target=state))
    one = models.Recommendation.objects.get()
    with acting_as(planner):
        api.set_status(recommendation=one, status="in_progress", effect="not_assessed", by=planner)
    same = apply(planner, preview(planner, K.UHRI, json.dumps(UHRI), target=state))
    assert (same.made, same.changed, same.same) == (0, 0, 1)
    newer = [UHRI[0] | {"Text": "Adopt it now."}]
    changed = apply(planner, preview(planner, K.UHRI, json.dumps(newer), target=state))
    assert (changed.made, changed.changed) == (0, 1)
    one.refresh_from_db()
    assert (one.text, one.status) == ("Adopt it now.", "in_progress")


def test_upr_csv(planner, state):
    batch = apply(planner, preview(planner, K.UPR, UPR, target=state))
    assert batch.made == 2
    first = models.Recommendation.objects.get(body="Orvane")
    assert (first.text, first.position, first.themes, first.cycle) == (
        "Ratify, and fund",
        "supported",
        ["registration", "trafficking"],
        "7",
    )
    assert apply(planner, preview(planner, K.UPR, UPR, target=state)).same == 2


@pytest.mark.parametrize("kind", [K.MARKDOWN, K.DOCX, K.XLSX])
def test_thematic_lists_in_three_shapes_say_the_same(planner, state, kind):
    content = {K.MARKDOWN: markdown, K.DOCX: word, K.XLSX: sheet}[kind]()
    apply(planner, preview(planner, kind, content, given=Given(symbol="A/HRC/42/15", cycle="3")))
    first, second = models.Recommendation.objects.order_by("code")
    assert (first.code, first.paragraph, first.body, first.text) == (
        "A/HRC/42/15#84.1",
        "84.1",
        "Tessara",
        "Raise the age of marriage (Tessara);",
    )
    assert (first.position, first.themes, first.groups, first.goals, first.reply) == (
        "supported",
        ["marriage", "justice"],
        ["girls"],
        ["5.3"],
        "Bill",
    )
    assert (second.paragraph, second.position, second.goals) == ("84.2", "partly", ["16.2", "16.3"])


@pytest.mark.requirement("R119")
def test_unknown_words_block_until_each_is_answered_and_answers_are_remembered(planner, state):
    words = [UHRI[0] | {"Themes": ["Sale of children", "Odd theme"], "AffectedPersons": ["Odd group"]}]
    batch = preview(planner, K.UHRI, json.dumps(words))
    assert sorted(imports.open_terms(batch)) == [("groups", "Odd group", 1, 1), ("themes", "Odd theme", 1, 1)]
    with pytest.raises(Refused) as refused:
        apply(planner, batch)
    assert refused.value.reason == R.TERMS_OPEN
    assert not models.Recommendation.objects.exists()
    with acting_as(planner):
        with pytest.raises(InvalidInput):
            api.answer_term(batch=batch, kind="themes", word="Odd theme", code="no such", by=planner)
        assert api.answer_term(batch=batch, kind="themes", word="Odd theme", code="data", by=planner) == 1
        api.answer_term(batch=batch, kind="groups", word="Odd group", code="", by=planner)
    apply(planner, batch)
    one = models.Recommendation.objects.get()
    assert (one.themes, one.groups) == (["sale", "data"], [])
    again = preview(planner, K.UHRI, json.dumps(words))
    assert api.open_counts(again) == (0, 0)
    assert apply(planner, again).same == 1


def test_leaving_words_out_is_for_one_file_only(planner, state):
    words = json.dumps([UHRI[0] | {"Themes": ["Odd theme"]}])
    batch = preview(planner, K.UHRI, words)
    with acting_as(planner):
        assert api.leave_out_terms(batch=batch, by=planner) == 1
    apply(planner, batch)
    assert api.open_counts(preview(planner, K.UHRI, words)) == (1, 0)


def test_wrong_rows_are_named_and_block_until_left_out(planner, state):
    lines = (
        "code,text,source,body,state,due_on,document_on,position,cycle\n"
        "K1,Good,UPR,Orvane,XMV,2030-01-01,,noted,\n"
        "K1,Twice,UPR,Orvane,XMV,,,,\n"
        ",No key,UPR,Orvane,XMV,,,,\n"
        f"K3,Wrong day,UPR,Orvane,XMV,31.12.2030,2020-13-01,perhaps,{'x' * 41}\n"
        "K4,Unknown source,XYZ,Orvane,XMV,,,,\n"
        "K5,Unknown State,UPR,Orvane,ZZZ,,,,\n"
    )
    batch = preview(planner, K.TUTELA, lines)
    wrong = {row.number: set(row.problems) for row in api.open_rows(batch)}
    assert wrong == {
        3: {"code"},
        4: {"code"},
        5: {"due_on", "document_on", "position", "cycle"},
        6: {"source"},
        7: {"state"},
    }
    with pytest.raises(Refused) as refused:
        apply(planner, batch)
    assert refused.value.reason == R.ROWS_OPEN
    with acting_as(planner):
        for row in list(api.open_rows(batch)):
            api.leave_out_row(row=row, by=planner)
    assert apply(planner, batch).made == 1
    one = models.Recommendation.objects.get()
    assert str(one.original_due_on) == str(one.due_on) == str(one.targets.get().due_on) == "2030-01-01"
    with pytest.raises(Refused) as refused:
        apply(planner, batch)
    assert refused.value.reason == R.IMPORT_ENDED


def test_a_dropped_import_leaves_nothing(planner, state):
    batch = preview(planner, K.UPR, UPR)
    with acting_as(planner):
        api.drop_import(batch=batch, by=planner)
    assert not models.ImportRow.objects.exists()
    assert not models.Recommendation.objects.exists()
    with acting_as(planner), pytest.raises(Refused):
        api.leave_out_terms(batch=batch, by=planner)
    with pytest.raises(NotHere):
        imports.batch(planner.id)


def test_only_keepers_import(signer, state):
    with pytest.raises(Refused):
        preview(signer, K.UPR, UPR)


@pytest.mark.parametrize(
    ("kind", "content", "word"),
    [
        (K.UHRI, b"", "empty"),
        (K.UHRI, b'{"a": 1}', "UHRI"),
        (K.UHRI, b'[{"AnnotationId": "a", "Text": ', "damaged"),
        (K.UHRI, b"\x89PNG\x00", "UHRI"),
        (K.UHRI, b'[{"AnnotationType": "Concern"}]', "No recommendation"),
        (K.UPR, b"PK\x03\x04rest", "UPR"),
        (K.UPR, b"%PDF-1.7", "UPR"),
        (K.UPR, "To,From,Text,Response,Issue,Session\nÉtat,a,b,Noted,c,1\n".encode("latin-1"), "UTF-8"),
        (K.UPR, b"To,From\na,b\n", "Issue, Response, Session, Text"),
        (K.UPR, b"To,From,Text,Response,Issue,Session\n" + b'"' + b"a" * 200_000 + b'"\n', "field larger"),
        (K.MARKDOWN, b"no table", "Recommendation"),
        (K.MARKDOWN, b"| Recommendation |\n|-|\n| \xe9 |\n", "UTF-8"),
        (K.DOCX, b"plain text", "DOCX"),
        (K.DOCX, b"PK\x03\x04broken", "DOCX"),
        (K.XLSX, "docx", "XLSX"),
        (K.DOCX, "hollow", "damaged"),
    ],
)
def test_a_file_that_is_not_what_it_is_said_to_be_is_one_sentence_and_leaves_nothing(planner, state, kind, content, word):
    csv.field_size_limit(10_000_000)  # as another reader of files in the same process leaves it
    if content == "docx":
        content = globals()["word"]()
    if content == "hollow":
        import zipfile

        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("word/document.xml", "<not-closed")
        content = out.getvalue()
    with pytest.raises(InvalidInput) as wrong:
        preview(planner, kind, content)
    assert word in " ".join(wrong.value.fields["file"])
    assert not models.ImportBatch.objects.exists()
    assert not models.ImportRow.objects.exists()
    assert csv.field_size_limit() == 10_000_000, "the limit of the process belongs to others too"


def test_a_bomb_is_not_unpacked(planner, state, monkeypatch):
    monkeypatch.setattr("tutela.registers.queries.files.MOST_UNPACKED", 10)
    with pytest.raises(InvalidInput, match="too large"):
        preview(planner, K.XLSX, sheet())


def test_odd_entries_and_words():
    raw = list(READERS[K.UHRI](io.BytesIO(b'[7, {"AnnotationId": "", "Text": "x", "Countries": "A; B"}]'), Given()))
    assert raw[0].problems
    assert (raw[1].values["code"], raw[1].states) == ("", ["A", "B"])
    assert rows.source_of("SR Trafficking", Given()) == "other_special_procedure"
    assert rows.source_of("CERD", Given()) == "other_treaty_body"
    assert rows.source_of("???", Given()) == ""
    line = io.BytesIO(b"To,From,Text,Response,Issue,Session\nA,B,C,Perhaps,D,1\n")
    assert "position" in next(sheets.upr(line, Given())).problems
    body = b"| Recommendation | Position |\n|-|-|\n| No number | Perhaps |\n"
    (row,) = READERS[K.MARKDOWN](io.BytesIO(body), Given())
    assert row.problems.keys() == {"position", "paragraph"}
    assert row.themes is None


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30), max_size=4))
def test_words_of_a_cell_are_clean_and_once(words):
    found = rows.words_of("\n".join(words))
    assert len(found) == len(set(found))
    assert all(word == word.strip() and "\n" not in word for word in found)


@pytest.mark.requirement("R119")
def test_what_is_exported_comes_back_the_same(planner, state):
    make.make_recommendation(
        code="=X", text="=1+1 ; 'quoted', \"both\"", themes=["sale", "law"], groups=["girls"], goals=["16.2"]
    )
    make.make_recommendation(code="Y", text="العربية\nand a second line", cluster="c")
    before = list(
        models.Recommendation.objects.order_by("code").values("code", "text", "themes", "groups", "goals", "cluster")
    )
    text = kept.as_csv(models.Recommendation)
    assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == ["'=X", "Y"]
    from tutela.registers.forms.rows import read_file, take

    with acting_as(planner):
        made, changed = kept.keep_rows(rows=[take(form) for form in read_file(models.Recommendation, text)], by=planner)
    assert (made, changed) == (0, 2)
    assert before == list(
        models.Recommendation.objects.order_by("code").values("code", "text", "themes", "groups", "goals", "cluster")
    )


@pytest.mark.slow
def test_the_memory_of_a_preview_does_not_grow_with_the_file(planner, state, monkeypatch):
    monkeypatch.setattr("tutela.monitoring.actions.imports.CHUNK", 100)

    def peak(number):
        words = random.Random(1)
        entries = (
            {**UHRI[0], "AnnotationId": f"{number}-{place}", "Text": "law " * 40 + str(words.random())}
            for place in range(number)
        )
        content = ("[" + ",".join(json.dumps(entry) for entry in entries) + "]").encode()
        tracemalloc.start()
        preview(planner, K.UHRI, content, target=state)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most - len(content)

    small, large = peak(300), peak(1_200)
    assert large < small * 2.5
