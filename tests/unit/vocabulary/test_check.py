"""Every fault of a vocabulary file is one line naming file, code and field."""

import shutil

import pytest

from tutela.vocabulary import api
from tutela.vocabulary.queries import checks, files

TWO_VERSIONS = """  - id: child
    version: 2
    since: 2026-11-01
    earlier: [{version: 1, since: 2026-11-02, until: 2026-11-03}]
"""


@pytest.fixture
def data(tmp_path):
    shutil.copytree(files.DATA, tmp_path / "data")
    return tmp_path / "data"


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.requirement("R113")
def test_the_shipped_vocabulary_has_no_fault():
    assert api.check() == []


@pytest.mark.requirement("R113")
@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("lists/sexes.yaml", "id: sexes", "id: sex", "sexes"),
        ("lists/sexes.yaml", "version: 1", "version: one", "sexes.yaml: header: version: a whole number from 1 is needed"),
        ("lists/sexes.yaml", "edition: 2026-11-01", "edition: soon", "sexes.yaml: header: edition: a date"),
        ("lists/sexes.yaml", "fr: Sexe,", "", "sexes.yaml: title: fr: translation is missing"),
        ("lists/sexes.yaml", "title: ", "titel: ", "sexes.yaml: header: title: is missing"),
        ("lists/sexes.yaml", "source: ", "src: ", "sexes.yaml: header: source: is missing"),
        ("lists/sexes.yaml", "licence: ", "licens: ", "sexes.yaml: header: licens: is not a known field"),
        ("lists/sexes.yaml", "accepts: [UNK", "accepts: [XXX", "sexes.yaml: header: accepts: 'XXX' is none of UNK"),
        ("lists/sexes.yaml", "fr: Fille", "fr: ' '", "sexes.yaml: girl: fr: translation is missing"),
        ("lists/sexes.yaml", "code: boy", "code: girl", "sexes.yaml: girl: code: stands twice"),
        ("lists/sexes.yaml", "code: boy", "code: UNK", "sexes.yaml: UNK: code: is a universal answer"),
        ("lists/sexes.yaml", "code: boy", "code: yes", "sexes.yaml: True: code: a code is a text"),
        ("lists/sexes.yaml", "  - {code: boy", "  - boy\n  - {code: boy", "sexes.yaml: boy: code: a code is a text"),
        ("lists/sexes.yaml", "{code: boy,", "{code: boy, colour: red,", "sexes.yaml: boy: colour: is not a known field"),
        ("lists/sexes.yaml", "{code: boy,", "{code: boy, para: 12 to 13,", "sexes.yaml: boy: para: write paragraphs as"),
        ("lists/sexes.yaml", "{code: boy,", "{code: boy, parent: man,", "sexes.yaml: boy: parent: 'man' is unknown"),
        ("lists/sexes.yaml", "{code: boy,", "{code: boy, valid_to: soon,", "sexes.yaml: boy: valid_to: a date"),
        (
            "lists/sexes.yaml",
            "{code: boy,",
            "{code: boy, valid_from: 2026-02-02, valid_to: 2026-02-01,",
            "sexes.yaml: boy: valid_to: dates reversed: 2026-02-01 is before 2026-02-02",
        ),
        ("lists/sexes.yaml", "codes:", "codes: [", "sexes.yaml: not readable as YAML: line"),
        ("lists/sexes.yaml", "{code: boy,", "{code: boy, code: man,", "sexes.yaml: not readable as YAML: line"),
        ("lists/sexes.yaml", "edition: 2026-11-01", "edition: 2026-13-01", "sexes.yaml: not readable as YAML: month"),
        (
            "lists/barriers.yaml",
            "parents: barrier_groups",
            "parents: nope",
            "barriers.yaml: header: parents: there is no list",
        ),
        ("lists/barriers.yaml", "parent: law", "parent: lwa", "barriers.yaml: NR01: parent: 'lwa' is unknown"),
        ("lists/offences.yaml", "parent: SALE,", "parent: SALE-SE,", "offences.yaml: SALE-SE: parent: is below itself"),
        ("lists/offences.yaml", "term: sale}", "term: nope}", "offences.yaml: SALE: term: 'nope' is not in the glossary"),
        ("lists/dimensions.yaml", "values: sexes", "values: nope", "dimensions.yaml: sex: values: there is no list 'nope'"),
        ("glossary.yaml", "  - id: sale\n", "  - id: child\n", "glossary.yaml: child: id: stands twice"),
        ("glossary.yaml", '    para: "29, 44, 52"', "    para: 29", "glossary.yaml: child: para: a text is needed"),
        (
            "glossary.yaml",
            "      fr: Toute personne",
            "      de: Toute personne",
            "glossary.yaml: child: definition.fr: translation is missing",
        ),
        (
            "glossary.yaml",
            "  - id: child\n",
            "  - id: child\n    colour: red\n",
            "glossary.yaml: child: colour: is not a known",
        ),
        (
            "glossary.yaml",
            "  - id: child\n",
            "  - id: child\n    version: 2\n",
            "glossary.yaml: child: version: the versions",
        ),
        ("glossary.yaml", "  - id: child\n", "  - id: child\n    since: soon\n", "glossary.yaml: child: since: a date"),
        (
            "glossary.yaml",
            "  - id: child\n",
            TWO_VERSIONS,
            "glossary.yaml: child: earlier: dates reversed: 2026-11-02 to 2026-11-03, then 2026-11-01",
        ),
        ("overlaps.yaml", "{a: SALE, b: TRAF", "{a: SALE, b: NOPE", "overlaps.yaml: SALE / NOPE: b: is not a code"),
        ("overlaps.yaml", "{a: SALE, b: TRAF", "{a: FLAB, b: SALE", "overlaps.yaml: SALE / FLAB: stands twice"),
        ("overlaps.yaml", "id: overlaps", "[", "overlaps.yaml: not readable as YAML"),
        ("jurisdictions/default.yaml", "item: triage,", "item: nap,", "default.yaml: periods 2010-01-01: deadlines triage"),
        (
            "jurisdictions/default.yaml",
            "item: triage,",
            "item: nap,",
            "default.yaml: periods 2010-01-01: nap: is not a code",
        ),
        (
            "jurisdictions/default.yaml",
            "recipient: AC-SOC",
            "recipient: AC-XXX",
            "default.yaml: periods 2010-01-01: AC-XXX: is not",
        ),
        (
            "jurisdictions/default.yaml",
            "ground: same_sex_law",
            "ground: nope",
            "default.yaml: periods 2010-01-01: nope: is not",
        ),
        ("jurisdictions/default.yaml", "child_age_limit: 18", "child_age_limit: 16", "default.yaml: fixed protection"),
        ("forbidden/fr.yaml", "language: fr", "language: en", "fr.yaml: header: language: must be the name of the file"),
        ("forbidden/fr.yaml", "source: ", "src: ", "fr.yaml: header: source: is missing"),
        ("forbidden/fr.yaml", "avoid: [sextorsion]", "avoid: sextorsion", "fr.yaml: phrases: avoid: each row needs"),
    ],
)
def test_each_fault_names_file_code_and_field(data, file, old, new, said):
    rewrite(data / file, old, new)
    lines = [str(problem) for problem in api.check(data)]
    assert any(line.startswith(said) for line in lines), lines
    assert all("\n" not in line for line in lines)


