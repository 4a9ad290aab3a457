"""One recommendation on its way: a planner brings it in and follows it up, it stands in the State report, another person signs and
publishes, somebody reads it in Arabic on a telephone."""

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
