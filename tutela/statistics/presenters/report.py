"""The statistical report of a release, drawn from its tables and nothing else: HTML, PDF, DOCX. The same release and language
give the same bytes (R118)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from tutela.directory.api import Territory
from tutela.kernel import documents
from tutela.kernel.errors import Refused
from tutela.methods.disclosure.tables import TOTAL

from ..models import Release
from ..models.dictionary import BREAKDOWNS, LEVELS, SEX
from ..models.measures import LEAST_OF, MEASURES
from ..queries.exploring import CHILDREN, Explored, Question, explore
from ..queries.released import TITLE
from . import explorer, releases

_STYLE = Path(__file__).parent.parent / "static" / "statistics" / "report.css"
SAID = ("girl", "boy", TOTAL)
"""Whose figures a row has; other answers to the question of sex stand in the release's tables."""
SUBJECTS = (
    *("age_group", LEVELS[0], "form", "act", "medium", "setting", "relation", "disability", "minority", "nationality"),
    *(
        "migration_stage",
        "birth_registration",
        "care_status",
        "schooling",
        "residence",
        "economic_situation",
        "extreme_poverty",
        "report_channel",
        "reporter",
    ),
    *(
        "barrier_group",
        "risk_level",
        "track",
        "unmet_need",
        "unmet_service",
        "refusal_stated",
        "file_state",
        "closure_reason",
    ),
)
"""What the children are counted by, in this order; everything else that is released stands in its tables."""


def document(release: Release) -> dict[str, Any]:
    """Everything the report says: what the figures are, the response, who the children are, how it was made."""
    response = [_measure(release, number, code) for number, code in enumerate(MEASURES, 1)]
    counted = list(_counted(release, len(response) + 1))
    source = explore(release, Question(CHILDREN)).source
    return {
        "title": str(TITLE),
        "subtitle": _("Release %(version)s of %(day)s, as of %(cut_off)s")
        % {
            "version": release.version,
            "day": date_format(_moment(release).date()),
            "cut_off": date_format(release.cut_off),
        },
        "language": get_language() or "en",
        "rtl": get_language_bidi(),
        "statement": source.note,
        "coverage": source.coverage_words,
        "places": _coverage(release),
        "warnings": source.warnings,
        "missing_boys": source.under_identification,
        "years": list(source.periods),
        "sections": [
            {
                "title": _("How adequate was the response?"),
                "lead": _("Shares are said of at least %(least)s children; whoever was not asked counts as not reached.")
                % {"least": LEAST_OF},
                "tables": response,
            },
            {"title": _("Children known to the system"), "lead": "", "tables": counted},
        ],
        "method": [source.method],
        "audit": [_("%(name)s: %(number)s") % {"name": name, "number": number} for name, number in releases.audit(release)],
        "citation": source.citation,
        "words": {
            "contents": _("Contents"),
            "first": _("What these figures are"),
            "method": _("How they were made and protected"),
            "cite": _("How to cite"),
            "table": _("Table"),
            "place": _("Place"),
            "offices": _("Offices that reported, of those that should"),
            "boys": _("Boys may be under-identified"),
        },
    }


def _coverage(release: Release) -> list[tuple[str, str]]:
    """Each region: offices that reported, of those that should."""
    names = {one.code: str(one) for one in Territory.objects.filter(level=BREAKDOWNS[LEVELS[0]].territory)}
    said = _("%(reporting)s of %(expected)s")
    return [
        (names.get(code, code), said % {"reporting": number_format(reporting), "expected": number_format(expected)})
        for code, (reporting, expected) in sorted(release.coverage.get(LEVELS[0], {}).items())
    ]


