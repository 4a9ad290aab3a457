"""The colours themselves: text 4.5:1, field borders 3:1, light and dark, on the staff and on the public site."""

import re
from pathlib import Path

import pytest

import tutela.ui

STATIC = Path(tutela.ui.__file__).parent / "static" / "ui"
HEX = r"#[0-9a-f]{3,6}"


def _staff():
    text = (STATIC / "contrast.css").read_text(encoding="utf-8")
    pairs = re.findall(rf"--([\w-]+): light-dark\(({HEX}), ({HEX})\)", text)
    return {"light": {name: light for name, light, _ in pairs}, "dark": {name: dark for name, _, dark in pairs}}


def _public():
    blocks = re.findall(r":root \{(.*?)\}", (STATIC / "public.css").read_text(encoding="utf-8"), re.S)
    return dict(zip(("light", "dark"), (dict(re.findall(rf"--([\w-]+): ({HEX})", block)) for block in blocks), strict=True))


STAFF, PUBLIC = _staff(), _public()
TONES = ("success", "warning", "danger", "info", "neutral", "voice")
STAFF_TEXT = [
    *((text, paper) for text in ("ink", "ink-soft", "main", "main-strong", "danger") for paper in ("page", "sheet", "sunk")),
    *((tone, f"{tone}-soft") for tone in TONES),
    *(("ink", f"{tone}-soft") for tone in TONES),
    ("on-main", "main"),
    ("on-main", "main-strong"),
    ("main-strong", "main-soft"),
    ("ink", "main-soft"),
    ("voice-ink", "voice-soft"),
    ("ink-soft", "voice-soft"),
]
PUBLIC_TEXT = [
    *((text, paper) for text in ("ink", "soft", "main", "red") for paper in ("page", "sheet")),
    *(("ink", paper) for paper in ("main-pale", "red-pale", "amber-pale", "green-pale", "voice-pale")),
    ("soft", "main-pale"),
    ("soft", "voice-pale"),
    ("voice", "voice-pale"),
    ("on-main", "main"),
    ("page", "ink"),
    ("sheet", "red"),
]


def light_of(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2.2: from 1 to 21."""
    bright, dim = sorted((light_of(one), light_of(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_measure_itself():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("colours", "pairs"), [(STAFF, STAFF_TEXT), (PUBLIC, PUBLIC_TEXT)], ids=["staff", "public"])
def test_text_can_be_read(mode, colours, pairs):
    weak = {pair: contrast(colours[mode][pair[0]], colours[mode][pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("colours", "line"), [(STAFF, "field-line"), (PUBLIC, "field")], ids=["staff", "public"])
def test_borders_of_fields_and_the_focus_ring_can_be_seen(mode, colours, line):
    for paper in ("page", "sheet"):
        assert contrast(colours[mode][line], colours[mode][paper]) >= 3
        assert contrast(colours[mode]["focus"], colours[mode][paper]) >= 3
