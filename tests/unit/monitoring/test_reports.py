"""The State report: bound, frozen, signed, printed the same again."""

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
import zlib

import docx
import pytest
from django.urls import reverse

from tests.factories import monitoring as make
from tests.factories.accounts import sign_in
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.monitoring import api, models
from tutela.monitoring.enums import MonitoringReason as R
from tutela.monitoring.enums import PageKind
from tutela.monitoring.presenters import prints, sdmx
from tutela.monitoring.queries import reports
from tutela.registers.api import RegisterReason, standards

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def report(state, planner):
    provision = make.make_provision(state, code="PC-1")
    recommendation = make.make_recommendation(state, code="REC", original_due_on=D(2013, 12, 31), due_on=D(2013, 12, 31))
    make.make_activity(code="ACT", recommendations=[recommendation])
    indicator = make.make_indicator(code="IND")
    make.make_value(indicator, 2023, 0)
    make.make_value(indicator, 2024, None, state="suppressed")
    make.make_value(indicator, 2025, 7, collected_on=D(2026, 2, 1))
    one = make.make_state_report(state)
    make.make(models.AnnexTable, report=one, number=1, title="Table", indicator=indicator, first_year=2022, last_year=2025)
    make.make(
        models.Paragraph, report=one, section="V", place=1, text="The law covers every sale.", questions=["L1"],
        provisions=["PC-1"], recommendations=["REC"], activities=["ACT"], tables=["1"],
    )  # fmt: skip
    assert provision.state == state
    return one


def freeze(report, by):
    with acting_as(by):
        return api.freeze_report(report=report, by=by)


def refused(call):
    with pytest.raises(Refused) as found:
        call()
    return found.value.reason


@pytest.mark.requirement("R121")
def test_the_draft_holds_each_section_with_its_sources_and_the_day(report, planner):
    version = freeze(report, planner)
    content = version.content
    assert [section["code"] for section in content["sections"]] == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]
    (paragraph,) = content["sections"][4]["paragraphs"]
    assert paragraph["provisions"][0]["code"] == "PC-1"
    assert paragraph["recommendations"][0]["timing"] == "missed"
    assert paragraph["activities"][0]["code"] == "ACT"
    assert content["report"]["cut_off"] == "2025-12-31"
    assert "L1" not in content["unanswered"]
    assert len(content["unanswered"]) == 63


@pytest.mark.requirement("R120")
def test_a_later_word_on_effect_does_not_make_what_was_done_in_time_late(report, planner):
    """Done in 2013, its effect judged in 2020: the status stands since 2013. What was said after the cut-off is not there."""
    recommendation = models.Recommendation.objects.get(code="REC")
    for on, status, effect in (
        (D(2012, 5, 1), "in_progress", "not_assessed"),
        (D(2013, 6, 1), "implemented", "not_assessed"),
        (D(2020, 3, 1), "implemented", "clear"),
        (D(2026, 3, 1), "in_progress", "none"),
    ):
        with acting_as(planner):
            api.set_status(recommendation=recommendation, status=status, effect=effect, evidence="Report", on=on, by=planner)
    (found,) = freeze(report, planner).content["sections"][4]["paragraphs"][0]["recommendations"]
    assert (found["status"], found["effect"], found["timing"]) == ("implemented", "clear", "met")


@pytest.mark.requirement("R29")
def test_figures_of_the_system_stand_with_their_statement_in_every_print(report, planner):
    source = "Observations of 2025-12-01. 8 of 12 offices reported in the last year."
    models.Measurement.objects.filter(year=2023).update(source="released", reference=source)
    version = freeze(report, planner)
    said = f"Counts cases known to the system, not prevalence. {source}"
    assert said in prints.as_html(version), "the PDF is made of it"
    assert said in [part.text for part in docx.Document(io.BytesIO(prints.as_docx(version))).paragraphs]
    assert {line["note"] for line in csv.DictReader(io.StringIO(prints.as_csv(version)))} == {said}
    assert {one.note for one in sdmx.of_annex(version.content)} == {said}


@pytest.mark.requirement("R121")
def test_while_it_is_written_a_paragraph_shows_words_for_its_codes(client, report, planner):
    sign_in(client, planner.user)
    page = client.get(reverse("monitoring_report", args=[report.pk])).content.decode()
    for words in ("Penal Code", "Whoever transfers a child", "Adopt a law on sale.", "See tables"):
        assert words in page
    assert standards.question("L1").label in page


@pytest.mark.requirement("R121")
def test_missing_and_suppressed_are_printed_as_such_and_never_as_zero(report, planner):
    version = freeze(report, planner)
    (row,) = version.content["tables"][0]["rows"]
    assert [(cell["state"], cell["value"]) for cell in row["cells"]] == [
        ("not_available", ""),
        ("value", "0"),
        ("suppressed", ""),
        ("not_available", ""),
    ], "what was collected after the cut-off is not there"
    text = prints.as_html(version)
    assert text.count("Suppressed") == 1
    assert text.count("Not available") == 2
    assert text.count("<td>0</td>") == 1
    lines = list(csv.DictReader(io.StringIO(prints.as_csv(version))))
    assert [(line["year"], line["state"], line["value"]) for line in lines][:2] == [
        ("2022", "not_available", ""),
        ("2023", "value", "0"),
    ]
    document = docx.Document(io.BytesIO(prints.as_docx(version)))
    assert [cell.text for cell in document.tables[0].rows[1].cells] == [
        "All",
        "Not available",
        "0",
        "Suppressed",
        "Not available",
    ]