@pytest.mark.requirement("R14")
def test_a_new_version_of_a_definition_passes(data):
    entry = TWO_VERSIONS.replace("2026-11-01\n", "2027-01-01\n").replace("2026-11-02", "2026-11-01")
    rewrite(data / "glossary.yaml", "  - id: child\n", entry)
    assert [problem.field for problem in api.check(data)] == [f"earlier.definition.{name}" for name in sorted(api.LANGUAGES)]
    old = "until: 2026-11-03"
    rewrite(data / "glossary.yaml", old, f"{old}, definition: {{en: a, fr: b, es: c, ar: d}}")
    assert api.check(data) == []


def test_a_missing_file_and_a_file_that_is_no_mapping(data):
    (data / "forbidden" / "ar.yaml").unlink()
    (data / "glossary.yaml").unlink()
    (data / "overlaps.yaml").write_text("- a\n- b\n")
    lines = [str(problem) for problem in api.check(data)]
    assert lines == [
        "ar.yaml: cannot be read: No such file or directory",
        "glossary.yaml: cannot be read: No such file or directory",
        "overlaps.yaml: the file must be a mapping with id, version and codes",
    ]


@pytest.mark.requirement("R13")
def test_a_forbidden_phrase_in_a_list_is_a_fault(monkeypatch):
    hit = api.Hit("sexes.yaml: girl en", "en", "child bride", "child bride", "")
    monkeypatch.setattr(checks.forbidden, "scan_data", lambda: iter([hit]))
    assert [str(problem) for problem in api.check()] == [
        "sexes.yaml: girl en: forbidden phrase “child bride” in “child bride”"
    ]


def test_a_digest_follows_content_not_layout():
    assert files.digest({"a": 1, "b": [2]}) == files.digest({"b": [2], "a": 1})
    assert files.digest({"a": 1}) != files.digest({"a": 2})
    with pytest.raises(TypeError, match="set has no place"):
        files.digest({"a": {1}})
