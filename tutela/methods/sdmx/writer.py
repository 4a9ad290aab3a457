"""SDMX-ML 2.1, SDMX-CSV 2.0 and SDMX-JSON 2.0, by pysdmx.

pysdmx and pandas are loaded by whoever asks for a file, not by every process. The same content gives the same bytes.
pysdmx knows one language and no parent of a code; both are added to what it wrote.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .tables import PERIOD, Codes, Names, Part, Structure, Table, check

if TYPE_CHECKING:
    from pysdmx.io.pd import PandasDataset
    from pysdmx.model import Codelist, Component, Components, ConceptScheme, DataType
    from pysdmx.model.message import Header

CSV_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
XML_TYPE = "application/vnd.sdmx.structurespecificdata+xml; version=2.1; charset=utf-8"
STRUCTURE_XML_TYPE = "application/vnd.sdmx.structure+xml; version=2.1; charset=utf-8"
STRUCTURE_JSON_TYPE = "application/vnd.sdmx.structure+json; version=2.0.0; charset=utf-8"
_SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json"
_COMMON = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common}"
_STR = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure}"
_SPECIFIC = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def data_csv(table: Table) -> str:
    """SDMX-CSV 2.0, a line for each cell; one without a value is empty, and its attributes say why.

    Raises:
        NotInList, CellTwice: nothing is written.
    """
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format

    return str(write_sdmx(_dataset(table), Format.DATA_SDMX_CSV_2_0_0))


def data_xml(table: Table) -> bytes:
    """SDMX-ML 2.1, structure-specific.

    Raises:
        NotInList, CellTwice: nothing is written.
    """
    from lxml import etree
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format

    dataset = _dataset(table)
    dataset.attributes = {}  # pysdmx writes them as they are, also what XML has to escape
    header = _header(table.structure, f"DF_{table.structure.name}", table.prepared)
    root = etree.fromstring(str(write_sdmx(dataset, Format.DATA_SDMX_ML_2_1_STR, header=header)).encode())
    (written,) = root.iter("{*}DataSet")
    written.set(f"{_SPECIFIC}dataScope", "Dataflow")
    written.set(f"{_SPECIFIC}action", written.attrib.pop("action"))
    for name, text in table.notes.items():
        written.set(name, text)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def structure_xml(structure: Structure, prepared: str) -> bytes:
    """SDMX-ML 2.1: concepts, code lists, data structure and dataflow, with names in every language."""
    from lxml import etree
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format

    header = _header(structure, f"DSD_{structure.name}", prepared)
    root = etree.fromstring(str(write_sdmx(_artefacts(structure), Format.STRUCTURE_SDMX_ML_2_1, header=header)).encode())
    lists, parts, languages = structure.all_lists(), structure.parts(), structure.languages
    for concept in root.iter(f"{_STR}Concept"):
        part = parts[concept.get("id", "")]
        _translate(concept, languages, part.names, part.definition)
    for codelist in root.iter(f"{_STR}Codelist"):
        known = lists[codelist.get("id", "")]
        _translate(codelist, languages, known.names)
        for code in codelist.iter(f"{_STR}Code"):
            coded = known.codes[code.get("id", "")]
            _translate(code, languages, coded.names)
            if coded.parent:
                etree.SubElement(etree.SubElement(code, f"{_STR}Parent"), "Ref", id=coded.parent)
    for kind in ("Dimension", "Measure", "Attribute"):
        for descriptor in root.iter(f"{_STR}{kind}List"):
            descriptor.set("id", f"{kind}Descriptor")  # some readers want it
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def structure_json(structure: Structure, prepared: str) -> str:
    """SDMX-JSON 2.0: the same."""
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format

    header = _header(structure, f"DSD_{structure.name}", prepared)
    message = json.loads(str(write_sdmx(_artefacts(structure), Format.STRUCTURE_SDMX_JSON_2_0_0, header=header)))
    message["meta"] |= {"schema": _SCHEMA, "contentLanguages": list(structure.languages)}
    lists, parts, languages = structure.all_lists(), structure.parts(), structure.languages
    for codelist in message["data"]["codelists"]:
        known = lists[codelist["id"]]
        codelist["names"] = _spoken(languages, known.names)
        for code in codelist["codes"]:
            coded = known.codes[code["id"]]
            code |= {"names": _spoken(languages, coded.names)} | ({"parent": coded.parent} if coded.parent else {})
    for concept in message["data"]["conceptSchemes"][0]["concepts"]:
        part = parts[concept["id"]]
        concept |= {"names": _spoken(languages, part.names)}
        concept |= {"descriptions": _spoken(languages, part.definition)} if part.definition else {}
    for definition in message["data"]["dataStructures"]:
        definition["dataStructureComponents"].pop("groups", None)  # written empty, which the standard's schema refuses
    return json.dumps(message, ensure_ascii=False, indent=1) + "\n"


def _dataset(table: Table) -> PandasDataset:
    import pandas
    from pysdmx.io.pd import PandasDataset
    from pysdmx.model import Schema

    check(table)
    made = table.structure
    schema = Schema(
        context="dataflow",
        agency=made.agency,
        id=f"DF_{made.name}",
        version=made.version,
        components=_components(made, refer=False),
    )
    records = [
        {part.id: row.keys[part.id] for part in made.dims}
        | {made.measure.id: "" if row.value is None else str(row.value)}
        | {part.id: row.told[part.id] for part in made.told}
        for row in table.rows
    ]
    return PandasDataset(structure=schema, data=pandas.DataFrame(records, dtype=object), attributes=dict(table.notes))


def _artefacts(structure: Structure) -> list[Any]:
    from pysdmx.model import Dataflow, DataStructureDefinition

    agency, version, title = structure.agency, structure.version, structure.title
    components = _components(structure, refer=True)
    definition = DataStructureDefinition(
        id=f"DSD_{structure.name}", agency=agency, version=version, name=title, components=components
    )
    flow = Dataflow(f"DF_{structure.name}", agency=agency, version=version, name=title, structure=definition)
    lists = [_codelist(structure.agency, one) for one in structure.all_lists().values()]
    return [_concepts(structure), *lists, definition, flow]


def _concepts(structure: Structure) -> ConceptScheme:
    from pysdmx.model import Concept, ConceptScheme

    concepts = [
        Concept(
            part.id,
            name=part.names[0],
            description=part.definition[0] if part.definition else None,
            dtype=None if part.codes else _kind(structure, part),
        )
        for part in structure.parts().values()
    ]
    return ConceptScheme(
        f"CS_{structure.name}",
        agency=structure.agency,
        version=structure.version,
        name=structure.title,
        items=concepts,
    )


def _components(structure: Structure, *, refer: bool) -> Components:
    """Dimensions, the measure, the attributes of a cell and of the whole. ``refer``: concepts stand in their scheme."""
    from pysdmx.model import Components
    from pysdmx.model.dataflow import Role

    def made(part: Part, role: Role, required: bool, level: str | None = None) -> Component:
        return _component(structure, part, role, required, level, refer)

    return Components(
        [
            *(made(part, Role.DIMENSION, True) for part in structure.dims),
            made(structure.measure, Role.MEASURE, False),
            *(made(part, Role.ATTRIBUTE, True, "O") for part in structure.told),
            *(made(part, Role.ATTRIBUTE, True, "D") for part in structure.notes),
        ]
    )


def _component(structure: Structure, part: Part, role: Any, required: bool, level: str | None, refer: bool) -> Component:
    from pysdmx.model import Component, Concept, ItemReference

    concept: Any = Concept(part.id)
    if refer:
        concept = ItemReference("Concept", structure.agency, f"CS_{structure.name}", structure.version, part.id)
    codes = _codelist(structure.agency, part.codes) if part.codes else None
    kind = _kind(structure, part) if refer and not codes else None  # data as the text it is: pandas makes 12 into 12.0
    return Component(part.id, required, role, concept, local_dtype=kind, local_codes=codes, attachment_level=level)


def _kind(structure: Structure, part: Part) -> DataType:
    from pysdmx.model import DataType

    if part.id == structure.measure.id:
        return DataType.INTEGER
    return DataType.PERIOD if part.id == PERIOD else DataType.STRING


def _codelist(agency: str, one: Codes) -> Codelist:
    from pysdmx.model import Annotation, Code, Codelist

    codes = [
        Code(
            code,
            name=known.names[0],
            annotations=[Annotation(type=place, title=there) for place, there in known.shared.items()],
        )
        for code, known in one.codes.items()
    ]
    return Codelist(one.id, agency=agency, version=one.version, name=one.names[0], items=codes)


def _header(structure: Structure, name: str, prepared: str) -> Header:
    from pysdmx.model import Organisation
    from pysdmx.model.message import Header

    moment = dt.datetime.fromisoformat(prepared).replace(tzinfo=dt.UTC)
    named = f"{name}_{prepared.replace('-', '')}"
    return Header(id=named, prepared=moment, sender=Organisation(id=structure.agency))


def _spoken(languages: tuple[str, ...], names: Names) -> Mapping[str, str]:
    return dict(zip(languages, names, strict=True))


def _translate(element: Any, languages: tuple[str, ...], names: Names, descriptions: Names = ()) -> None:
    """Names, then descriptions, in the languages after the first, which pysdmx wrote."""
    for tag, texts in ((f"{_COMMON}Name", names), (f"{_COMMON}Description", descriptions)):
        last = element.find(tag)
        for language, text in list(zip(languages, texts, strict=False))[1:]:
            further = element.makeelement(tag, {_LANG: language})
            further.text = text
            last.addnext(further)
            last = further
