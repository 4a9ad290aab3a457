"""The search for words that nobody is to read."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.vocabulary import api
from tutela.vocabulary.queries import forbidden

pytestmark = pytest.mark.requirement("R13")

ROWS = [(language, phrase) for language in api.LANGUAGES for phrase, _say in forbidden.phrases(language)]
NEUTRAL = {"en": "the plan of", "fr": "le plan de", "es": "el plan de", "ar": "خطة"}


@given(st.sampled_from(ROWS), st.sampled_from([str.upper, str.lower, str.title]), st.integers(1, 3))
def test_a_phrase_is_found_in_any_case_and_spacing(row, case, spaces):
    language, phrase = row
    text = f"{NEUTRAL[language]} {case(phrase)}, .".replace(" ", " " * spaces)
    assert api.find_forbidden(text, language, "here")


@given(st.sampled_from(ROWS))
def test_a_phrase_inside_a_longer_word_is_another_word(row):
    language, phrase = row
    assert not [hit for hit in api.find_forbidden(f"xq{phrase}qz", language) if hit.phrase == forbidden.normalise(phrase)]


@given(st.sampled_from(api.LANGUAGES), st.sampled_from(list(api.code_list("offences").own())))
def test_display_terms_pass(language, code):
    assert not api.find_forbidden(code.label(language), language)


@pytest.mark.parametrize(
    ("language", "text", "phrase"),
    [
        ("en", "Two street children came", "street children"),
        ("en", "the child-soldiers", "child soldiers"),
        ("en", "Addicts", "addicts"),
        ("fr", "une délinquante", "délinquante"),
        ("fr", "d’enfants soldats", "enfants soldats"),
        ("es", "los niños de la calle", "niños de la calle"),
        ("ar", "وبالزبائن", "وبالزبائن"),
        ("ar", "المُدمِنين", "المدمنين"),
        ("ar", "الأطفال الجنود", "الأطفال الجنود"),
    ],
)
def test_plurals_accents_and_particles(language, text, phrase):
    assert [hit.phrase for hit in api.find_forbidden(text, language)] == [phrase]


def test_a_program_is_not_a_person():
    assert api.find_forbidden("API clients and the API client", "en") == []
    assert len(api.find_forbidden("API clients, clients", "en")) == 1


@pytest.mark.parametrize("text", ["Addiction service", "Clientèle", "predation", "The child was harmed by an adult", ""])
def test_other_words_pass(text):
    assert api.find_forbidden(text, "en") == []


def test_a_hit_says_where_what_and_what_to_say_instead():
    (hit,) = api.find_forbidden("A child bride", "en", "page.html")
    assert str(hit) == "page.html: “child bride” (en) in “A child bride”; say “child, early and forced marriage”"
    (hit,) = api.find_forbidden("a seductive child", "en", "page.html")
    assert str(hit).endswith("in “a seductive child”")


@pytest.mark.parametrize(
    "source",
    [
        '<q class="legal_quote">Child prostitution</q>',
        '<div class="legal_quote"><p>Child <b>prostitution<br></b></p></div>',
        '<img data-legal_quote alt="x"><p>{% translate "Child prostitution" context "legal_quote" %}</p>',
        '<a class="client" href="/client">{% url "client" %}{{ client }}{# client #}</a>',
        "{% comment %}client{% endcomment %}<style>.client {}</style><script>client()</script>",
    ],
)
def test_legal_quotes_and_identifiers_in_templates_pass(source):
    assert forbidden.scan_template(source, "page") == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Our clients</p>",
        '<p title="client">x</p>',
        '{% translate "client" %}',
        "{% blocktranslate %}the client{% endblocktranslate %}",
        '<q class="legal_quote">Sale</q> client',
        '<q class="legal_quote"><b>Sale</q> client',
        "<style>a{}</style>client",
    ],
)
def test_words_in_templates_are_found(source):
    assert len(forbidden.scan_template(source, "page")) == 1


def test_words_may_be_given_in_some_languages_only():
    assert [hit.where for hit in forbidden.scan_words({"en": "client", "fr": 3}, "x")] == ["x en"]
    assert list(forbidden.scan_words(None, "x")) == []


def test_only_gettext_is_read_in_python():
    source = "client = 'client'\nx = _('child porn')\ny = m.pgettext('legal_quote', 'client')\nz = (lambda f: f)('client')\n"
    assert list(forbidden.gettext_texts(ast.parse(source))) == ["child porn"]
    assert [hit.phrase for hit in forbidden.scan_python(source, "x.py")] == ["child porn"]
    assert list(forbidden.gettext_texts(ast.parse("(f())('a'); _(name)"))) == []


def test_catalogues_are_read_entry_by_entry():
    source = """
msgid ""
msgstr "Language: fr; client\\n"

msgctxt "legal_quote"
msgid "Child prostitution"
msgstr "Prostitution des enfants"

#~ msgid "client"
msgid "one"
msgid_plural "more"
msgstr[0] "un"
msgstr[1] "des "
"clients"

msgid "Open"
msgstr "Ouvert"
"""
    assert [(hit.language, hit.phrase) for hit in forbidden.scan_po(source, "fr", "x.po")] == [("fr", "clients")]
    assert list(forbidden.po_texts("")) == []


def test_a_country_adds_phrases_and_takes_none_away(settings):
    before = set(forbidden.phrases("fr"))
    settings.TUTELA_COUNTRY_PROFILE = "tessara"
    assert set(forbidden.phrases("fr")) - before == {("enfant de mauvaise vie", "")}
    assert before <= set(forbidden.phrases("fr"))
    assert api.find_forbidden("Un enfant de mauvaise vie", "fr")


def test_a_broken_list_of_phrases_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(forbidden.files, "FORBIDDEN", tmp_path)
    (tmp_path / "en.yaml").write_text("phrases: [{say: x}]")
    with pytest.raises(api.BadVocabulary, match=r"en.yaml: phrases: each row needs avoid"):
        forbidden._phrases.__wrapped__("en")
