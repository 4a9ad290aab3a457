"""What surrounds a child, written by two people: a worker on a telephone fills in the part on work, a colleague's edit is brought
together with theirs; a health professional keeps what nobody else reads; a country's form is a part like any other."""

import pytest

from tests.functional.screens import Screen

pytestmark = [pytest.mark.timeout(900)]

RIGHT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def one(sites):
    """The first value of a row, read past row security."""

    def found(query, *values):
        with sites.superuser() as connection:
            row = connection.execute(query, values).fetchone()
        return str(row[0]) if row else ""

    return found


@pytest.mark.requirement("R44")
@pytest.mark.requirement("R41")
@pytest.mark.requirement("R138")
def test_two_people_write_on_a_childs_work(sites, sign_in, look, one):
    worker = Screen(sign_in("caseworker"), sites.staff)
    worker.page.set_viewport_size({"width": 320, "height": 640})
    file = one(
        "SELECT f.id FROM cases_casefile f JOIN accounts_user u ON u.id = f.worker_id WHERE u.username = 'caseworker' "
        "AND f.state NOT IN ('closed', 'triaged') ORDER BY f.opened_at DESC LIMIT 1"
    )
    assert file
    here = f"/files/{file}/parts/labour"
    worker.go(f"/files/{file}").press("Circumstances and country forms").sees("Work", "Flood of the river districts")
    look(worker.page, "parts")
    worker.go(here).press("The work").misses("live in that home")
    worker.press("Save and go on").sees("Please look at these first", "This is needed.")
    worker.fill(sector="domestic_work", age_at_start="ten").press("Save and go on").sees("Write a whole number.")
    assert worker.page.locator("[name=age_at_start]").input_value() == "ten"
    worker.fill(age_at_start="10").press("Save and go on").sees("Does the child live in that home?")
    assert worker.page.evaluate(RIGHT), "wider than the telephone"
    worker.fill(lives_in="yes").press("Save and go on").sees("Who gets the pay?")
    look(worker.page, "part-section")

    colleague = Screen(worker.page.context.new_page(), sites.staff)
    colleague.go(f"{here}/gain").fill(wishes="Evening school.", schooling="out_of_school").press("Save and go on")
    worker.fill(wishes="To go home.").press("Save and go on")
    worker.sees("Saved meanwhile by someone else", "Evening school.", "To go home.")
    worker.fill(wishes="To go home, and evening school.", schooling="out_of_school").press("Save and go on")
    worker.sees("To go home, and evening school.", "Out of school", "may not be able to speak there", "Changed last")
    look(worker.page, "part")
    worker.press("It was done").sees("Noted.").misses("It was done")
    worker.press("What changed 1").sees("Domestic work in another home")
    worker.go(f"{here}/print").sees("Confidential.")
    worker.go(f"/files/{file}/parts/health", status=403)

    nurse = Screen(sign_in("health_professional"), sites.staff)
    nurse.go("/medical")
    look(nurse.page, "medical")
    assert "HIV" not in worker.go(f"/files/{file}").words()
    keeper = Screen(sign_in("administrator"), sites.staff)
    keeper.go("/country-forms").press("Return to school")
    look(keeper.page, "form")
