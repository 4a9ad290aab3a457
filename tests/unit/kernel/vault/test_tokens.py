from hypothesis import given
from hypothesis import strategies as st

from tutela.kernel.vault import aead, master, tokens

from .conftest import patient


@patient
@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_tokens_are_equal_only_for_the_same_kind_and_value(kind, value, other_kind, other_value):
    key = bytes(32)
    same = tokens.keyed_token(key, kind, value) == tokens.keyed_token(key, other_kind, other_value)
    assert same == ((kind, value) == (other_kind, other_value))


def test_kind_and_value_do_not_slide_into_each_other():
    assert tokens.keyed_token(bytes(32), "a", "bc") != tokens.keyed_token(bytes(32), "ab", "c")


def test_a_token_is_sixteen_bytes_and_needs_the_key():
    first, second = (tokens.keyed_token(aead.new_key(), "whole", "amina") for _ in range(2))
    assert len(first) == 16
    assert first != second


def test_search_goes_on_after_a_rotation(master_file):
    old = tokens.token("whole", "amina")
    assert tokens.tokens_to_find("whole", "amina") == [old]
    master.add_version(master_file)
    new = tokens.token("whole", "amina")
    assert new != old
    assert tokens.tokens_to_find("whole", "amina") == [old, new]
