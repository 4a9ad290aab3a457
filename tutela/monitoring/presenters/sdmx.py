"""Figures for other systems: SDMX-CSV 2.0, and the structure that says what its columns and codes mean (SDMX-JSON 2.0).

Codes follow the lists that UNICEF and the global registry use (sex, age, unit, status of an observation); what has no code
there, the indicators themselves and other breakdowns, has one of our own agency.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tutela.registers.api import to_csv

from ..enums import ValueSource, ValueState
from .reports import note

AGENCY, FLOW, STRUCTURE, VERSION = "TUTELA", "DF_MONITORING", "DSD_MONITORING", "1.0.0"
DATA_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
STRUCTURE_TYPE = "application/vnd.sdmx.structure+json; version=2.0.0; charset=utf-8"
SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json"
ALL = "_T"
SEX = {"girl": "F", "boy": "M", "UNK": "_U", "NAS": "_U", "REF": "_U"}
UNITS = {"per cent": "PCNT", "people": "PS", "children": "PS"}
STATUS = {
    ValueState.VALUE: "A",
    ValueState.SUPPRESSED: "Q",
    ValueState.NOT_AVAILABLE: "O",
    ValueState.NOT_APPLICABLE: "M",
    ValueState.NOT_ASKED: "L",
    ValueState.REFUSED: "O",
    ValueState.UNKNOWN: "O",
}
BREAK = "B"
DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "SEX", "AGE", "BREAKDOWN", "TIME_PERIOD")
ATTRIBUTES = ("UNIT_MEASURE", "OBS_STATUS", "OBS_CONF", "VALUE_STATE", "COMMENT_OBS")
CODES: dict[str, Mapping[str, str]] = {
    "CL_FREQ": {"A": "Annual"},
    "CL_SEX": {"F": "Female", "M": "Male", "_T": "Total", "_U": "Unknown", "_O": "Other"},
    "CL_UNIT_MEASURE": {"PCNT": "Per cent", "PS": "Persons", "NUMBER": "Number"},
    "CL_OBS_STATUS": {
        "A": "Normal value",
        "B": "Time series break",
        "L": "Missing value; not collected",
        "M": "Missing value; cannot exist",
        "O": "Missing value",
        "Q": "Missing value; suppressed",
    },
    "CL_CONF_STATUS": {"F": "Free", "C": "Confidential"},
    "CL_VALUE_STATE": {state.value: str(state.name).replace("_", " ").capitalize() for state in ValueState},
}
_PARTS = (
    ("FREQ", "Frequency", "CL_FREQ"),
    ("REF_AREA", "Reference area", "CL_AREA"),
    ("INDICATOR", "Indicator", "CL_INDICATOR"),
    ("SEX", "Sex", "CL_SEX"),
    ("AGE", "Age", "CL_AGE"),
    ("BREAKDOWN", "Other breakdown", "CL_BREAKDOWN"),
    ("TIME_PERIOD", "Time period", ""),
    ("OBS_VALUE", "Observation value", ""),
    ("UNIT_MEASURE", "Unit of measure", "CL_UNIT_MEASURE"),
    ("OBS_STATUS", "Observation status", "CL_OBS_STATUS"),
    ("OBS_CONF", "Confidentiality status", "CL_CONF_STATUS"),
    ("VALUE_STATE", "Why there is no value", "CL_VALUE_STATE"),
    ("COMMENT_OBS", "What stands with the figure", ""),
)
_NAMES = {code: name for code, name, _list in _PARTS}
_LISTS = {code: list_id for code, _name, list_id in _PARTS if list_id}


@dataclass(frozen=True)
class Observation:
    """One value or the reason for none. ``breakdown`` as registers hold it (``A=10-14;S=girl``); ``after_break``: the series
    begins anew in this year."""

    area: tuple[str, str]
    indicator: tuple[str, str]
    unit: str
    breakdown: str
    year: int
    state: str
    value: str
    after_break: bool = False
    note: str = ""

    @property
    def keys(self) -> dict[str, str]:
        """The dimensions, each with its code."""
        parts = dict(part.split("=", 1) for part in self.breakdown.split(";") if part)
        rest = "__".join(f"{letter}_{code_of(word)}" for letter, word in sorted(parts.items()) if letter not in "SA")
        return {
            "FREQ": "A",
            "REF_AREA": self.area[0],
            "INDICATOR": code_of(self.indicator[0]),
            "SEX": SEX.get(parts["S"], "_O") if "S" in parts else ALL,
            "AGE": age_of(parts["A"]) if "A" in parts else ALL,
            "BREAKDOWN": rest or ALL,
            "TIME_PERIOD": str(self.year),
        }

    @property
    def told(self) -> dict[str, str]:
        """The attributes: suppressed and missing are said, never 0."""
        state = ValueState(self.state)
        status = BREAK if self.after_break and state == ValueState.VALUE else STATUS[state]
        return {
            "UNIT_MEASURE": UNITS.get(self.unit, "NUMBER"),
            "OBS_STATUS": status,
            "OBS_CONF": "C" if state == ValueState.SUPPRESSED else "F",
            "VALUE_STATE": state.value,
            "COMMENT_OBS": self.note,
        }


def code_of(word: str) -> str:
    """A word as an SDMX identifier: letters, digits, ``_``, ``-``, ``@``, ``$``."""
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", word) or "_"


def age_of(word: str) -> str:
    """An age band as the shared list writes it (``Y10T14``); anything else under its own code."""
    years = re.fullmatch(r"(\d+)-(\d+)", word)
    if years:
        return f"Y{years.group(1)}T{years.group(2)}"
    return "_U" if word == "UNK" else code_of(word)


def of_annex(content: Mapping[str, Any]) -> Iterator[Observation]:
    """Every cell of the annex of a frozen report. Tables that hold the same cell give it once."""
    seen, area = set(), (content["report"]["state_code"], content["report"]["state"])
    for table in content["tables"]:
        for row in table["rows"]:
            breakdown = f"{table['dimension']}={row['category']}" if row["category"] else ""
            for year, cell in zip(table["years"], row["cells"], strict=True):
                key = (table["indicator"], breakdown, year)
                if key not in seen:
                    seen.add(key)
                    named = (table["indicator"], table["indicator_title"])
                    broken = year in table["breaks"]
                    said = note(table, "en")
                    yield Observation(
                        area, named, table["unit"], breakdown, year, cell["state"], cell["value"], broken, said
                    )


def of_page(content: Mapping[str, Any]) -> Iterator[Observation]:
    """Every value of the published indicators."""
    for row in content["rows"]:
        broken = {entry["year"] for entry in row["breaks"]}
        for value in row["values"]:
            yield Observation(
                tuple(content["area"]),  # type: ignore[arg-type]
                (row["code"], row["title"]),
                row["unit"],
                "",
                value["year"],
                value["state"],
                value["value"],
                value["year"] in broken,
                note({"released": [""]} if value["source"] == ValueSource.RELEASED else {"released": []}, "en").strip(),
            )


def data(found: Iterable[Observation]) -> str:
    """SDMX-CSV 2.0: a line for each observation; one without a value has its status instead."""
    heads = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES]
    named = ["dataflow", f"{AGENCY}:{FLOW}({VERSION})", "I"]
    return to_csv(heads, [[*named, *one.keys.values(), one.value, *one.told.values()] for one in found])


def structure(found: Sequence[Observation], prepared: dt.datetime) -> str:
    """SDMX-JSON 2.0: concepts, code lists with the codes these observations use, the structure and the flow.

    Made from the observations alone, so that the same ones give the same bytes.
    """
    lists: dict[str, dict[str, str]] = {name: dict(codes) for name, codes in CODES.items()}
    lists |= {name: {ALL: "Total"} for name in ("CL_AGE", "CL_BREAKDOWN")} | {"CL_AREA": {}, "CL_INDICATOR": {}}
    for one in found:
        keys = one.keys
        lists["CL_AREA"][keys["REF_AREA"]] = one.area[1]
        lists["CL_INDICATOR"][keys["INDICATOR"]] = one.indicator[1]
        lists["CL_AGE"].setdefault(keys["AGE"], keys["AGE"])
        lists["CL_BREAKDOWN"].setdefault(keys["BREAKDOWN"], keys["BREAKDOWN"])
    message = {
        "meta": {
            "schema": SCHEMA,
            "id": f"{FLOW}_{prepared:%Y%m%d}",
            "prepared": f"{prepared:%Y-%m-%dT%H:%M:%SZ}",
            "test": False,
            "contentLanguages": ["en"],
            "sender": {"id": AGENCY},
        },
        "data": {
            "conceptSchemes": [_item("CS_MONITORING", "Concepts", concepts=[_named(*entry) for entry in _NAMES.items()])],
            "codelists": [
                _item(name, name, codes=[_named(*entry) for entry in sorted(codes.items())]) for name, codes in lists.items()
            ],
            "dataStructures": [_item(STRUCTURE, "Indicators of the monitoring mechanism", dataStructureComponents=_parts())],
            "dataflows": [
                _item(
                    FLOW, "Indicators of the monitoring mechanism", structure=_urn("datastructure.DataStructure", STRUCTURE)
                )
            ],
        },
    }
    return json.dumps(message, indent=1, ensure_ascii=False) + "\n"


def _named(code: str, name: str) -> dict[str, str]:
    return {"id": code, "name": name}


def _item(name: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "agencyID": AGENCY, "version": VERSION, "name": title, **more}


def _urn(kind: str, name: str, item: str = "") -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{kind}={AGENCY}:{name}({VERSION}){f'.{item}' if item else ''}"


def _part(name: str, **more: Any) -> dict[str, Any]:
    concept = _urn("conceptscheme.Concept", "CS_MONITORING", name)
    free = {"format": more.pop("format", {})}
    listed = {"enumeration": _urn("codelist.Codelist", _LISTS[name])} if name in _LISTS else free
    return {"id": name, "conceptIdentity": concept, "localRepresentation": listed, **more}


def _parts() -> dict[str, Any]:
    years, number = {"dataType": "ObservationalTimePeriod"}, {"dataType": "Decimal"}
    *dimensions, time = DIMENSIONS
    return {
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                _part(
                    name,
                    format={"dataType": "String"},
                    usage="mandatory" if name in _LISTS else "optional",
                    attributeRelationship={"observation": {}},
                )
                for name in ATTRIBUTES
            ],
        },
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [_part(name, position=place) for place, name in enumerate(dimensions)],
            "timeDimension": _part(time, format=years),
        },
        "measureList": {"id": "MeasureDescriptor", "measures": [_part("OBS_VALUE", format=number, usage="optional")]},
    }
