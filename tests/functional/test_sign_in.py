"""Signing in through a real Chromium: first password, passkey, undertaking, authenticator app; the screens of accounts.

The address is ``localhost``: a passkey belongs to a name, never to a number.
"""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "quiet river of nine stones"
PASSPHRASE = "five small stars over water"
BREACHES = """
window.breaches = [];
addEventListener("securitypolicyviolation", (event) => breaches.push(event.violatedDirective + " " + event.blockedURI));
"""
NEW_PERSON = """
from tutela.accounts import api
from tutela.accounts.models import Grant, User
from tutela.directory.api import Office
from tutela.kernel.database.acting import acting_as
office = Office.objects.filter(holds_files=True).order_by("code").first()
user = User(username="{name}", full_name="Nadia Browser", password_is_temporary=True)
user.set_password("FIRST-ONES-READ-OUTX")
user.save(force_insert=True)
Grant.objects.create(user=user, role="intake_officer", office=office)
"""


@pytest.fixture(scope="module")
def staff(sites):
    return sites.staff.replace("127.0.0.1", "localhost")


@pytest.fixture
def visitor(browser, staff):
    """A page with a device that holds passkeys and answers for its owner."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.add_init_script(BREACHES)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    yield page
    context.close()


def button(page, words):
    return page.get_by_role("button", name=words, exact=True)


def link(page, words):
    return page.get_by_role("link", name=words, exact=True)


def enter(page, staff, name, password):
    page.goto(f"{staff}/sign-in/login/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    button(page, "Sign in").click()


def leave(page, staff):
    page.goto(f"{staff}/sign-in/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/login/")


def heading(page):
    return page.locator("h1").inner_text()


def breaches(page):
    return page.evaluate("window.breaches")


def first_day(page, staff, name):
    """A password of one's own, then the question for a second factor."""
    enter(page, staff, name, "FIRST-ONES-READ-OUTX")
    assert heading(page) == "Choose a password of your own"
    page.get_by_label("Present password").fill("FIRST-ONES-READ-OUTX")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password once more").fill(PASSWORD)
    button(page, "Save the new password").click()
    page.goto(staff)
    assert heading(page) == "How you sign in"
    assert page.get_by_text("A second factor is needed").is_visible()


def prove_it_is_me(page):
    if heading(page) == "Is it you?":
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        button(page, "Go on").click()


def test_passkey_from_the_first_day(visitor, staff, sites, look):
    sites.python(NEW_PERSON.format(name="nadia.key"))
    page = visitor
    page.goto(f"{staff}/sign-in/login/")
    look(page, "sign-in")
    first_day(page, staff, "nadia.key")
    look(page, "second-factor")
    link(page, "Set up a passkey").click()
    prove_it_is_me(page)
    page.get_by_label("Name", exact=False).first.fill("My phone")
    page.get_by_label("Sign in with it alone").check()
    look(page, "passkey-new")
    button(page, "Add it").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".codes li").count() == 10
    look(page, "recovery-codes")
    assert breaches(page) == []

    link(page, "They are on paper; go on").click()
    assert "Undertaking" in heading(page)
    look(page, "undertaking")
    button(page, "Sign").click()
    assert page.get_by_role("alert").get_by_text("Tick the box").is_visible()
    page.locator("#agree").check()
    button(page, "Sign").click()
    page.wait_for_url(lambda url: "undertaking" not in url)

    leave(page, staff)
    button(page, "Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    assert page.get_by_text("Nadia Browser").first.is_visible()
    assert breaches(page) == []

    leave(page, staff)
    enter(page, staff, "nadia.key", PASSWORD)
    assert heading(page) == "Second step"
    look(page, "second-step")
    button(page, "Use a passkey").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def test_authenticator_app_and_recovery_code(visitor, staff, sites, look):
    sites.python(NEW_PERSON.format(name="nadia.app"))
    page = visitor
    first_day(page, staff, "nadia.app")
    link(page, "Set up an authenticator app").click()
    prove_it_is_me(page)
    look(page, "authenticator-app")
    page.get_by_text("I cannot scan it").click()
    secret = page.locator("code").inner_text().strip()
    page.get_by_label("Code").fill("000000")
    button(page, "Switch it on").click()
    assert page.locator(".field-error").is_visible()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    button(page, "Switch it on").click()
    page.wait_for_url("**/recovery-codes/")
    recovery = page.locator(".codes li").first.inner_text().strip()
    link(page, "They are on paper; go on").click()
    page.locator("#agree").check()
    button(page, "Sign").click()

    leave(page, staff)
    enter(page, staff, "nadia.app", PASSWORD)
    page.get_by_label("Code").fill(re.sub(r"\s", "", recovery))
    button(page, "Go on").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    leave(page, staff)
    enter(page, staff, "nadia.app", PASSWORD)
    page.get_by_label("Code").fill(re.sub(r"\s", "", recovery))
    button(page, "Go on").click()
    assert page.locator(".field-error").is_visible()


def test_a_device_without_a_passkey_says_so_in_words(visitor, staff):
    page = visitor
    page.goto(f"{staff}/sign-in/login/")
    button(page, "Sign in with a passkey").click()
    page.locator("#passkey-problem").wait_for(state="visible", timeout=90_000)
    assert page.get_by_text("The passkey was not used").is_visible()


def test_screens_of_accounts(sign_in, sites, look):
    page = sign_in("administrator")
    for path, name in [
        ("accounts/", "accounts"),
        ("accounts/new", "account-new"),
        ("accounts/roles", "roles"),
        ("accounts/teams", "teams"),
        ("accounts/clients", "programs"),
        ("accounts/clients/new", "program-new"),
        ("vault", "team-keys"),
    ]:
        page.goto(f"{sites.staff}/{path}")
        look(page, name)
    page.goto(f"{sites.staff}/accounts/?words=intake")
    page.locator("tbody a").first.click()
    look(page, "account")
    page.goto(f"{sites.staff}/accounts/teams")
    page.locator("tbody a").first.click()
    look(page, "team")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_undertaking_in_the_readers_language(sign_in, sites, look, language):
    page = sign_in("administrator")
    page.context.add_cookies([{"name": "language", "value": language, "url": sites.staff}])
    page.goto(f"{sites.staff}/undertaking")
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    look(page, f"undertaking-{language}")
    page.context.add_cookies([{"name": "language", "value": "en", "url": sites.staff}])
