"""The staff site in a browser that runs no script, as a strict network leaves it; and what a script then adds."""

import re

import pytest
from playwright.sync_api import expect

from tests.functional.conftest import come_in
from tests.functional.screens import Screen

pytestmark = [pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def plain(browser, sites):
    """The caseworker on a small telephone without JavaScript."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    come_in(page, sites, "caseworker")
    yield Screen(page, sites.staff)
    context.close()


def text(page):
    return page.locator("main").inner_text()


@pytest.mark.requirement("R133")
def test_a_child_is_registered_without_a_script(plain):
    page = plain.page
    plain.go("/files")
    page.locator("select[name=state]").select_option("active")
    page.get_by_role("button", name="Show").click()
    assert "state=active" in page.url
    page.locator("#files tbody th a").first.click()
    page.get_by_role("link", name="Everything you can do").click()
    assert page.url.endswith("#steps")
    page.get_by_role("link", name="Register the child").click()
    page.locator("[name=other_names]").fill("Lulu\nThe quiet one")
    page.locator("[name=given_names]").evaluate("(field) => field.removeAttribute('maxlength')")  # an old browser knows none
    page.locator("[name=given_names]").fill("A" * 300)
    page.get_by_role("button", name="Save").click()

    summary = page.locator(".error-summary")
    assert summary.get_by_role("link").first.get_attribute("href") == "#id_given_names"
    field = page.locator("[name=given_names]")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == "A" * 300
    assert page.locator("[name=other_names]").input_value().split() == ["Lulu", "The", "quiet", "one"]

    field.fill("Lucia")
    page.get_by_role("button", name="Save").click()
    assert "Lucia" in page.locator("h1").inner_text()
    assert re.search(r"/files/[0-9a-f-]{36}$", page.url)


def test_menu_language_and_way_out_work_without_a_script(plain):
    page = plain.page
    plain.go("/work")
    page.locator(".menu-button").click()
    assert page.locator("#side").get_by_role("link", name="Find a child").is_visible()
    page.locator(".side-close").click()
    page.locator(".topbar details.menu").first.locator("summary").click()
    page.get_by_role("button", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    page.locator(".topbar details.menu").first.locator("summary").click()
    page.get_by_role("button", name="English").click()


def test_with_a_script_only_the_list_changes(sign_in, sites):
    screen = Screen(sign_in("supervisor"), sites.staff).go("/files")
    page = screen.page
    page.evaluate("window.same = true")
    page.locator("select[name=state]").select_option("closed")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/files?**state=closed**")
    expect(page.locator("#files tbody")).to_contain_text("Closed", timeout=15_000)
    assert page.evaluate("window.same") is True
    page.go_back()
    expect(page.locator("#files tbody")).not_to_contain_text("Closed", timeout=15_000)
