"""One recommendation on its way: a planner brings it in and follows it up, it stands in the State report, another person signs and
publishes, somebody reads it in Arabic on a telephone. One gap in the law: an analyst finds it, another looks, somebody closes it.
People, training and shocks as a planner sees them."""

import io

import docx
import pytest

from tests.functional.axe import faults
from tests.functional.screens import Screen

pytestmark = [pytest.mark.timeout(900)]

LIST = """| Recommendation | Position | Full list of themes |
|---|---|---|
| 85.3 Give every school a person whom children trust (Orvane). | Supported | Safe schools |
"""
KEY = "A/HRC/00/85#85.3"
WORDS = "Every school has named a person whom children trust."


@pytest.mark.requirement("R119")
@pytest.mark.requirement("R120")
@pytest.mark.requirement("R121")
@pytest.mark.requirement("R14")
def test_from_the_imported_list_to_the_printed_chapter_and_the_public_page(browser, sites, sign_in, look):
    planner, signer = (Screen(sign_in(who), sites.staff) for who in ("ministry_planner", "report_signatory"))
    planner.go("/monitoring").sees("What needs somebody now", "Recommendations whose date was missed")
    planner.go("/monitoring/imports").fill(kind="upr", name="list.md", symbol="A/HRC/00/85", text=LIST)
    planner.press("Show the preview").sees("Columns missing in the first line")
    assert planner.page.locator("[name=text]").input_value().strip() == LIST.strip(), "nothing typed is lost"
    planner.fill(kind="markdown").press("Show the preview")
    planner.sees("Words that are not in our lists", "Safe schools").misses("Import all rows")
    look(planner.page, "import")
    planner.page.get_by_label("Safe schools", exact=True).select_option("education")
    planner.press("Answer Safe schools").sees("The first rows").misses("Words that are not in our lists")
    planner.press("Import all rows").sees("1 new, 0 changed")

    planner.go("/monitoring/recommendations").fill(words="school person trust").press("Show").press(KEY)
    here = planner.page.url.removeprefix(sites.staff)
    planner.sees("Give every school a person", "No activity answers it yet.")
    planner.press("Change").fill(activities="NAP-2 GONE").press("Save").sees("There is no row with the code GONE")
    planner.fill(activities="NAP-2").save().go(here).sees("Train police officers in interviewing children")
    planner.fill(status="implemented").page.locator("#status button").click()
    planner.sees("Name the evidence that it was implemented.")
    planner.fill(status="in_progress").page.locator("#status button").click()
    planner.sees("Saved.")
    look(planner.page, "recommendation")

    planner.go("/monitoring/reports").press("Report of Maravelle under the Optional Protocol of 2000")
    paper = planner.page.url.removeprefix(sites.staff)
    planner.go("/monitoring/registers/paragraphs/new?report=OPSC-2026&section=IV")
    planner.fill(place="1", text=WORDS, recommendations=KEY, activities="NAP-2", tables="1").save()
    planner.go(paper).sees(WORDS).press("Freeze a version").sees("Version 2 is frozen. Another person signs it.")
    planner.misses("Sign this version")
    signer.go(paper).press("Sign this version").sees("Signed.")
    look(signer.page, "state-report")
    printed = {name: _file(signer, name) for name in ("DOCX", "PDF", "Annex (SDMX)", "HTML")}
    text = "\n".join(part.text for part in docx.Document(io.BytesIO(printed["DOCX"])).paragraphs)
    for words in (WORDS, KEY, "Give every school a person whom children trust", "In progress", "(See tables 1)"):
        assert words in text
    assert printed["PDF"].startswith(b"%PDF-")
    assert b"DF_MONITORING" in printed["Annex (SDMX)"]
    assert WORDS.encode() in printed["HTML"]

    signer.go("/monitoring/reports").press("Publish as it is now Recommendations").sees("The public site shows it now.")
    _read_in_arabic(browser, sites)


def _file(screen, name):
    """What stands behind a link of the newest version."""
    address = screen.page.locator("#versions li").first.get_by_role("link", name=name, exact=True).get_attribute("href")
    answer = screen.page.context.request.get(screen.base + address)
    assert answer.ok
    return answer.body()


ARTICLE = "A child who was harmed is paid by the State from a fund, within six months of asking."
EVIDENCE = "The fund exists in law; no rules say how a child asks for it."


