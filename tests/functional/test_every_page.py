"""Every page of both sites with the person who may open it: English and Arabic, 320 and 1280 px wide.

A page joins by having an address (``addresses.py``). What axe looks at depends on neither language nor much on the width: it runs in
English at 1280 px and in Arabic at 320 px; shape, width, language, direction and the console are looked at in all four.
"""

import os
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.functional.addresses import every_address, examples, path_of
from tests.functional.axe import faults
from tests.functional.screens import Screen
from tutela.demo.people import PASSPHRASE

pytestmark = [pytest.mark.timeout(2400)]

PAGES_NOBODY_OPENS = {
    "staff:agreement_table": "a file of a table, for the partner of an agreement; tests/unit/agreements takes one",
    "staff:export_file": "an encrypted file, for who asked; tests/unit/exports takes one",
    "staff:medical_part": "for a child in medical treatment; the tests of circumstances open it",
    "staff:medical_section": "for a child in medical treatment; the tests of circumstances open it",
    "staff:account_inactive": "shown after signing in to a closed account",
    "staff:account_set_password": "for accounts of single sign-on, which have no password",
    "staff:mfa_authenticate": "the second step of signing in; test_sign_in.py walks through it",
    "staff:mfa_edit_webauthn": "needs a passkey; test_sign_in.py makes one",
    "staff:mfa_remove_webauthn": "needs a passkey; test_sign_in.py makes one",
    "staff:mfa_view_recovery_codes": "needs recovery codes; test_sign_in.py makes some",
    "staff:openid_connect_callback": "needs an identity provider",
    "staff:openid_connect_login": "needs an identity provider",
    "staff:socialaccount_login_error": "answers a failed single sign-on, with 401",
    "staff:vault_share": "needs a colleague who waits for the team's key; tests/unit/accounts has one",
}
"""Addresses that show nothing in the demo country, each with its reason."""
NOISE = ("Error with Permissions-Policy header",)
"""What Chromium says of its own: it does not know every feature that the header forbids."""
CODE = re.compile(r"\{%|\{\{|%\}|\}\}|<c-|&lt;c-|%\(\w+\)")
SHAPE = """
() => ({
  address: location.pathname,
  wide: document.documentElement.scrollWidth,
  title: document.title.trim(),
  language: document.documentElement.lang,
  direction: document.documentElement.dir,
  headings: document.querySelectorAll("h1").length,
  primaries: [...document.querySelectorAll("main .btn-primary")].filter((one) => one.checkVisibility()).length,
  text: document.body.innerText,
})
"""


class Found:
    """What an address is: a page somebody opens, or none (an action, a file, a way to another page)."""

    def __init__(self, address, person="", path=""):
        self.address, self.person, self.path = address, person, path


@pytest.fixture(scope="module")
def contexts(browser, sites, sign_in):
    """A browser context for each person; for nobody one that knows nobody."""
    made = {}

    def of(person):
        if person and person not in made:
            made[person] = sign_in(person).context
            if person == "intake_officer":
                Screen(sign_in(person), sites.staff).go("/vault/unlock").fill(passphrase=PASSPHRASE).save("Unlock")
        if person not in made:
            made[person] = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
        return made[person]

    yield of
    if "" in made:
        made[""].close()


@pytest.fixture(scope="module")
def pages(sites, contexts):
    """Every address that shows a page, with the person and the path; in words, what nobody could open."""
    sites.run("observations", "build")
    bases = {"staff": sites.staff, "public": sites.public}
    wanted = re.compile(os.environ.get("TUTELA_PAGES", ""))  # while a page is being made: only these
    shown = [one for one in every_address() if str(one) not in PAGES_NOBODY_OPENS and wanted.search(str(one))]
    with sites.superuser() as connection:
        found = [_find(connection, address, contexts, bases[address.site]) for address in shown]
    return [one for one in found if one]


