"""The reporting channel in a real browser, first without JavaScript on a small telephone, then with it; weights and headers.

The printed lines are the report: address, bytes on the wire, and every header that differs from the one set all must carry.
"""

import gzip
import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.functional.axe import faults as broken
from tutela.demo.people import PASSPHRASE

LIGHT = 50_000
PAGES = [
    "/", "/tell", "/code", "/rights", "/how", "/online", "/handover", "/services", "/services?area=XM-N1", "/find", "/find?service=legal_aid",
    "/signs", "/signs?for=school", "/signs?for=health", "/signs?for=labour", "/signs?for=transport", "/signs?for=hotel",
    "/nothing-here",
]  # fmt: skip
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, noarchive",
    "Permissions-Policy": "camera=(), display-capture=(), fullscreen=(), geolocation=(), microphone=(), payment=(), "
    "publickey-credentials-get=(), serial=(), usb=(), web-share=()",
}
CHILD = [
    ("age", "age_band", "10_13"), ("signs", "signs", "near"), ("danger", "", ""), ("worry", "worry", "canary-worry"),
    ("place", "place", "behind the school"), ("about", "about", "none"), ("contact", "contact", "here"),
]  # fmt: skip


def _get(address, data=None):
    """Status, headers and body, errors included."""
    request = urllib.request.Request(address, data=data)  # noqa: S310
    try:
        answer = urllib.request.urlopen(request, timeout=60)  # noqa: S310
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.headers, answer.read()


def _directives(policy):
    return {one.strip() for one in policy.split(";")}


@pytest.mark.requirement("R133")
@pytest.mark.rule("P43")
def test_weights_and_headers_of_every_page(sites):
    """Every page with its sheet, script and icon; each header, on errors, too."""
    parts = sum(
        len(gzip.compress(_get(f"{sites.public}/static/ui/{name}")[2]))
        for name in ("public.css", "public.js", "plain-icon.svg")
    )
    for page in PAGES:
        for lang in ("en", "ar"):
            status, headers, body = _get(f"{sites.public}{page}{'&' if '?' in page else '?'}lang={lang}")
            weight = len(body) + parts
            found = {name: headers.get(name) for name in HEADERS}
            expected = HEADERS | ({"X-Robots-Tag": "noarchive"} if page == "/" else {})
            different = [
                f"{name}: {found[name]}"
                for name, value in expected.items()
                if (_directives(found[name] or "") != _directives(value))
            ]
            print(f"{status} {page} {lang}: {weight} bytes; {'; '.join(different) or 'every header as it must be'}")
            assert weight < LIGHT, page
            assert different == [], page
            assert headers.get("ETag") is None
            assert headers.get("Set-Cookie") is None
            assert b"tel:112" in body
            assert b'id="leave"' in body
    status, headers, _body = _get(f"{sites.public}/tell", data=b"step=age&do=next")
    assert status == 422
    assert headers.get("X-Frame-Options") == "DENY"
    status, headers, body = _get(f"{sites.public}/tell", data=b"x" * 2_000_000)
    assert status in (400, 413)
    assert b"tel:112" in body


@pytest.mark.requirement("R133")
def test_who_sends_too_much_over_a_slow_line_reads_the_reason(sites):
    """The answer waits for the end of what was sent: a line ended in the middle shows no reason, no way out, no helpline."""
    for base, way_out in ((sites.public, b"tel:112"), (sites.staff, b"<title>")):
        where = urllib.parse.urlsplit(base)
        line = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
        line.putrequest("POST", "/tell")
        line.putheader("Content-Type", "application/x-www-form-urlencoded")
        line.putheader("Content-Length", str(3_000_000))
        line.endheaders()
        for _piece in range(30):
            line.send(b"x" * 100_000)
            time.sleep(0.05)
        answer = line.getresponse()
        assert answer.status in (400, 413), base
        assert way_out in answer.read()
        line.close()


def _wait_for(page, step):
    """The page of this question stands, so that no button of the page before is pressed again."""
    page.locator(f"main [name=step][value={step}]").wait_for(state="attached")
    page.wait_for_load_state()


def _reports(sites):
    with sites.superuser() as connection:
        return {row[0] for row in connection.execute("SELECT id FROM intake_report").fetchall()}


