"""What is printed loads nothing from anywhere and depends on nothing but what it says."""

import datetime as dt
import logging

import pytest

from tutela.kernel import documents


def test_a_page_that_names_a_picture_elsewhere_is_printed_without_it(caplog):
    html = '<html lang="en"><head><title>A</title></head><body><p>Words</p><img alt="x" src="http://192.0.2.1/x.png"></body></html>'
    with caplog.at_level(logging.ERROR, "weasyprint"):
        assert documents.as_pdf(html, "ab" * 32).startswith(b"%PDF")
    assert "disallowed protocol" in caplog.text


@pytest.mark.parametrize("right_to_left", [False, True])
def test_the_same_words_give_the_same_file(right_to_left):
    def made():
        out = documents.new_docx(
            title="A", author="B", language="en", moment=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), revision=2, seal="C"
        )
        out.add_paragraph("Words")
        documents.add_table(out, [["a", "b"], [1, 2]])
        return documents.as_docx(out, right_to_left=right_to_left)

    assert made() == made()