def _find(connection, address, contexts, base):
    """Try each person who may come in on each example until one page opens. Answers the page, nothing, or what went wrong."""
    answers = Counter()
    for values in examples(connection, address):
        for person in address.people[:3]:
            path = path_of(address, values)
            answer = contexts(person).request.get(base + path, max_redirects=0)
            is_page = "html" in answer.headers["content-type"] and "content-disposition" not in answer.headers
            if answer.status == 200 and is_page:
                return Found(address, person, base + path)
            if answer.status in (200, 405):
                return None
            place = answer.headers.get("location", "")
            answers["leads on" if place and not place.startswith(("/sign-in/login", "/undertaking")) else answer.status] += 1
    if answers["leads on"]:
        return None
    return (
        f"nobody opens {address} in the demo country ({dict(answers)}): let tutela/demo tell a story that needs it, "
        "or give a reason in PAGES_NOBODY_OPENS"
    )


@pytest.mark.requirement("R133")
def test_every_page_is_accessible_fits_and_speaks_both_ways(pages, contexts):
    wrong, started = [one for one in pages if isinstance(one, str)], time.monotonic()
    pages = [one for one in pages if not isinstance(one, str)]
    print(*wrong, sep="\n", flush=True)
    for person in sorted({found.person for found in pages}):
        page = contexts(person).new_page()
        said = []
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        for found in pages:
            if found.person == person:
                said.clear()
                here = _look(page, found)
                here += [f"{found.address}: console: {words}" for words in said if not words.startswith(NOISE)]
                print(f"{found.address} {found.person}", *here, sep="\n  ", flush=True)
                wrong += here
        page.close()
    print(f"{len(pages)} pages in {time.monotonic() - started:.0f} s")
    assert not wrong, "\n".join(["", *wrong])


def _look(page, found):
    wrong = []
    for language in ("en", "ar"):
        path = _in_language(page, found, language)
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(path)
        if answer.status != 200:
            wrong.append(f"answers {answer.status} in {language}")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            place = f"{language} {width}"
            wrong += [f"{place}: {fault}" for fault in _shape(page.evaluate(SHAPE), language, width)]
            if place in ("en 1280", "ar 320"):
                wrong += [f"{place}: {fault}" for fault in faults(page, contrast=width == 320)]
            _keep(page, found, place)
    return [f"{found.address} ({found.person or 'nobody'}) {fault}" for fault in wrong]


def _in_language(page, found, language):
    """The staff site keeps the language in a cookie, the public site in the address."""
    if found.address.site == "public":
        return f"{found.path}?lang={language}"
    site = "/".join(found.path.split("/")[:3])
    page.context.add_cookies([{"name": "language", "value": language, "url": site}])
    return found.path


def _shape(shape, language, width):
    if shape["wide"] > width:
        yield f"is {shape['wide']} px wide"
    if (shape["language"], shape["direction"]) != (language, "rtl" if language == "ar" else "ltr"):
        yield f"says lang={shape['language']} dir={shape['direction']}"
    if not shape["title"] or shape["title"].startswith("·"):
        yield f"has no title: {shape['title']!r}"
    if shape["headings"] != 1:
        yield f"has {shape['headings']} first headings"
    if shape["primaries"] > 1 and "/style" not in shape["address"]:  # the style page shows every button
        yield f"has {shape['primaries']} primary buttons: one thing is the next"
    if CODE.search(shape["text"]):
        yield f"shows a piece of its template: {CODE.search(shape['text']).group()}"


def _keep(page, found, place):
    """With TUTELA_SCREENSHOTS, a picture of each."""
    if folder := os.environ.get("TUTELA_SCREENSHOTS"):
        name = f"{found.address}-{place}.png".replace(":", "-").replace(" ", "-")
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / name, full_page=True)


def test_no_reason_for_an_unseen_page_is_out_of_date():
    assert set(PAGES_NOBODY_OPENS) <= {str(address) for address in every_address()}
