"""Where children are looked after, as four people meet it: a parent on a telephone, the manager of a home, an inspector, and a
caseworker who looks for a place."""

import datetime as dt
import re

import pytest

from tests.factories.care import PRINCIPLES
from tests.functional.screens import Screen
from tutela.demo.people import PASSPHRASE

pytestmark = [pytest.mark.timeout(900)]

TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def one(sites):
    """The first value of a row, read past row security."""

    def found(query, *values):
        with sites.superuser() as connection:
            row = connection.execute(query, values).fetchone()
        return str(row[0]) if row else ""

    return found


@pytest.mark.requirement("R58")
def test_a_parent_finds_help_on_a_telephone_without_a_script(browser, sites):
    """No account, no JavaScript, nothing kept; a confidential shelter is there without a street."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="en")
    try:
        screen = Screen(context.new_page(), sites.public).go("/find").fill(service="legal_aid", near="XM-N1")
        screen.press("Show help").sees("What we found", "Offers", "Checked").misses("Nothing fits")
        assert "service=legal_aid" in screen.page.url
        screen.fill(within="5", age="300").press("Show help").sees("Please look at these first")
        assert screen.page.locator("[name=near]").input_value() == "XM-N1"
        screen.go("/find?service=emergency_shelter").sees("What we found").misses("Garden Street")
    finally:
        context.close()


@pytest.mark.requirement("R96")
@pytest.mark.requirement("R91")
def test_a_home_answers_and_inspection_looks(sites, sign_in, look, one):
    """Staff without vetting stops admissions, a notice goes out, inspection confirms; what was found is put right and verified."""
    manager, inspector = (Screen(sign_in(who), sites.staff) for who in ("facility_manager", "inspector"))
    home = one(
        "SELECT f.id FROM facilities_facility f JOIN accounts_grant g ON g.office_id = f.office_id "
        "JOIN accounts_user u ON u.id = g.user_id WHERE u.username = 'facility_manager'"
    )
    name = one("SELECT name FROM facilities_facility WHERE id = %s", home)
    manager.go("/files", status=403).go(f"/facilities/{home}").sees(name)
    look(manager.page, "facility")
    manager.go(f"/facilities/{home}/count").fill(children="many").press("Save").sees("Please look at these first")
    manager.fill(children="9").save().sees("Saved. It counts in the coverage of reporting.")
    manager.go(f"/facilities/{home}/notices/new")
    manager.fill(kind="restraint", words="One child was held for two minutes; the doctor was there.").save()
    manager.sees("Sent to inspection and to the independent mechanism.", "Not yet")
    told = manager.page.url.rpartition("/")[2]
    manager.misses("We have it and look into it")

    inspector.go(f"/notices/{told}").sees("One child was held").press("We have it and look into it").sees("Confirmed.")
    visit = one("SELECT id FROM facilities_inspection WHERE facility_id = %s AND state = 'planned'", home)
    inspector.go(f"/inspections/{visit}").press("Begin the inspection").sees("Declare that you have no tie")
    inspector.page.locator("[name=no_interest]").check()
    inspector.press("Begin the inspection").sees("The checklist in force today is fixed")
    for radio in inspector.page.locator("input[type=radio][value=met]").all():
        radio.check()
    inspector.page.locator("[name=answer-FAM1][value=partly]").check()
    inspector.page.locator("#evidence-FAM1").fill("One visit a month.")
    inspector.press("Save and report").sees("Reported.", "One visit a month.")
    look(inspector.page, "inspection")
    inspector.misses("Publish</span>")  # a colleague does

    due = one("SELECT id FROM facilities_correction WHERE inspection_id = %s", visit)
    inspector.go(f"/corrections/{due}", status=403)
    manager.go(f"/inspections/{visit}").press("Say what was done")
    manager.fill(words="Visits are every week now.").save().sees("Inspection sees it and will look.")
    inspector.go("/inspections").sees("Visits are every week now.")
    inspector.page.locator(f"form[action*='{due}'] button[value=yes]").click()
    inspector.sees("Verified.").misses("Visits are every week now.")


@pytest.mark.requirement("R92")
def test_a_caseworker_finds_a_place_and_another_person_decides(sites, sign_in, look, one):
    """Places with room only; poverty alone goes nowhere; a second person decides, and one place less is free."""
    worker, supervisor = (Screen(sign_in(who), sites.staff) for who in ("caseworker", "supervisor"))
    stopped = one("SELECT f.name FROM facilities_facility f JOIN facilities_admissionstop s ON s.facility_id = f.id")
    worker.go("/places?age=12").sees("Places left").misses(stopped)
    look(worker.page, "places")
    home = worker.page.locator("#places th a").first.get_attribute("href").rpartition("/")[2]
    running = (
        "SELECT {} FROM placements_placement p JOIN cases_casefile f ON f.id = p.file_id JOIN accounts_user u ON u.id = f.worker_id "
        "WHERE u.username = 'caseworker' AND p.state = 'approved' AND p.ended_on IS NULL"
    )
    file, stay = one(running.format("f.id")), one(running.format("p.id"))
    worker.go(f"/files/{file}/placements/{stay}").press("End the placement")
    worker.fill(exit_kind="relatives", words="Went to the aunt; she needs a place again.").save()
    worker.go(f"/files/{file}/views/new").fill(about="placement", views="I like the garden.", agrees="yes").save()
    said = one("SELECT id FROM cases_childview WHERE file_id = %s ORDER BY id DESC LIMIT 1", file)
    worker.go(f"/files/{file}/views/{said}/weigh").fill(weight="It decided.", feedback="She was told why.").save()
    worker.go(f"/files/{file}/placements").press("Propose a placement")
    worker.fill(facility=home, view=said, reasons=["poverty"], legal_basis="court_decision", legal_reference="Court 12")
    worker.fill(assessment="No room at home since the fire.", exception="Named in the plan.")
    worker.fill(**{f"principle_{name}": sentence for name, sentence in PRINCIPLES.items()}).save()
    made = one("SELECT id FROM placements_placement WHERE file_id = %s ORDER BY id DESC LIMIT 1", file)
    here = f"/files/{file}/placements/{made}"
    worker.go(here).sees("This stands against it").misses("Send to the supervisor")
    look(worker.page, "placement")
    worker.go(f"{here}/edit").page.locator("[name=reasons][value=harm_at_home]").check()
    worker.save().go(here).press("Send to the supervisor").sees("Sent.")
    before = int(one("SELECT count(*) FROM placements_placement WHERE facility_id = %s AND state = 'approved'", home))
    supervisor.go(f"{here}/decide").press("Agree").sees("Decided.")
    after = int(one("SELECT count(*) FROM placements_placement WHERE facility_id = %s AND state = 'approved'", home))
    assert after == before + 1
    worker.go(here).sees("Review the placement", "Plan the way on")


@pytest.mark.requirement("R103")
def test_a_caseworker_asks_for_support_before_any_place(sites, sign_in, look, one):
    """What could let a child stay at home: looked at, asked for on a telephone, refused with its grounds; the supervisor sees it."""
    worker, supervisor = (Screen(sign_in(who), sites.staff) for who in ("caseworker", "supervisor"))
    file = one("SELECT file_id FROM placements_familysupport LIMIT 1")
    worker.go(f"/files/{file}").press("Support for the family").sees("Late", "It helps; the plan goes on")
    worker.press("Add a support").fill(kind="respite_care", provider="Community house").save()
    made = one("SELECT id FROM placements_familysupport ORDER BY id DESC LIMIT 1")
    here = f"/files/{file}/support/{made}"
    worker.go(here).sees("Find out whether the family may get it").misses("It was asked for")
    worker.press("Change").fill(eligibility="eligible", eligibility_words="The mother cares for three alone.").save()
    worker.go(here).press("It was asked for").fill(answer_due_on=TODAY.isoformat()).press("Save").sees(
        "Please look at these first"
    )
    worker.fill(answer_due_on=(TODAY + dt.timedelta(days=14)).isoformat()).save().sees("Saved.", "Answer due")
    look(worker.page, "support")
    worker.press("It is refused").fill(words="Only for two children or fewer.", refusal_stated="not_stated")
    worker.fill(refusal_suspected="poverty").save().sees("Refused", "Poverty")
    supervisor.go(here).sees("Only for two children").misses("It was asked for")


@pytest.mark.requirement("R94")
def test_a_child_inside_tells_somebody_outside(browser, sites, sign_in, look, one):
    """A sheet is printed in Arabic and English for a home; a child types its card on an old telephone; the mechanism reads where it
    comes from; the manager of the home finds neither sheet nor report."""
    reader, manager = (Screen(sign_in(who), sites.staff) for who in ("ombudsperson", "facility_manager"))
    house = one(
        "SELECT o.code FROM directory_office o JOIN accounts_grant g ON g.office_id = o.id "
        "JOIN accounts_user u ON u.id = g.user_id WHERE u.username = 'facility_manager'"
    )
    until = (TODAY + dt.timedelta(days=90)).isoformat()
    for language in ("ar", "en"):
        reader.go("/reports/cards/new").fill(place=house, in_language=language, expires_on=until, address="help.example")
        reader.press("Make the sheet")
        look(reader.page, f"cards-sheet-{language}")
    codes = [re.sub(r"\D", "", text) for text in reader.page.locator(".code").all_inner_texts()]
    assert [len(code) for code in codes] == [18] * 8
    pages = reader.page.pdf(format="A4").count(b"/Type /Page\n")
    assert pages == 1, "one sheet"
    reader.go("/reports/cards").sees("8")
    look(reader.page, "cards-list")
    reader.page.locator("#sheets tbody tr").first.get_by_role("link").click()
    reader.fill(number="3", through="school").save().sees("Nobody’s name is kept.", "3 of 8")

    with sites.superuser() as connection:
        known = [row[0] for row in connection.execute("SELECT id FROM intake_report").fetchall()]
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="en")
    child = Screen(context.new_page(), sites.public)
    child.go("/code?lang=en").fill(code=codes[0]).press("Look").sees("Your card works").misses(house)
    child.fill(reporter_type="child").press("Go on")
    for said in (
        {"age_band": "10_13"},
        {"signs": ["none"]},
        {"worry": "Our letters are kept from us."},
        {"contact": "here"},
    ):
        child.fill(**said).press("Go on")
    child.page.wait_for_timeout(3_200)
    child.press("Send").sees("Thank you. We have it.")
    child.go("/code?lang=en").fill(code=codes[0]).press("Look").sees("We do not find this code")
    context.close()

    report = one("SELECT id FROM intake_report WHERE id <> ALL (%s)", known)
    reader.go("/vault/unlock").fill(passphrase=PASSPHRASE).press("Unlock")
    reader.go(f"/reports/{report}").sees("Our letters are kept from us.", "Came with a card handed out at")
    reader.go("/reports/cards").sees("Used")
    with reader.page.expect_navigation():
        reader.page.locator("#sheets tbody tr").first.get_by_role("button").click()
    reader.sees("none of its cards opens anything any more")
    for hidden in ("/reports/cards", "/reports/cards/new", "/reports", f"/reports/{report}"):
        manager.go(hidden, status=403).misses("Our letters", codes[1])


@pytest.mark.requirement("R59")
@pytest.mark.requirement("R60")
def test_planners_see_where_services_are_missing(sites, sign_in, look):
    """A map and a table of the same protected numbers; what is chosen stays in the address, the file goes out with its note."""
    planner = Screen(sign_in("statistician"), sites.staff)
    sites.run("observations", "build")
    planner.go("/statistics").press("Missing services and refusals").sees("known to the system, not prevalence")
    planner.fill(what="unmet_need", level="region").press("Show")
    assert planner.page.locator("path.map-place").count() > 2
    look(planner.page, "unmet")
    planner.fill(what="refusal_suspected", level="district").press("Show").sees("protected", "Nationality or origin")
    assert "what=refusal_suspected" in planner.page.url
