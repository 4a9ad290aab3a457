"""The public site stays small, and no template needs an inline style or script."""

import gzip
import re
from pathlib import Path

import pytest

import tutela.ui
from tutela.ui.enums import ICON_ALIASES, ICONS

UI = Path(tutela.ui.__file__).parent
TEMPLATES = sorted(path for path in (UI / "templates").rglob("*.html") if "print" not in path.parts)
"""What is printed is no page: it is made into a PDF here, and no browser gets it."""


def test_the_public_sheet_is_at_most_12_kilobytes_compressed():
    assert len(gzip.compress((UI / "static/ui/public.css").read_bytes(), 9)) <= 12_000


def test_the_public_script_is_tiny():
    assert len(gzip.compress((UI / "static/ui/public.js").read_bytes(), 9)) <= 1_500


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_keeps_the_strict_content_policy(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_names_only_icons_of_the_sprite(template):
    text = template.read_text(encoding="utf-8")
    named = set(re.findall(r'{% icon "([^"]+)"', text)) | set(re.findall(r'\sicon(?:_end)?="([a-z][a-z0-9-]*)"', text))
    assert named <= ICONS | set(ICON_ALIASES)
