"""The style page in a real Chromium: every component, both directions, light and dark, wide and at 320 px.

It runs on addresses and middleware of its own, so it needs neither a database nor a sign-in. With
``TUTELA_SCREENSHOTS`` pictures go there.
"""

import os
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from types import ModuleType
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django import forms
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.test import override_settings
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from playwright.sync_api import sync_playwright

from tests.functional.axe import faults
from tutela.ui.forms import Form, answer_status

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = os.environ.get("TUTELA_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PICTURES = os.environ.get("TUTELA_SCREENSHOTS")
BEST = ("best-practice",)
STAFF_POLICY = "default-src 'self'; img-src 'self' data:"
PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
BREACHES = """
window.breaches = [];
addEventListener("securitypolicyviolation", (event) => breaches.push(event.violatedDirective + " " + event.blockedURI));
"""
CHILD_TARGETS = """
[...document.querySelectorAll(".btn, .form-control, .choice, .leave-link, .help-call, .languages a, .back a, .link-list a")]
  .filter((element) => element.getBoundingClientRect().height < 44)
  .map((element) => element.className + " " + element.getBoundingClientRect().height)
"""
SESSIONS_ENDED = []
FORM_PAGE = """{% extends "ui/page.html" %}{% block content %}{{ part }}{% endblock %}"""
FORM_PART = """<form hx-post="/form" hx-target="this" hx-swap="outerHTML" method="post" novalidate>{{ form }}
<button class="btn btn-primary" id="send" type="submit">Send</button></form>"""


class NameForm(Form):
    name = forms.CharField(label="Name")
    note = forms.CharField(label="Note", required=False)


def error_page(request, status):
    context = {"sentence": "A rule says so.", "typed": [{"label": "Note", "value": "My words"}]}
    if request.GET.get("site") == "public":
        context["error_base"] = "ui/public_error.html"
    return render(request, f"{status}.html", context, status=status)


def leaving_page(request):
    return render(request, "ui/public_page.html", {"exit_url": "/elsewhere", "end_url": "/end"})


def elsewhere(request):
    return HttpResponse("<!doctype html><html lang=en><title>Weather</title><p>Sunny</p>")


@csrf_exempt
def end(request):
    SESSIONS_ENDED.append(request.method)
    return HttpResponse(status=204)


def form_page(request):
    form = NameForm(request.POST or None)
    part = engines["django"].from_string(FORM_PART).render({"form": form}, request)
    if request.headers.get("HX-Request"):
        return HttpResponse(part, status=answer_status(form))
    return HttpResponse(engines["django"].from_string(FORM_PAGE).render({"part": part}, request))


ADDRESSES = ModuleType("addresses_of_the_style_page")
ADDRESSES.urlpatterns = [
    path("", include("tutela.ui.urls")),
    path("language", set_language, name="set_language"),
    path("error/<int:status>", error_page),
    path("leaving", leaving_page),
    path("elsewhere", elsewhere),
    path("end", end),
    path("form", form_page),
]


def with_policy(application):
    """Add the content policy of the site the page belongs to."""

    def guarded(environ, start_response):
        public = "site=public" in environ["QUERY_STRING"] or environ["PATH_INFO"] == "/leaving"

        def start(status, headers, *rest):
            return start_response(status, [*headers, ("Content-Security-Policy", PUBLIC_POLICY if public else STAFF_POLICY)])

        return application(environ, start)

    return guarded


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture(scope="module")
def site():
    own = {**settings.TEMPLATES[0]}
    own["OPTIONS"] = {**own["OPTIONS"], "context_processors": ["django.template.context_processors.request"]}
    with override_settings(
        ROOT_URLCONF=ADDRESSES,
        MIDDLEWARE=[
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        CSRF_COOKIE_SECURE=False,
        CSRF_COOKIE_NAME="csrf",
        TEMPLATES=[own],
        ALLOWED_HOSTS=["127.0.0.1"],
        STATIC_ROOT=None,
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=False,
        LANGUAGE_COOKIE_NAME="language",
    ):
        server = make_server("127.0.0.1", 0, with_policy(WSGIHandler()), server_class=Server, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, site):
    contexts = []

    def open_it(address, *, width=1280, language="en", colours="light", **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=colours, **options)
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(BREACHES)
        page.goto(site + address)
        page.wait_for_load_state()
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", ["/style", "/style?site=public"], ids=["staff", "public"])
def test_every_component_is_accessible_fits_and_keeps_the_content_policy(open_page, address, width, language, colours):
    page = open_page(address, width=width, language=language, colours=colours)
    if PICTURES:
        name = f"style-{'public' if 'public' in address else 'staff'}-{width}-{language}-{colours}.png"
        page.screenshot(path=Path(PICTURES) / name, full_page=True)
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("breaches") == []
    assert faults(page, contrast=language == "en", more=BEST) == []


@pytest.mark.parametrize("address", ["/error/404", "/error/409", "/error/500", "/error/404?site=public", "/leaving"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_other_pages_are_accessible_at_320_pixels(open_page, address, language):
    page = open_page(address, width=320, language=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("breaches") == []
    found = faults(page, contrast=language == "en", more=BEST)
    assert [fault for fault in found if not (address == "/leaving" and "page-has-heading-one" in fault)] == []


def test_a_childs_targets_are_44_pixels_high(open_page):
    assert open_page("/style?site=public", width=320).evaluate(CHILD_TARGETS) == []


def test_text_and_links_of_both_directions_use_the_vendored_letters(open_page):
    page = open_page("/style", language="ar")
    assert "Noto Sans" in page.evaluate("getComputedStyle(document.body).fontFamily")
    loaded = page.evaluate("[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.unicodeRange)")
    assert any("U+600" in span.upper() for span in loaded)


def test_the_chosen_theme_wins_over_the_device(open_page, site):
    page = open_page("/style", colours="light")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": site}])
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper


def test_the_menu_of_a_narrow_screen_opens_closes_and_can_be_left_by_key(open_page):
    page = open_page("/style", width=320)
    side = page.locator("#side")
    assert not side.is_visible()
    page.locator(".menu-button").click()
    assert side.is_visible()
    assert faults(page, contrast=False, more=BEST) == []
    page.keyboard.press("Escape")
    assert not side.is_visible()
    for number in range(2):
        page.locator("details.menu").nth(number).locator("summary").click()
        box = page.locator(".menu-list:visible").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(open_page):
    page = open_page("/style")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("location.hash") == "#id_name"


def test_a_form_sent_by_htmx_comes_back_with_errors_focus_and_all_that_was_typed(open_page):
    page = open_page("/form")
    page.locator("#id_note").fill("my words")
    page.evaluate("window.same = true")
    page.locator("#send").click()
    page.locator(".error-summary").wait_for()
    page.wait_for_function("document.activeElement.className === 'error-summary'")
    assert page.locator("#id_note").input_value() == "my words"
    assert page.evaluate("window.same") is True
    assert page.evaluate("breaches") == []
    assert page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []


def test_the_way_out_needs_no_script(open_page, site):
    page = open_page("/leaving", java_script_enabled=False)
    page.locator(".leave-link").click()
    assert page.url == f"{site}/elsewhere"


def test_the_way_out_leaves_no_step_back_and_ends_the_session(open_page, site):
    page = open_page("/elsewhere")
    page.goto(f"{site}/leaving")
    SESSIONS_ENDED.clear()
    page.locator(".leave-link").click()
    page.wait_for_url(f"{site}/elsewhere")
    assert SESSIONS_ENDED == ["POST"]
    page.go_back()
    assert page.url == f"{site}/elsewhere"


def test_three_shifts_leave_and_two_do_not(open_page, site):
    page = open_page("/leaving")
    page.keyboard.press("Shift")
    assert page.locator("#leave-said").inner_text() == "Press Shift 2 more times to leave."
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    assert page.url == f"{site}/leaving"
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(f"{site}/elsewhere")


def test_a_public_page_weighs_less_than_50_kilobytes(open_page, site):
    sizes = {}
    page = open_page("/elsewhere")
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(f"{site}/leaving")
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < 50_000, sizes


def test_it_prints_without_its_frame(open_page):
    page = open_page("/style")
    page.emulate_media(media="print")
    for part in (".topbar", "#side", ".filter-bar", ".button-row >> nth=0"):
        assert not page.locator(part).is_visible()
    assert page.locator(".receipt").is_visible()