def _measure(release: Release, number: int, code: str) -> dict[str, Any]:
    """One measure: a sentence on the last year, girls and boys apart, and the table by region."""
    measure = MEASURES[code]
    found = explore(release, Question(code, within=LEVELS[0]))
    last = found.periods[-1]
    parts = [
        _("%(who)s %(figure)s")
        % {"who": found.source.words(SEX, sex), "figure": explorer.words(found, found.figure(last, TOTAL, sex))}
        for sex in SAID
    ]
    sentence = _("%(year)s: %(parts)s.") % {"year": last, "parts": "; ".join(parts)}
    return _table(found, number, sentence) | {"about": [str(measure.numerator), str(measure.limits)]}


def _counted(release: Release, number: int) -> Iterator[dict[str, Any]]:
    for name in SUBJECTS:
        try:
            found = explore(release, Question(name))
        except Refused:
            continue
        yield _table(found, number, "")
        number += 1


def _table(found: Explored, number: int, sentence: str) -> dict[str, Any]:
    """A row for girls, for boys and for all of each answer. Answers of which no year shows anything are named under the table."""
    name = found.by[0]
    codes = [*(one.code for one in found.categories(name)), TOTAL]
    lines, empty = [], []
    for code in codes:
        figures = {sex: [found.figure(period, code, sex) for period in found.periods] for sex in SAID}
        if code != TOTAL and all(one.value is None for line in figures.values() for one in line):
            empty.append(found.source.words(name, code))
            continue
        lines += [
            [found.source.words(name, code), found.source.words(SEX, sex), *(explorer.words(found, one) for one in line)]
            for sex, line in figures.items()
        ]
    return {
        "number": number,
        "title": explorer.title(found),
        "sentence": sentence,
        "about": [text for _name, text in explorer.sheet(found)],
        "warnings": found.source.warnings,
        "heads": [str(BREAKDOWNS[name].label), str(BREAKDOWNS[SEX].label), *found.periods],
        "lines": lines,
        "empty": _("Protected or withheld in every year: %(answers)s.") % {"answers": ", ".join(empty)} if empty else "",
    }


def _moment(release: Release) -> dt.datetime:
    return release.published_at or release.prepared_at


def as_html(release: Release, *, alone: bool = False) -> str:
    """One page with landmarks, headings, table heads with scope. ``alone``: a file that needs nothing else."""
    style = _STYLE.read_text() if alone else ""
    return render_to_string("statistics/print/report.html", document(release) | {"style": style})


def as_pdf(release: Release) -> bytes:
    """Tagged PDF (PDF/UA-1) of the same HTML."""
    return documents.as_pdf(as_html(release, alone=True), release.digest)


def as_docx(release: Release) -> bytes:
    """A word-processor file with headings and tables whose first row repeats on each page."""
    found = document(release)
    words = found["words"]
    out = documents.new_docx(
        title=found["title"],
        author="",
        language=found["language"],
        moment=_moment(release),
        revision=release.version or 1,
        seal=found["citation"],
    )
    out.add_heading(found["title"], 0)
    out.add_paragraph(found["subtitle"])
    out.add_heading(words["first"], 1)
    for text in (found["statement"], found["coverage"], *found["warnings"]):
        out.add_paragraph(text)
    if found["missing_boys"]:
        out.add_paragraph(f"{words['boys']}: {'; '.join(found['missing_boys'])}")
    if found["places"]:
        documents.add_table(out, [[words["place"], words["offices"]], *found["places"]])
    for section in found["sections"]:
        out.add_heading(section["title"], 1)
        if section["lead"]:
            out.add_paragraph(section["lead"])
        for table in section["tables"]:
            out.add_heading(f"{words['table']} {table['number']}. {table['title']}", 2)
            for text in filter(None, [table["sentence"], *table["about"]]):
                out.add_paragraph(text)
            documents.add_table(out, [table["heads"], *table["lines"]])
            if table["empty"]:
                out.add_paragraph(table["empty"])
    out.add_heading(words["method"], 1)
    for text in (*found["method"], *found["audit"]):
        out.add_paragraph(text)
    out.add_paragraph(f"{words['cite']}: {found['citation']}")
    return documents.as_docx(out, right_to_left=found["rtl"])