@pytest.mark.requirement("R118")
def test_the_same_frozen_version_prints_the_same_bytes_whatever_changes_meanwhile(report, planner):
    version = freeze(report, planner)
    first = [made(version) for made in (prints.as_html, prints.as_docx, prints.as_csv)]
    models.Provision.objects.update(text="Changed since.")
    models.Measurement.objects.update(state="unknown", value=None)
    again = reports.version(version.pk)
    assert [made(again) for made in (prints.as_html, prints.as_docx, prints.as_csv)] == first
    assert reports.digest(again.content) == again.sha256
    with zipfile.ZipFile(io.BytesIO(first[1])) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"Changed since" not in first[1]


@pytest.mark.slow
@pytest.mark.requirement("R118")
def test_the_pdf_is_tagged_and_reproducible(report, planner):
    version = freeze(report, planner)
    first = prints.as_pdf(version)
    assert first.startswith(b"%PDF")
    packed = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", first, re.DOTALL)
    assert b"/StructTreeRoot" in b"".join(zlib.decompress(part) for part in packed) + first
    assert prints.as_pdf(version) == first


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_the_docx(report, planner, tmp_path):
    (tmp_path / "report.docx").write_bytes(prints.as_docx(freeze(report, planner)))
    done = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf", "--outdir", str(tmp_path), "report.docx"],
        cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_freezing_again_needs_a_change_and_replaces_the_older_version(report, planner):
    first = freeze(report, planner)
    assert refused(lambda: freeze(report, planner)) == R.ALREADY_SO
    models.Paragraph.objects.update(text="Other words.")
    second = freeze(report, planner)
    first.refresh_from_db()
    assert (first.state, second.number, second.state) == ("replaced", 2, "frozen")


def test_another_person_signs_once(report, planner, signer):
    version = freeze(report, planner)

    def sign(by, one=version):
        with acting_as(by):
            return api.sign_version(version=one, by=by)

    assert refused(lambda: sign(planner)) == RegisterReason.NOT_KEEPER
    signed = sign(signer)
    assert (signed.state, signed.signed_by_id) == ("signed", signer.id)
    assert refused(lambda: sign(signer)) == R.NOT_FROZEN
    models.ReportVersion.objects.update(state="frozen", signed_by=None, signed_at=None, frozen_by=signer.id)
    assert refused(lambda: sign(signer, reports.version(version.pk))) == R.OWN_REPORT


def test_what_stands_against_freezing(report, planner, signer):
    assert refused(lambda: freeze(report, signer)) == RegisterReason.NOT_KEEPER
    models.StateReport.objects.update(word_limit=2)
    assert refused(lambda: freeze(report, planner)) == R.TOO_LONG
    models.StateReport.objects.update(word_limit=100, cut_off=today() + dt.timedelta(days=1))
    with pytest.raises(InvalidInput) as wrong:
        freeze(report, planner)
    assert list(wrong.value.fields) == ["cut_off"]
    models.StateReport.objects.update(cut_off=D(2025, 12, 31))
    models.Paragraph.objects.update(provisions=["GONE"], tables=["9"])
    with pytest.raises(InvalidInput) as wrong:
        freeze(report, planner)
    assert wrong.value.fields == {"V 1, provisions": ["GONE"], "V 1, tables": ["9"]}
    assert not models.ReportVersion.objects.exists()
    for missing in (reports.report, reports.version):
        with pytest.raises(NotHere):
            missing(planner.id)


def test_the_report_speaks_its_own_language(report, planner):
    from django.utils import translation

    models.StateReport.objects.update(language="ar")
    version = freeze(report, planner)
    with translation.override("fr"):
        text = prints.as_html(version)
    assert 'dir="rtl"' in text
    assert prints.as_docx(version) == prints.as_docx(version)


@pytest.mark.requirement("R118")
def test_a_page_is_published_as_a_copy_and_only_by_its_role(report, signer, planner, as_role):
    with pytest.raises(Refused), acting_as(planner):
        api.publish_page(kind=PageKind.RECOMMENDATIONS, by=planner)
    with acting_as(signer):
        page = api.publish_page(kind=PageKind.RECOMMENDATIONS, by=signer)
        with pytest.raises(Refused) as again:
            api.publish_page(kind=PageKind.RECOMMENDATIONS, by=signer)
    assert again.value.reason == R.ALREADY_SO
    assert [row["code"] for row in page.content["rows"]] == ["REC"]
    models.Recommendation.objects.update(text="Changed since.")
    assert models.PublishedPage.objects.get().content["rows"][0]["text"] == "Adopt a law on sale."


def test_the_public_role_reads_copies_and_nothing_else_here(report, as_role):
    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'monitoring%%' AND relkind = 'r' AND ("
            "has_table_privilege('tutela_public', oid, 'SELECT') OR has_table_privilege('tutela_public', oid, 'INSERT, UPDATE, DELETE'))"
        )
        assert [row[0] for row in cursor.fetchall()] == [
            apps.get_app_config("monitoring").get_model("PublishedPage")._meta.db_table
        ]
