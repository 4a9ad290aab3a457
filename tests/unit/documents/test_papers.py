"""What is a paper of text, and what is not: a corpus of bad ones, and laws that hold for any bytes (P2)."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from tests.unit.documents.papers import (
    CORPUS,
    FONT,
    GOOD,
    INLINE,
    JPEG,
    TEXT,
    TEXTS,
    WORDS,
    flat,
    hidden_in_packed,
    pdf,
    stream,
)
from tutela.kernel.documents import as_pdf
from tutela.methods.papers import apart, content, text
from tutela.methods.papers import pdf as reading
from tutela.methods.papers.faults import Fault, Found

pytestmark = [pytest.mark.rule("P2"), pytest.mark.requirement("R9")]


def rewritten():
    """As another program saves it, with an earlier saving in front of the newer one."""
    writer, made = PdfWriter(io.BytesIO(GOOD), incremental=True), io.BytesIO()
    writer.add_metadata({"/Title": "Decision"})
    writer.write(made)
    return made.getvalue()


WELL_MADE = {
    "by hand": GOOD,
    "packed": pdf(packed=flat(WORDS)),
    "packed twice": pdf(
        packed=stream(b"78" + zlib.compress(WORDS)[1:].hex().encode() + b">", b"/Filter [/ASCIIHexDecode /FlateDecode]")
    ),
    "in letters": pdf(packed=stream(b'87cURD]i,"Ebo80~>', b"/Filter /ASCII85Decode")),
    "with a font": pdf(b"<< /FontFile2 7 0 R >>", stream(INLINE + b"(", b"/Length1 3")),
    "with a profile": pdf(b"[/ICCBased 7 0 R]", stream(INLINE, b"/N 3")),
    "with an object stream": pdf(hidden_in_packed(FONT)),
    "with a note on the page": pdf(b"<< /Type /Annot /Subtype /Link /F 4 /A << /S /URI /URI (https://x.org) >> >>"),
    "saved twice": rewritten(),
    "by the house": as_pdf(
        "<html lang=en><head><title>T</title></head><body><h1>قرار</h1><p>Words.</p></body></html>", "ab" * 32
    ),
}


@pytest.mark.parametrize("name", WELL_MADE)
def test_a_paper_of_text_is_one(name):
    assert reading.fault_of(WELL_MADE[name]) is Fault.NONE


@pytest.mark.slow
@pytest.mark.parametrize("name", CORPUS)
def test_what_is_not_only_text_is_found(name):
    data, fault = CORPUS[name]
    found = reading.fault_of(data)
    assert found is not Fault.NONE
    assert fault in (None, found)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_none(name):
    data, fault = TEXTS[name]
    assert text.fault_of(data) == fault


def test_limits(monkeypatch):
    monkeypatch.setattr(reading, "MOST_OBJECTS", 4)
    assert reading.fault_of(GOOD) is Fault.LARGE
    monkeypatch.setattr(reading, "MOST_OBJECTS", 40)
    monkeypatch.setattr(reading, "MOST_PAGES", 0)
    assert reading.fault_of(GOOD) is Fault.LARGE


@pytest.mark.slow
def test_the_bytes_say_what_it_is_and_the_name_must_agree():
    assert apart.look(GOOD, "Decision.PDF") is Fault.NONE
    assert apart.look(TEXT, "decision.txt") is Fault.NONE
    assert apart.look(CORPUS["an image"][0], "decision.pdf") is Fault.IMAGE
    for data, name in (
        (GOOD, "decision.txt"),
        (TEXT, "decision.pdf"),
        (GOOD, "decision.pdf.jpg"),
        (JPEG, "a.txt"),
        (TEXT, "a.docx"),
    ):
        assert apart.look(data, name) is Fault.KIND
    assert apart.look(b"a" * (apart.LARGEST + 1), "a.txt") is Fault.LARGE


def test_reading_that_takes_too_much_is_stopped(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.001)
    assert apart.look(GOOD, "a.pdf") is Fault.LARGE
    monkeypatch.undo()
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    assert apart.look(GOOD, "a.pdf") is Fault.LARGE
    monkeypatch.setattr(apart.sys, "executable", "/bin/true")
    assert apart.look(GOOD, "a.pdf") is Fault.LARGE


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data):
    assert isinstance(apart.inside(data), Fault)
    assert apart.inside(b"%PDF-1.7\n" + data) is not Fault.NONE


@pytest.mark.slow
@given(st.text(max_size=200))
def test_a_text_is_taken_when_it_is_plain(words):
    found = text.fault_of(words.encode("utf-8", "surrogatepass"))
    if any(ord(sign) < 32 and sign not in "\n\r\t" for sign in words):
        assert found is not Fault.NONE


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=3, max_size=12))
def test_a_photograph_put_anywhere_is_never_taken(place, tail):
    """Wherever a photograph is put into a good PDF, it is no good PDF any more, except where it only replaces written words."""
    data = GOOD[:place] + JPEG + tail + GOOD[place:]
    assert reading.fault_of(data) is not Fault.NONE


@given(st.text("()\\<>% BIDEa\n", max_size=40).map(str.encode))
def test_an_image_among_instructions_is_found_or_nothing_ends(words):
    """Whatever stands before it: either the image is found, or a text swallows it that a reader would see as a text, too."""
    try:
        content.strokes(words + b"\n) > BI /W 1 ID x EI ) > BI ")
    except Found as found:
        assert found.fault in (Fault.IMAGE, Fault.BROKEN)
    else:
        assert b"(" in words
