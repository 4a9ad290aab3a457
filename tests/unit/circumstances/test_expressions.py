"""Relevance and constraint: the closed part of XPath that is understood, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.circumstances.models.expressions import BadExpression, parse
from tutela.kernel.clock import today

ANSWERS = {"age": 12, "kind": "farm", "some": ["a", "b"], "day": "2020-05-01", "text": "two words"}


def holds(text, own=""):
    return parse(text).holds(lambda name: ANSWERS.get(name, ""), own)


@pytest.mark.parametrize(
    "text",
    [
        "${age} = 12", "${age} != 13", "${age} >= 12 and ${age} < 13", "${age} + 1 = 13", "${age} * 2 - 4 = 20", "${age} div 4 = 3",
        "${age} mod 5 = 2", "${kind} = 'farm'", '${kind} = "farm"', "${kind} != 'street'", "${nothing} = ''", "not(${nothing})",
        "selected(${some}, 'b')", "not(selected(${some}, 'c'))", "selected(${text}, 'two')", "count-selected(${some}) = 2",
        "count-selected(${text}) = 2", "string-length(${kind}) = 4", "number('7') = 7", "coalesce(${nothing}, 'x') = 'x'",
        "coalesce(${kind}, 'x') = 'farm'", "if(${age} > 3, 'old', 'young') = 'old'", "if(false(), 1, 2) = 2", "true()",
        "${day} < today()", "${day} >= '2020-05-01'", "(1 or ${nothing}) and ${some}", "-1 < 0", "1 = true()", "${some} = 'a b'",
        "not(${kind} < 5)", "not(${age} > ${kind})", "not(1 div 0)", "not(1 mod 0)", "not(number(${some}) = 1)",
    ],
)  # fmt: skip
def test_what_holds(text):
    assert holds(text)


def test_the_answer_itself():
    assert holds(". >= 3", 3)
    assert not holds(". >= 3", 2)
    assert holds(". <= today()", today().isoformat())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", ""), ("${age} =", ""), ("${age} ** 2", "*"), ("count(${age})", "count"), ("../age = 1", "/age = 1"), ("regex(., 'a')", "regex"),
        ("position(..) = 1", "position"), ("${age} = 12 12", "12"), ("(1", ""), ("selected(${some})", ")"), ("'open", "'open"),
        ("__import__('os')", "__import__('os')"), ("a; b", "; b"), ("true", ""), ("${1x} = 1", "${1x} = 1"), ("/a/b", "/a/b"),
    ],
)  # fmt: skip
def test_the_rest_is_refused_by_name(text, what):
    with pytest.raises(BadExpression) as caught:
        parse(text)
    assert caught.value.what == what


def test_too_long_and_too_deep():
    for text in ("1" * 2000, "(" * 40 + "1" + ")" * 40):
        with pytest.raises(BadExpression):
            parse(text)


@given(st.text(alphabet="${}age()'\"=<>+-*., notrueselectd12", max_size=40))
def test_nothing_but_a_bad_expression_comes_of_any_text(text):
    try:
        parsed = parse(text)
    except BadExpression:
        return
    assert parsed.holds(lambda name: ANSWERS.get(name, "")) in (True, False)
