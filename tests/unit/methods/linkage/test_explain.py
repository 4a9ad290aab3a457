"""The waterfall of a pair: its steps are the model's, and their sum is the pair's weight."""

from __future__ import annotations

import pytest

from tests.unit.methods.linkage.test_link import children
from tutela.methods.linkage.explain import waterfall
from tutela.methods.linkage.link import link

ONE = ("Amina|Hassan|2010-03-04|f|Kassala", "Jan|Kos|2012-01-01|m|Brno")
OTHER = ("Aminah|Hasan|2010-03-04|f|Kassala", "Jana|Kos|2015-06-07|f|Brno")


def test_the_steps_add_up_to_the_weight_and_say_what_was_found() -> None:
    found = link(children(*ONE), children(*OTHER))
    told = waterfall(found, 0)
    row = found.links.to_pylist()[0]
    assert told.rows == (0, 0)
    assert told.weight == pytest.approx(row["weight"], abs=1e-4)
    assert told.probability == pytest.approx(1 / (1 + 2**-told.weight), abs=1e-6)
    by_name = {step.name: step for step in told.steps}
    assert by_name["prior"].bits < 0
    assert by_name["born"].bits > 3
    assert by_name["born"].says == row["born_says"]
    assert [step.after for step in told.steps[1:]] == pytest.approx(
        [before.after + step.bits for before, step in zip(told.steps, told.steps[1:], strict=False)]
    )


def test_it_is_told_as_text_table_and_drawing_without_a_value_of_a_record() -> None:
    found = link(children(*ONE), children(*OTHER))
    told = waterfall(found, 0)
    text, html = str(told), told._repr_html_()
    assert text.count("\n") == len(told.steps) + 1 == html.count("<tr>")
    assert "one person" in text
    for value in ("Amina", "amina", "Hassan", "2010-03-04", "Kassala"):
        assert value not in text + html
    axes = told.figure().axes[0]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([step.bits for step in told.steps])


def test_a_pair_that_is_not_there_is_an_error_and_one_for_review_can_be_told() -> None:
    found = link(children(*ONE), children(*OTHER), threshold=1.0)
    assert not len(found.links)
    with pytest.raises(IndexError, match="no pair 0"):
        waterfall(found, 0)
    assert waterfall(found, 0, review=True).probability > 0.9
