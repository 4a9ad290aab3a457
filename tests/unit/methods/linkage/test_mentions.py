"""Whether a text says somebody's name: the whole, a word of it, written apart or together, in several scripts; and what is no name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.methods.linkage.names import _SAYS_NOTHING, mentions, tokens

pytestmark = pytest.mark.rule("P11")

SAID = [
    # servant-of names: whole, without the servant, together and apart, with every assimilated article
    *(("Abd al-Rahman", word) for word in ("Rahman", "RAHMAN", "al-Rahman", "Abdul Rahman", "Abderrahmane", "Abdurahman")),
    *(("Abdulrahman", word) for word in ("Rahman", "Abd al-Rahman", "Abdel-Rahman")),
    *(("Abdelkader", word) for word in ("Kader", "Abd el-Kader", "Abd-el-Kader")),
    *(("Abd el-Kader", word) for word in ("Kader", "Abdelkader")),
    ("Abdelghani", "Ghani"),
    ("Abdullah", "Abd Allah"),
    ("Abd Allah", "Abdallah"),
    # son-of and father-of, articles
    *(("Benyoussef", word) for word in ("Ben Youssef", "Youssef")),
    *(("Ben Youssef", word) for word in ("Benyoussef", "Youssef")),
    *(("Ibn Sina", word) for word in ("Sina", "ibn Sina")),
    ("Abu Bakr", "Bakr"),
    ("Aboubakar", "Bakar"),
    ("Umm Kulthum", "Kulthum"),
    ("Ould Sidi Ahmed", "Sidi"),
    *(("Alhassan", word) for word in ("Hassan", "al-Hassan")),
    ("al-Hassan", "Alhassan"),
    *(("Nur ad-Din", word) for word in ("Nureddin", "Nur")),
    ("Nureddin", "Nur ad-Din"),
    ("Salah al-Din Omar", "Salahuddin"),
    # hyphens and apostrophes
    *(("N'Diaye", word) for word in ("Ndiaye", "N-Diaye", "N’DIAYE", "n`diaye")),
    *(("Ndiaye", word) for word in ("N'Diaye", "N-Diaye")),
    *(("Jean-Pierre", word) for word in ("Jeanpierre", "Jean Pierre", "Pierre")),
    *(("Jeanpierre", word) for word in ("Jean-Pierre", "jean pierre")),
    *(("O'Neill", word) for word in ("ONeill", "O’Neill")),
    *(("d'Almeida", word) for word in ("Almeida", "Dalmeida")),
    ("Sa'id", "Saïd"),
    ("Gebreselassie", "Gebre Selassie"),
    ("Da Silva", "Silva"),
    ("Li", "Li"),
    ("Al", "Al"),
    # scripts
    *(("عبد الرحمن", word) for word in ("الرحمن", "لعبدالرحمن", "Rahman", "Abderrahmane")),
    *(("Abd al-Rahman", word) for word in ("عبد الرحمن", "الرحمن", "عبدالرحمن")),
    ("عبد الله", "عبد الله"),
    ("ابن سينا", "سينا"),
    *(("محمد", word) for word in ("Mohamed", "Mouhamadou", "وَمُحَمَّد")),
    ("Mohamed", "محمد"),
    ("آمنة", "آمنة"),
    ("Иван Петрович", "с Иваном"),
    ("Иван", "Ivan"),
    ("ሰላማዊት", "Selamawit"),
    ("王小明", "请陪王小明上学"),
]
SILENT = [
    ("Pierre", "Son père attend."),
    ("Abd Allah", "Inshallah, gate 4"),
    ("Abd al-Rahman", "abd al"),
    ("عبد الله", "اذهبوا معه، له موعد"),
    ("عبد الرحمن", "Bd de la Paix 4"),
    ("ابن سينا", "ابن الجار"),
    ("Bin Li", "The bin is full."),
    ("El Hadj Omar", "El Hadj vient"),
    ("de la Cruz", "de la maison"),
    ("Van den Berg", "The van waits."),
    ("J. Amina", "J arrive à 8 h"),
    ("Amina Li", "A little lie."),
    ("Din Omar", "the dining room"),
    ("Aline", "Form a line."),
    ("Asher", "as her aunt said"),
    ("Vera", "a clever answer"),
    ("Selim", "close limit"),
    ("Albert", "la liberté"),
    ("Dupont", "sous le pont"),
    ("Moussa", "La mousse"),
    ("", "anything"),
    ("Amina", ""),
]
SENTENCES = (
    "Please walk along to school, every day at eight.",
    "Accompagnez l'enfant à l'école, le matin, avec son père.",
    "Acompañen a la niña a la escuela del barrio.",
    "رافقوا الطفلة إلى المدرسة كل يوم صباحا",
    "Проводите девочку в школу утром.",
)


@pytest.mark.parametrize(("name", "word"), SAID)
def test_a_name_is_found_however_it_is_joined(name, word):
    assert mentions(word, name)
    assert mentions(f"Walk along with {word}, please.", name)


@pytest.mark.parametrize(("name", "text"), SILENT)
def test_what_is_no_name_is_left_alone(name, text):
    assert not mentions(text, name)


@pytest.mark.parametrize("name", sorted({name for name, _word in SAID if name not in ("Al",)}))
def test_ordinary_requests_name_nobody(name):
    assert [text for text in SENTENCES if mentions(text, name)] == []


STEMS = ("Rahman", "Kader", "Karim", "Aziz", "Salam", "Latif", "Nasser", "Majid", "Ghafur")
SERVANTS = ("Abd al-{}", "Abd el-{}", "Abdul {}", "Abdel-{}", "Abdul{lower}", "Abdel{lower}", "Abdoul {}", "Abd-al-{}")
a_servant = st.tuples(st.sampled_from(STEMS), st.sampled_from(SERVANTS))


@given(st.sampled_from(STEMS), st.sampled_from(SERVANTS), st.sampled_from(SERVANTS), st.sampled_from(SENTENCES))
def test_every_way_to_write_a_servant_of_name_finds_every_other_and_the_name_itself(stem, one, other, sentence):
    name, said = (way.format(stem, lower=stem.lower()) for way in (one, other))
    for word in (said, said.upper(), stem, f"al-{stem}"):
        assert mentions(f"{sentence} {word}", name), (name, word)
        assert mentions(f"{word}: {sentence}", name), (name, word)


words = st.text(st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo")), min_size=1, max_size=9)


@given(st.lists(words, min_size=1, max_size=4), st.sampled_from(SENTENCES), st.booleans())
def test_law_a_name_and_each_word_that_carries_it_are_found_in_any_text(parts, sentence, last):
    """Whatever the script: a name of which a word says something is found, and so is each such word alone."""
    name = " ".join(parts)
    telling = [word for word in tokens(name) if len(word) > 1 and word not in _SAYS_NOTHING]
    for said in [name, *telling] if telling else []:
        assert mentions(f"{sentence} {said}." if last else f"{said} {sentence}", name), said
