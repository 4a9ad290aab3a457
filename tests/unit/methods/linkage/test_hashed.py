"""Evidence from keyed hashes alone: its direction, its limits, and that rarity counts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.methods.linkage.hashed import REVIEW_FROM, Agreement, probability, weight

RECORDS = 10_000
SAME = Agreement(borne_by=(60, 90), spelt=2, sounded=2, words=(2, 2), begun=6, same_sex=True, months=0)


def agreements():
    words = st.integers(0, 4)
    return st.builds(
        Agreement,
        borne_by=st.lists(st.integers(1, RECORDS), max_size=4),
        spelt=words,
        sounded=words,
        words=st.tuples(st.integers(1, 5), st.integers(1, 5)),
        numbers=st.integers(0, 2),
        same_sex=st.sampled_from([None, True, False]),
        months=st.one_of(st.none(), st.integers(0, 240)),
        begun=st.integers(0, 12),
    )


@given(agreements())
def test_more_in_common_never_speaks_less_for_one_person(shared):
    assert weight(replace(shared, numbers=1), RECORDS) >= weight(replace(shared, numbers=0), RECORDS)
    assert weight(replace(shared, same_sex=True), RECORDS) > weight(replace(shared, same_sex=False), RECORDS)
    near, far = (weight(replace(shared, months=months), RECORDS) for months in (0, 200))
    assert near > far
    assert 0.0 <= probability(weight(shared, RECORDS), RECORDS) <= 1.0


@given(agreements(), st.integers(1, 5000))
def test_a_rare_word_in_common_says_more_than_a_common_one(shared, borne):
    rare, common = (weight(replace(shared, borne_by=(n,)), RECORDS) for n in (borne, borne + 4000))
    assert rare >= common


@given(agreements())
def test_the_order_of_the_two_records_changes_nothing(shared):
    turned = replace(shared, words=shared.words[::-1])
    assert weight(shared, RECORDS) == weight(turned, RECORDS)


@pytest.mark.parametrize(
    ("change", "reviewed"),
    [
        ({}, True),
        ({"spelt": 0}, True),
        ({"spelt": 0, "sounded": 0}, False),
        ({"same_sex": False}, False),
        ({"months": 100}, False),
        ({"months": None}, False),
        ({"months": None, "numbers": 1}, True),
        ({"words": (3, 2)}, True),
        ({"words": (4, 5)}, False),
        ({"borne_by": (900, 900)}, False),
        ({"borne_by": (20,), "spelt": 1, "sounded": 1, "begun": 6}, True),
        ({"borne_by": (20,), "spelt": 1, "sounded": 1, "begun": 3}, False),
    ],
)
def test_what_is_worth_a_pair_of_eyes(change, reviewed):
    found = probability(weight(replace(SAME, **change), RECORDS), RECORDS)
    assert (found >= REVIEW_FROM) is reviewed, found


def test_a_register_of_one_has_no_pair():
    assert probability(50, 1) == 0.0
    assert probability(0, 2) == 0.5
