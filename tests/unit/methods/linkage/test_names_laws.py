"""Laws that hold for every text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.methods.linkage import romanise
from tutela.methods.linkage.distance import sound_distance, sound_similarity
from tutela.methods.linkage.names import consonants, identifier_digits, normalise, prefixes, similarity, skeleton, tokens

text = st.text(max_size=40)
word = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)
name = st.lists(word, min_size=1, max_size=4).map(" ".join)


@given(text)
def test_normalising_is_idempotent_and_plain(value: str) -> None:
    plain = normalise(value)
    assert normalise(plain) == plain
    assert plain.isascii()
    assert plain == plain.lower().strip()
    assert "  " not in plain


@given(text)
def test_tokens_are_words_of_the_normal_form(value: str) -> None:
    joined = normalise(value).replace(" ", "")
    assert all(token and (token in joined or token.startswith("abd")) for token in tokens(value))
    assert bool(tokens(value)) == bool(normalise(value))


@given(word)
def test_a_skeleton_is_never_empty_and_no_longer_than_a_little(value: str) -> None:
    assert skeleton(value)
    assert len(skeleton(value)) <= len(value) * 2
    assert consonants(value)
    assert all(skeleton(value).startswith(prefix) for prefix in prefixes(value))


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "b",
                "c",
                "ch",
                "d",
                "dj",
                "e",
                "f",
                "gh",
                "gu",
                "i",
                "ie",
                "j",
                "k",
                "kh",
                "l",
                "ld",
                "o",
                "ou",
                "q",
                "s",
                "sch",
                "sh",
                "tch",
                "th",
                "ts",
                "u",
                "v",
                "w",
                "x",
                "y",
                "z",
            ]
        ),
        max_size=6,
    )
)
def test_no_rule_is_spared_that_would_have_fitted(parts: list[str]) -> None:
    plain = out = "".join(parts)
    for pattern, replacement, _ in romanise._RULES:
        out = pattern.sub(replacement, out)
    assert romanise.skeleton(plain) == (out or plain)


@given(name, name)
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    value = similarity(one, other)
    assert 0 <= value <= 1
    assert value == similarity(other, one)


@given(name)
def test_a_name_is_itself_in_any_order_and_case(value: str) -> None:
    assert similarity(value, value) >= 0.999
    assert similarity(value.upper(), value) >= 0.999


@given(word, word)
def test_sound_distance_is_a_symmetric_distance(one: str, other: str) -> None:
    assert sound_distance(one, one) == 0
    assert abs(sound_distance(one, other) - sound_distance(other, one)) < 1e-9
    assert 0 <= sound_similarity(one, other) <= 1


@given(text)
def test_identifiers_are_capitals_and_digits(value: str) -> None:
    kept = identifier_digits(value)
    assert identifier_digits(kept) == kept
    assert kept.isascii()
    assert kept == "" or kept.isalnum()
