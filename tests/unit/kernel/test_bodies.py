"""What programs send: unknown names and characters that no text holds are refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tutela.kernel.bodies import Body


class Told(Body):
    words: str = ""
    parts: dict[str, list[str]] | None = None
    number: int = 0


def wrong(**sent):
    with pytest.raises(ValidationError) as caught:
        Told(**sent)
    return [problem["loc"][0] for problem in caught.value.errors()]


@pytest.mark.parametrize("sign", ["\x00", "\x1f", "\x7f", "\ud800"])
def test_control_characters_are_refused_wherever_they_stand(sign):
    assert wrong(words=f"a{sign}b") == ["words"]
    assert wrong(parts={"a": [f"b{sign}"]}) == ["parts"]
    assert wrong(parts={f"a{sign}": ["b"]}) == ["parts"]


def test_unknown_names_are_refused_by_name():
    assert wrong(words="a", wrods="b") == ["wrods"]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_every_other_text_stays_as_it_is(text):
    assert Told(words=f"{text}\n\r\t", number=1).words == f"{text}\n\r\t"
