"""An inspector on a phone in a basement: taken along, answered without a network, the browser closed, brought in; a conflict."""

import re

import pytest

from tests.functional.axe import faults

pytestmark = [pytest.mark.timeout(600)]
SECRET = "three green doors"


@pytest.fixture
def phone(sign_in):
    """The inspector's browser, as small as a phone."""
    page = sign_in("inspector").context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_default_timeout(20_000)
    yield page
    page.context.set_offline(False)
    page.close()


def _pick(page, code, answer):
    page.locator(f"[name=answer-{code}][value={answer}]").check()


def _sealed(page):
    """Everything the store of the browser holds, as text: sealed bytes included."""
    return page.evaluate(
        """() => new Promise((done) => {
          const opening = indexedDB.open("tutela-inspections", 1);
          opening.onsuccess = () => {
            const asked = opening.result.transaction("drafts").objectStore("drafts").getAll();
            asked.onsuccess = () => done(asked.result.map((row) =>
              row.number + new TextDecoder("latin1").decode(row.sealed)).join(""));
          };
        })"""
    )


@pytest.mark.requirement("R91")
def test_an_inspection_without_a_network(phone, sites, sign_in):
    office = sign_in("inspector")
    office.goto(f"{sites.staff}/inspections")
    office.get_by_role("row").filter(has_text="Under way").get_by_role("link").first.click()
    here = office.url
    phone.goto(here)
    phone.get_by_role("link", name="Take it along without a network").click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.get_by_label("Your words for this device").fill("short")
    phone.get_by_role("button", name="Take it along").click()
    phone.get_by_text("Choose at least eight characters.", exact=True).wait_for()
    phone.get_by_label("Your words for this device").fill(SECRET)
    phone.get_by_role("button", name="Take it along").click()
    phone.get_by_text("Kept on this device, sealed.").wait_for()
    phone.evaluate("navigator.serviceWorker.ready")
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    assert faults(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320

    # Down in the basement.
    phone.context.set_offline(True)
    _pick(phone, "REG1", "met")
    _pick(phone, "REG3", "partly")
    phone.locator("#evidence-REG3").fill("Canary bed by the stairs")
    phone.get_by_text("Kept on this device, sealed.").wait_for()
    phone.get_by_role("button", name="Bring it in").click()
    phone.get_by_text("There is no network.").wait_for()
    kept = _sealed(phone)
    assert kept
    assert "Canary" not in kept
    phone.goto("about:blank")
    phone.goto(f"{sites.staff}/inspections/offline")  # the worker answers
    phone.get_by_text("Taken along on this device").wait_for()
    phone.locator("#place a").first.click()
    phone.get_by_label("Your words for this device").fill("not the right words")
    phone.get_by_role("button", name="Open", exact=True).click()
    phone.get_by_text("These are not the words").wait_for()
    phone.get_by_label("Your words for this device").fill(SECRET)
    phone.get_by_role("button", name="Open", exact=True).click()
    phone.locator("#facility").wait_for()
    assert phone.locator("#evidence-REG3").input_value() == "Canary bed by the stairs"

    # Meanwhile somebody answers one of the items at the office, on the ordinary page.
    phone.context.set_offline(False)
    office.goto(here)
    _pick(office, "REG3", "not_met")
    office.locator("#evidence-REG3").fill("Two beds in the corridor")
    office.get_by_role("button", name="Save", exact=True).click()
    office.get_by_text("Saved.").first.wait_for()

    # Up again: both sides stand there, nothing is lost, and once it is in, nothing is left on the device.
    phone.get_by_role("button", name="Bring it in").click()
    phone.get_by_text("Changed elsewhere meanwhile").wait_for()
    assert "Two beds in the corridor" in phone.locator("#item-REG3").inner_text()
    assert phone.locator("#evidence-REG3").input_value() == "Canary bed by the stairs"
    assert faults(phone) == []
    phone.get_by_role("button", name="Keep mine").click()
    phone.get_by_role("button", name="Bring it in").click()
    phone.get_by_text("Brought in. It is no longer on this device.").wait_for()
    assert _sealed(phone) == ""
    phone.get_by_role("link", name="Go on to the inspection").click()
    phone.wait_for_url(re.compile(re.escape(here)))
    assert phone.locator("#evidence-REG3").input_value() == "Canary bed by the stairs"
    assert phone.locator("[name=answer-REG1][value=met]").is_checked()
