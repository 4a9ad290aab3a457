"""Everything that runs with Tutela may be given on with it: no GPL, no AGPL, nothing unlisted."""

from __future__ import annotations

import csv
import importlib.metadata
import re

import pytest

from tests.repo.source import ROOT

ALLOWED = {
    *(
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
        "PostgreSQL",
    ),
    *("PostgreSQL", "Zlib", "MPL-1.1", "MPL-2.0", "LGPL-3.0-only"),
}
"""MPL binds changed files only; LGPL (psycopg) is used unchanged, as a library that anybody may replace."""

CHOSEN = {"pyphen": "offered under GPL 2+, LGPL 2+ or MPL 1.1, at the user's choice; used unchanged under MPL 1.1"}
"""Packages that offer several licences, one of which may be given on, and which one is taken."""


def _listed() -> dict[str, str]:
    with (ROOT / "docs" / "reference" / "licences.csv").open(newline="") as handle:
        return {row["package"]: row["licence"] for row in csv.DictReader(handle)}


def _pinned() -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==", (ROOT / "requirements.txt").read_text(), re.MULTILINE))


def test_every_runtime_package_is_listed():
    assert _pinned() - _listed().keys() == set(), "look up the licence and list it in docs/reference/licences.csv"
    assert _listed().keys() - _pinned() == set(), "no longer used"


@pytest.mark.parametrize(("package", "licence"), _listed().items())
def test_the_licence_may_be_given_on(package, licence):
    assert set(re.split(r" (?:AND|OR) ", licence)) <= ALLOWED


@pytest.mark.parametrize("package", sorted(_listed().keys() - CHOSEN.keys()))
def test_the_package_says_nothing_else(package):
    """What the installed package says of itself must not be GPL or AGPL, whatever the list says."""
    try:
        described = importlib.metadata.metadata(package)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("for another platform")
    said = [described.get("License-Expression") or "", (described.get("License") or "").split("\n")[0]]
    said += [word for word in described.get_all("Classifier", []) if word.startswith("License")]
    text = " ".join(said).replace("LGPL", "").replace("Lesser General Public License", "")
    assert "GPL" not in text
    assert "General Public License" not in text