def _answer(page, name, value):
    if name in ("reporter_type", "age_band", "signs", "about", "contact"):
        page.locator(
            f'label[for="{page.locator(f"[name={name}][value={chr(34)}{value}{chr(34)}]").get_attribute("id")}"]'
        ).click()
    elif name:
        page.locator(f"[name={name}]").fill(value)


def _look(page, name, faults):
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        faults.append(f"{name} is too wide")
    faults += [f"{name}: {fault}" for fault in broken(page)]


def _walk(page, base, lang, look=lambda name: None):
    """A child's way from the first page to the receipt; gives the code."""
    page.goto(f"{base}/?lang={lang}")
    look("start")
    page.goto(f"{base}/tell?lang={lang}")
    for step, name, value in [("who", "reporter_type", "child"), *CHILD]:
        _wait_for(page, step)
        look(step)
        _answer(page, name, value)
        page.locator("main .button-row .btn-primary").click()
    _wait_for(page, "check")
    look("check")
    page.wait_for_timeout(3_200)
    page.locator("main .button-row .btn-primary").click()
    page.locator(".receipt-code").wait_for()
    look("received")
    code = re.sub(r"\D", "", page.locator(".receipt-code").inner_text())
    assert len(code) == 18
    return code


@pytest.mark.requirement("R18")
@pytest.mark.requirement("R19")
def test_without_javascript_on_a_small_telephone(sites, browser, sign_in):
    """A child reports, an officer answers, the child reads it; the browser's own back never loses or sends anything."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="en")
    page = context.new_page()
    page.set_default_timeout(60_000)
    known = _reports(sites)
    code = _walk(page, sites.public, "en")
    (found,) = _reports(sites) - known
    assert page.url.split("?")[0] == f"{sites.public}/tell", "one address for the whole form"
    page.go_back()
    page.go_forward()
    page.reload()
    assert re.sub(r"\D", "", page.locator(".receipt-code").inner_text()) == code
    page.locator("[value=hide]").click()
    page.goto(f"{sites.public}/tell")
    assert page.locator(".receipt-code").count() == 0
    assert [one["name"] for one in context.cookies()] == [], "nothing is left on the device"

    officer = sign_in("intake_officer")
    officer.goto(f"{sites.staff}/vault/unlock")
    officer.locator("[name=passphrase]").fill(PASSPHRASE)
    officer.get_by_role("button", name="Unlock").click()
    officer.wait_for_url(lambda url: "/vault/unlock" not in url)
    officer.goto(f"{sites.staff}/reports/{found}")
    officer.get_by_role("button", name="Take in hand").click()
    officer.get_by_text("It is in your hands now.").first.wait_for()
    officer.locator("[name=answer-text]").fill("Thank you for telling us. You are not alone.")
    officer.get_by_role("button", name="Put into the mailbox").click()
    officer.get_by_text("The answer lies in the mailbox.").first.wait_for()

    page.goto(f"{sites.public}/code")
    page.locator("[name=code]").fill(" ".join(chr(0x660 + int(digit)) for digit in code))
    page.get_by_role("button", name="Look").click()
    page.get_by_text("You are not alone").wait_for()
    assert "canary-worry" not in page.content()
    page.locator("[name=text]").fill("canary-reply")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("You sent a message").wait_for()
    assert "canary" not in page.content()
    page.get_by_role("link", name="Leave this page now").click(no_wait_after=True)
    context.close()


@pytest.mark.requirement("R133")
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_with_javascript_every_page_is_clean_and_one_leaves_at_once(sites, browser, lang):
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale=lang)
    page = context.new_page()
    page.set_default_timeout(60_000)
    faults = []
    code = _walk(page, sites.public, lang, lambda name: _look(page, f"{lang} {name}", faults))
    page.goto(f"{sites.public}/code?lang={lang}")
    page.locator("[name=code]").fill(code)
    page.locator("main .button-row .btn-primary").click()
    _look(page, "mailbox", faults)
    for address in ("/signs?for=school", "/services?area=XM-N1", "/rights"):
        page.goto(f"{sites.public}{address}{'&' if '?' in address else '?'}lang={lang}")
        _look(page, address, faults)
    assert faults == []
    page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="elsewhere"))
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.wikipedia.org/")
    page.goto(f"{sites.public}/code?lang={lang}")
    assert page.locator("[name=code]").count() == 1, "the mailbox ended with leaving"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()
