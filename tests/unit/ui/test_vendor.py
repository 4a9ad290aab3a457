"""The vendored assets are exactly the pinned ones, each with its licence, and nothing else lies among them."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import tutela.ui
from tutela.ui.enums import DIRECTIONAL_ICONS, ICON_ALIASES, ICONS, TONE_ICONS

STATIC = Path(tutela.ui.__file__).parent / "static" / "ui"
VENDOR = STATIC / "vendor"
PACKAGES = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))["packages"]
FILES = {entry["path"]: entry["sha256"] for package in PACKAGES for entry in package["files"]}


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_vendored_file_is_the_one_that_was_pinned(path):
    assert hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() == FILES[path]


def test_no_file_lies_there_unnamed():
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert present == set(FILES) | {"vendor.json"}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_a_package_names_version_licence_and_carries_the_licence_text(package):
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["licence"] in {"MIT", "0BSD", "OFL-1.1"}
    assert any("LICENSE" in entry["path"] for entry in package["files"])


def test_the_sprite_has_every_icon_and_the_sheets_ask_for_no_other_host():
    sprite = (VENDOR / "tabler-icons" / "sprite.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == ICONS
    assert set(TONE_ICONS.values()) | DIRECTIONAL_ICONS | set(ICON_ALIASES.values()) <= ICONS
    for sheet in STATIC.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet.name
        assert "sourceMappingURL" not in sheet.read_text(encoding="utf-8")


def test_the_sheets_use_logical_directions_only():
    physical = re.compile(
        r"(?<![\w-])(margin|padding|border)-(left|right)|(?<![\w-])(left|right)\s*:|float\s*:\s*(left|right)"
    )
    for name in ("contrast.css", "components.css", "lists.css", "forms.css", "staff.css", "public.css"):
        assert not physical.search((STATIC / name).read_text(encoding="utf-8")), name
