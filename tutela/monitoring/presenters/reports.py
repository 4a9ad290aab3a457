"""The State report: its workshop on the screen, and the frozen content in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.planning.api import Phase, Status
from tutela.registers.api import standards

from ..enums import Effect, Level, ReportKind, Section, ValueState
from ..models import ReportVersion, StateReport
from ..policies import freeze_report, sign_version
from ..queries import reports
from .indicators import known_only
from .recommendations import TIMING_WORDS


def workshop(one: StateReport, actor: Actor) -> dict[str, Any]:
    """The report as it is being written."""
    words = reports.words(one)
    paragraphs = list(one.paragraphs.all())
    said, language = reports.drafted(one, paragraphs), translation.get_language() or "en"
    return {
        "report": one,
        "sections": [
            {
                "code": code,
                "title": label,
                "paragraphs": [
                    {"row": row, "said": _paragraph(row.place, said[row.pk], language)}
                    for row in paragraphs
                    if row.section == code
                ],
                "new_url": reverse("register_row_new", args=["paragraphs"]) + f"?report={one.code}&section={code}",
            }
            for code, label in Section.choices
        ],
        "unanswered": reports.unanswered(one),
        "problems": reports.problems(one),
        "words": words,
        "over": words > one.word_limit,
        "tables": one.tables.select_related("indicator"),
        "versions": [
            {"row": version, "may_sign": sign_version.allows(actor, version)}
            for version in one.versions.select_related("frozen_by", "signed_by")
        ],
        "may_freeze": freeze_report.allows(actor, words, one.word_limit),
        "may_write": freeze_report.allows(actor, 0, 1),
        "new_table_url": reverse("register_row_new", args=["annex-tables"]) + f"?report={one.code}",
    }


def document(version: ReportVersion) -> dict[str, Any]:
    """The frozen content with words for its codes, in the report's language. Made from the content alone."""
    content = version.content
    with translation.override(content["report"]["language"]):
        number, sections = 0, []
        for section in content["sections"]:
            paragraphs = []
            for paragraph in section["paragraphs"]:
                number += 1
                paragraphs.append(_paragraph(number, paragraph, content["report"]["language"]))
            sections.append({"title": str(Section(section["code"]).label), "paragraphs": paragraphs})
        report = content["report"]
        return {
            "report": report,
            "language": report["language"],
            "rtl": report["language"] == "ar",
            "kind": str(ReportKind(report["kind"]).label),
            "subtitle": _("%(kind)s on %(instrument)s, as of %(day)s")
            % {"kind": ReportKind(report["kind"]).label, "instrument": report["instrument"], "day": report["cut_off"]},
            "sections": sections,
            "unanswered": [f"{code} {_question_words(code)}" for code in content["unanswered"]],
            "tables": [_table(table) for table in content["tables"]],
            "words": {
                "annex": _("Statistical annex"),
                "table": _("Table"),
                "see": _("See tables"),
                "contents": _("Contents"),
                "open": _("Rows of the guidelines that this report does not answer"),
                "empty": _("Nothing is reported in this section."),
                "provision": _("Provisions"),
                "unit": _("Unit"),
                "limits": _("Limits"),
                "break": _("Break in series: values before and after cannot be compared."),
            },
            "seal": _("Version %(number)s, frozen content SHA-256 %(sha256)s")
            % {"number": version.number, "sha256": version.sha256},
            "version": version.number,
            "sha256": version.sha256,
            "frozen_at": version.frozen_at,
        }


def _question_words(code: str) -> str:
    found = standards.question(code)
    return found.label if found else ""


def _paragraph(number: int, row: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "number": number,
        "text": row["text"],
        "tables": row["tables"],
        "sources": [
            *(_question(entry, language) for entry in row["questions"]),
            *(_recommendation(entry) for entry in row["recommendations"]),
            *(_activity(entry) for entry in row["activities"]),
            *(_consultation(entry) for entry in row["consultations"]),
        ],
        "provisions": [
            {
                "head": f"{entry['law']}, {entry['article']} ({entry['from']}{' – ' + entry['to'] if entry['to'] else ''})",
                "text": entry["text"],
            }
            for entry in row["provisions"]
        ],
    }


def _question(entry: dict[str, Any], language: str) -> str:
    words = entry["words"].get(language) or entry["words"]["en"]
    found = f" {Level(entry['finding']).label} ({entry['assessed_on']})." if entry["finding"] else ""
    return f"{entry['id']} ({entry['reference']}): {words}{found}"


def _recommendation(entry: dict[str, Any]) -> str:
    place = ", ".join(filter(None, (entry["symbol"], entry["paragraph"])))
    said = [str(Status(entry["status"]).label), str(Effect(entry["effect"]).label)]
    if entry["due_on"]:
        said.append(f"{entry['due_on']}: {TIMING_WORDS[entry['timing']]()}")
    return (
        _("Recommendation %(code)s (%(body)s%(place)s): %(text)s")
        % {
            "code": entry["code"],
            "body": entry["body"],
            "place": f", {place}" if place else "",
            "text": entry["text"],
        }
        + f" [{'; '.join(said)}]"
    )


def _activity(entry: dict[str, Any]) -> str:
    return _("Activity %(code)s: %(title)s (%(owner)s), %(status)s, %(progress)s %%") % {
        **entry,
        "status": Status(entry["status"]).label,
    }


def _consultation(entry: dict[str, Any]) -> str:
    return _("Consultation with %(children)s children (%(phase)s, %(held_on)s). What changed: %(changed)s") % {
        **entry,
        "phase": Phase(entry["phase"]).label,
    }


def _table(table: dict[str, Any]) -> dict[str, Any]:
    heads = [_("Category"), *(f"{year} *" if year in table["breaks"] else str(year) for year in table["years"])]
    rows = [[row["category"] or _("All"), *(cell(entry) for entry in row["cells"])] for row in table["rows"]]
    return table | {"heads": heads, "lines": rows, "note": note(table, translation.get_language() or "en")}


def note(table: dict[str, Any], language: str) -> str:
    """What stands with figures of the system's own statistics (R29): what they are not, from which observations, coverage."""
    with translation.override(language):
        return " ".join([known_only(), *table["released"]]) if table["released"] else ""


def cell(entry: dict[str, str]) -> str:
    """A frozen cell in words: a number, or why there is none; never 0 for nothing."""
    return entry["value"] if entry["state"] == ValueState.VALUE else str(ValueState(entry["state"]).label)
