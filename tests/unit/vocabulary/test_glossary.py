"""The glossary: every offence explained, definitions versioned, breaks in series marked."""

import copy
import datetime as dt

import pytest

from tutela.vocabulary import api
from tutela.vocabulary.queries import files, glossary

RAW = files.read(glossary.FILE)

pytestmark = pytest.mark.requirement("R14")


@pytest.mark.parametrize("code", [code.code for code in api.code_list("offences").own()])
def test_each_offence_code_resolves_to_an_entry(code):
    term = api.term_of(code)
    for words in (term.legal_term, term.display, term.definition, term.explanation):
        assert all(words[language].strip() for language in api.LANGUAGES)
    assert term.instrument
    assert term.article


def test_the_protocols_own_definitions_are_marked_as_such():
    legal = {term.id for term in api.glossary() if term.legal_text}
    assert legal == {"sale", "prostitution", "abuse_material", "trafficking"}
    assert api.term("sale").definition["en"].startswith("Any act or transaction whereby a child is transferred")


@pytest.mark.requirement("R13")
def test_the_display_term_is_never_the_dropped_legal_term():
    for term_id in ("prostitution", "abuse_material", "travel_tourism", "perpetrator", "conflict_with_law"):
        term = api.term(term_id)
        assert all(term.display[language] != term.legal_term[language] for language in api.LANGUAGES)


def test_what_has_no_entry_is_said():
    with pytest.raises(api.UnknownList):
        api.term("nope")
    with pytest.raises(api.UnknownCode):
        api.term_of("nope")
    with pytest.raises(api.UnknownCode):
        api.term_of("money", "considerations")


def changed(**values):
    raw = copy.deepcopy(RAW)
    raw["terms"][1] |= values
    return raw


EARLIER = {
    "version": 1,
    "since": dt.date(2026, 11, 1),
    "until": dt.date(2027, 12, 31),
    "definition": RAW["terms"][1]["definition"],
}


def test_a_changed_definition_breaks_the_series(monkeypatch):
    assert api.breaks_in_series("SALE") == ()
    second = glossary.parse(changed(version=2, since=dt.date(2028, 1, 1), earlier=[EARLIER]))
    monkeypatch.setattr(glossary, "glossary", lambda: second)
    assert api.breaks_in_series("SALE") == (dt.date(2028, 1, 1),)
    assert api.breaks_in_series("PROS") == ()
    middle = EARLIER | {"version": 2, "since": dt.date(2028, 1, 1), "until": dt.date(2029, 12, 31)}
    third = glossary.parse(changed(version=3, since=dt.date(2030, 1, 1), earlier=[EARLIER, middle]))
    assert third.terms["sale"].breaks() == (dt.date(2028, 1, 1), dt.date(2030, 1, 1))


def test_the_digest_of_a_term_follows_its_meaning_only():
    before = api.term("sale").digest
    assert glossary.parse(changed(article="4")).terms["sale"].digest != before
    assert glossary.parse(changed(para="12")).terms["sale"].digest == before


def test_a_broken_glossary_is_one_sentence():
    with pytest.raises(api.BadVocabulary, match=r"glossary.yaml: KeyError\('terms'\)"):
        glossary.parse({"since": 1})