@pytest.mark.requirement("R106")
@pytest.mark.requirement("R107")
@pytest.mark.requirement("R2")
def test_a_legal_analyst_from_an_act_to_a_gap_that_somebody_closes(browser, sites, sign_in, look):
    analyst, second, signer = (
        Screen(sign_in(who), sites.staff) for who in ("legal_analyst", "second_analyst", "report_signatory")
    )
    analyst.go("/monitoring/registers/acts/new")
    analyst.fill(state="XOR", instrument="OPSC", kind="ratification", acted_on="2024-05-02", source="Notice 12/2024")
    analyst.fill(in_force_on="2024-04-02").press("Save").sees("This day lies before “Day of the act”")
    assert analyst.page.locator("[name=source]").input_value() == "Notice 12/2024", "nothing typed is lost"
    analyst.fill(in_force_on="2024-06-02").save()
    analyst.go("/monitoring/treaties?instrument=OPSC").sees("Overdue reports", "Orvane")
    due = analyst.page.locator("#overdue tr", has_text="Orvane").filter(has_text="OPSC")
    assert due.count() == 1, "its first report fell due two years after entry into force"
    assert not analyst.page.locator("#map table").get_by_text("Orvane").count()
    analyst.go("/monitoring/treaties?instrument=OPSC&year=2010")
    assert analyst.page.locator("#map table").get_by_text("Orvane").count() == 1, "at that time it had only signed"
    look(analyst.page, "treaties")

    analyst.go("/monitoring/registers/provisions/new")
    analyst.fill(code="CFA-12", state="XMV", law="Compensation Fund Act", article="12", text=ARTICLE)
    analyst.fill(from_on="2026-03-01", source="Gazette 7/2026").save()
    analyst.go("/monitoring/law").press("H39").sees("Finding that holds", "No second review yet")
    analyst.fill(level="partly", provisions="CFA-12 GONE", evidence=EVIDENCE, amendment="Rules by decree.")
    analyst.fill(activities="JUST-2", reform_on="2027-06-30").press("Keep this finding")
    analyst.sees("There is no row with the code GONE")
    analyst.fill(provisions="CFA-12").press("Keep this finding").sees("Say how serious the gap is.")
    assert analyst.page.locator("[name=evidence]").input_value().strip() == EVIDENCE
    analyst.fill(severity="medium").press("Keep this finding").sees(
        "The finding is kept.",
        "Earlier finding",
        EVIDENCE,
        ARTICLE,
        "Compensation Fund Act",
        "Set up a fund that compensates",
    )
    analyst.misses("I reviewed this finding")
    look(analyst.page, "finding")
    here = analyst.page.url.removeprefix(sites.staff)
    second.go(here).press("I reviewed this finding").sees("Reviewed by")
    analyst.press("JUST-2").sees("Set up a fund that compensates children")

    row = "#matrix tr:has-text('H39')"
    analyst.go("/monitoring/law?state=XMV&before=2025-01-01")
    assert "Partly met" in analyst.page.locator(row).inner_text()
    assert "differs" in analyst.page.locator(row).inner_text(), "on the earlier day it was not met"
    file = analyst.page.context.request.get(sites.staff + "/monitoring/law.csv?state=XMV&before=2025-01-01").text()
    assert next(line for line in file.splitlines() if line.startswith("H39,")).endswith(",partly,not_met")
    analyst.go("/monitoring/law?state=XMV&other=XTS").sees("Tessara", "differ")
    analyst.go("/monitoring/law").sees("Ages in the law of Maravelle and 18", "16–17")
    look(analyst.page, "law-matrix")

    signer.go("/monitoring/reports").press("Publish as it is now Law").sees("The public site shows it now.")
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="es")
    try:
        reader = Screen(context.new_page(), sites.public).go("/rights/law?lang=es").sees("H39")
        reader.misses(EVIDENCE)
    finally:
        context.close()


@pytest.mark.requirement("R105")
@pytest.mark.requirement("R111")
@pytest.mark.requirement("R112")
def test_a_planner_sees_who_carries_too_much_who_is_trained_and_what_a_shock_asks_for(sites, sign_in, look):
    sites.run("observations", "build")
    planner = Screen(sign_in("ministry_planner"), sites.staff)
    planner.go("/monitoring/people").sees("Open files for each worker", "known to the system, not prevalence")
    planner.press("Keep these numbers with the posts of the year").sees("Kept for")
    look(planner.page, "people")
    planner.go("/monitoring/registers/trainees/new").fill(training="TR-2", account="nobody.here").press("Save")
    planner.sees("There is no account with this user name.")
    planner.go("/monitoring/plans/shocks").sees("Flood of the river Asel", "Keep every channel for reports open", "Before")
    planner.press("New shock")
    planner.fill(code="HEAT-26", kind="climate", territory="XM-S", title="Heat without rain", starts_on="2026-11-02").save()
    planner.go("/monitoring/plans/shocks").sees("Heat without rain", "still going on")
    assert planner.page.get_by_role("row").filter(has_text="Overdue").count() >= 3, "the first days have passed"
    look(planner.page, "shocks")


def _read_in_arabic(browser, sites):
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="ar")
    try:
        screen = Screen(context.new_page(), sites.public).go("/rights/recommendations?lang=ar&theme=education").sees(KEY)
        assert screen.page.locator("html").get_attribute("dir") == "rtl"
    finally:
        context.close()
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="ar")
    try:
        screen = Screen(context.new_page(), sites.public).go("/rights/treaties?lang=ar")
        assert faults(screen.page) == []
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= 320
    finally:
        context.close()
