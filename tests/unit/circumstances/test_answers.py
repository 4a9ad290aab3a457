"""Laws of answers, tried with generated ones: what is filled in comes back; nothing irrelevant and nothing undeclared is kept."""

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.circumstances.models import Question
from tutela.circumstances.models.answers import asked, asks, changed, faults, merged, place, relevant, typed
from tutela.circumstances.models.declaration import NO_ANSWER
from tutela.circumstances.models.reading import part_from
from tutela.circumstances.queries.parts import shipped

PARTS = list(shipped().values())
WORDS = st.text(alphabet="abc äßñعم -", min_size=1, max_size=12).map(str.strip).filter(bool)


def value(question: Question):
    """An answer that fits a question."""
    codes = sorted(question.codes())
    alone = {choice.code for choice in question.choices() if choice.exclusive} | {"none"}
    free = [code for code in (choice.code for choice in question.choices()) if code not in alone]
    return {
        "one": lambda: st.sampled_from(codes),
        "many": lambda: st.sets(st.sampled_from(free), min_size=1).map(
            lambda found: [code for code in free if code in found]
        ),
        "whole": lambda: st.integers(int(question.low or 0), int(question.high or 99)) | st.sampled_from(NO_ANSWER),
        "decimal": lambda: st.floats(0, 99, allow_nan=False),
        "date": lambda: st.sampled_from(["2020", "2020-05", "2020-05-17", "XXXX-05", "UNK"]),
        "line": lambda: WORDS,
        "text": lambda: WORDS,
    }[question.kind]()


def filled(part):
    """Answers that fit a part, relevant or not."""
    return _filled(part.code)


@functools.cache
def _filled(code):
    part = shipped()[code]
    fields = {}
    for group in part.groups:
        own = {one.code: value(one) for one in group.questions if one.kind != "note"}
        if group.repeats:
            fields[group.code] = st.lists(st.fixed_dictionaries({}, optional=own).filter(bool), min_size=1, max_size=3)
        else:
            fields |= own
    return st.fixed_dictionaries({}, optional=fields)


@pytest.mark.requirement("R44")
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_filled_in_comes_back_and_nothing_else_is_kept(data):
    part = data.draw(st.sampled_from(PARTS))
    raw = data.draw(filled(part))
    answers, problems = typed(part, raw)
    assert not problems
    kept = relevant(part, answers)
    names = {group.code if group.repeats else one.code for group, one in part.questions()}
    assert kept.keys() <= names
    for group, one in part.questions():
        if not group.repeats and one.code in raw:
            assert (one.code in kept) is asks(part, kept, group, one), one.code
            assert one.code not in kept or kept[one.code] == raw[one.code]
        if group.repeats and group.code in kept:
            assert kept[group.code] == raw[group.code]
    assert relevant(part, kept) == kept, "what was kept stays relevant"
    assert typed(part, kept) == (kept, {}), "what was kept fits again"


@settings(max_examples=60, deadline=None)
@given(
    st.data(),
    st.dictionaries(st.text(max_size=8), st.none() | st.text(max_size=5) | st.lists(st.integers(), max_size=2), max_size=4),
)
def test_no_way_keeps_what_is_not_declared(data, noise):
    part = data.draw(st.sampled_from(PARTS))
    names = {group.code if group.repeats else one.code for group, one in part.questions()}
    answers, problems = typed(part, noise)
    assert answers.keys() <= names
    assert set(problems) >= set(noise) - names


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_merging_loses_no_change(data):
    """What only one of two changed stands as that one wrote it; what both changed otherwise is named, and is the second's."""
    part = data.draw(st.sampled_from(PARTS))
    base, current, mine = (data.draw(filled(part)) for _one in range(3))
    result, clash = merged(base, current, mine)
    for name in base.keys() | current.keys() | mine.keys():
        by_first, by_me = name in changed(base, current), name in changed(base, mine)
        if by_me:
            assert result.get(name) == mine.get(name)
        else:
            assert result.get(name) == current.get(name)
        assert (name in clash) is (by_first and by_me and current.get(name) != mine.get(name))


def one_part(**more):
    questions = [
        {"code": "a", "kind": "one", "words": {"en": "A"}, "list": "yes_no", "required": True},
        {"code": "b", "kind": "decimal", "words": {"en": "B"}, "relevant": "${a} = 'yes'", "constraint": ". < 5"},
        {"code": "c", "kind": "line", "words": {"fr": "C"}, "relevant": "${b} > 2"},
        {"code": "n", "kind": "note", "words": {"en": "N"}},
    ]
    groups = [{"code": "g", "words": {"en": "G"}, "questions": questions}]
    return part_from({"code": "p", "version": 1, "title": {"en": "P"}, "groups": groups} | more)


def test_what_depends_on_what_is_not_relevant_goes_too():
    part = one_part()
    assert relevant(part, {"a": "no", "b": 3.0, "c": "x"}) == {"a": "no"}
    assert [place(group, one, number) for group, one, number, _row in asked(part, {"a": "yes", "b": 3.0})] == [
        "a",
        "b",
        "c",
        "n",
    ]
    assert set(faults(part, {"a": "yes", "b": 7.0})) == {"b"}
    assert set(faults(part, {})) == {"a"}
    assert faults(part, {}, frozenset()) == {}


@pytest.mark.parametrize(
    "more",
    [
        {"sensitivity": "S4"}, {"access": "medical"}, {"access": "everybody"},
        {"groups": [{"code": "g", "words": {"en": "G"}, "questions": [{"code": "g", "kind": "line", "words": {"en": "x"}}]}]},
        {"groups": [{"code": "g", "words": {"en": "G"}, "questions": [{"code": "x", "kind": "one", "words": {"en": "x"}}]}]},
        {"groups": [{"code": "g", "words": {"en": "G"}, "questions": [{"code": "x", "kind": "line", "words": {"en": "x"}, "statistics": True}]}]},
        {"groups": [{"code": "g", "words": {"en": "G"}}]},
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_is_refused(more):
    with pytest.raises(ValueError, match="p: "):
        one_part(**more)


def test_a_number_that_is_none_is_named():
    part = one_part()
    for wrong in ("x", True, "1e99", [1]):
        assert set(typed(part, {"b": wrong})[1]) == {"b"}
