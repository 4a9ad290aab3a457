"""The public pages as a browser sees them: nothing typed lost, nothing kept on the device, numbers everywhere."""

import datetime as dt
import io
import re

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client, override_settings

from tests.factories.accounts import make_office
from tests.unit.intake.conftest import _become
from tutela.accounts.api import PUBLIC_ACTOR
from tutela.config import settings as base
from tutela.directory.api import help_numbers
from tutela.intake.actions.answer import answer_reporter
from tutela.intake.actions.cards import print_cards
from tutela.intake.actions.mailbox import give_feedback
from tutela.intake.actions.open_report import open_report
from tutela.intake.api import figures_of, mailbox_of_receipt
from tutela.intake.forms.fields import WordsField
from tutela.intake.models import Feedback, Report, Reporter, Visit
from tutela.intake.states import REPORTER_WORDS
from tutela.intake.views import tell as steps
from tutela.intake.views import whole
from tutela.intake.views.limits import LIMITS, Doing, Limits
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.vault import kdf, receipt

PAGES = ["/", "/tell", "/code", "/rights", "/how", "/online", "/handover", "/signs", "/signs?for=school", "/services"]
PUBLIC_TEMPLATES = [
    {**base.TEMPLATES[0], "OPTIONS": {**base.TEMPLATES[0]["OPTIONS"], "context_processors": [
        "django.template.context_processors.request", "django.template.context_processors.i18n",
        "tutela.directory.presenters.public.public_site"]}}
]  # fmt: skip


@pytest.fixture
def site(world):
    """The public site with its own middleware and database role."""
    LIMITS.__init__()
    middleware = [name for name in base._PUBLIC_MIDDLEWARE if "whitenoise" not in name]
    with override_settings(
        ROLE="public", ROOT_URLCONF="tutela.config.public_urls", MIDDLEWARE=middleware, TEMPLATES=PUBLIC_TEMPLATES
    ):
        _become("tutela_public")
        yield Client()
        _become("tutela_staff")


def token(seconds=60):
    with moved_to(now() - dt.timedelta(seconds=seconds)):
        return whole.new_token()


def code_of(answer):
    shown = re.search(r'receipt-code"><bdi dir="ltr">(.*?)</bdi>', answer.content.decode(), re.S)[1]
    return "".join(re.findall(r"\d", shown))


def tell(site, lang="en", **said):
    said.setdefault("worry", "A child cries every night.")
    said.setdefault("token", token())
    return site.post("/tell", said | {"lang": lang})


def only_report(world):
    _become("tutela_staff")
    with acting_as(world.officer):
        report = Report.objects.get()
        return report, open_report(report=report, keys=world.keys, by=world.officer).content


@pytest.mark.rule("P43")
@pytest.mark.parametrize("page", [*PAGES, "/nothing-here"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_page_is_light_neutral_and_shows_numbers_and_the_way_out(site, page, lang):
    answer = site.get(f"{page}{'&' if '?' in page else '?'}lang={lang}")
    html = answer.content.decode()
    assert len(answer.content) < 50_000
    assert "tel:112" in html
    assert "tel:116111" in html
    assert 'id="leave"' in html
    assert not answer.cookies, "nothing is kept on the device"
    assert answer["Cache-Control"] == "no-store"
    assert ('dir="rtl"' in html) == (lang == "ar")
    title = re.search(r"<title>(.*?)</title>", html, re.S)[1]
    assert not re.search(r"child|abuse|report", title, re.I)


HEADERS = {
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


@pytest.mark.parametrize("page", [*PAGES, "/nothing-here", "/leave"])
def test_every_answer_carries_every_header_errors_included(site, page):
    answer = site.get(page)
    expected = HEADERS | ({"X-Robots-Tag": "noarchive"} if page == "/" else {})
    assert {name: answer.get(name) for name in expected} == expected
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "ETag" not in answer


@pytest.mark.requirement("R19")
def test_from_a_worry_to_a_code_to_a_status_word(site, world):
    answer = tell(site)
    digits = code_of(answer)
    assert receipt.parse(digits) == digits
    found = site.post("/code", {"code": receipt.display(digits)})
    html = found.content.decode()
    assert str(REPORTER_WORDS["new"]) in html
    assert "You find an answer here by" in html
    assert "cries" not in html
    assert digits not in html
    report, content = only_report(world)
    assert content["worry"] == "A child cries every night."
    assert report.channel == "web_form"


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("said", [{"worry": "", "place": "Behind the market"}, {"worry": "x"}])
def test_a_worry_or_a_place_is_enough(site, said):
    assert b"receipt-code" in tell(site, **said).content


def test_an_area_decides_who_receives_it(site, world):
    place = world.office.territory
    answer = tell(site, worry="", territory=place.code)
    assert b"receipt-code" in answer.content
    assert only_report(world)[0].territory == place


def test_danger_shows_the_number_first_and_is_urgent(site, world):
    html = tell(site, signs="hurt_now").content.decode()
    assert html.index("tel:112") < html.index("receipt-code")
    assert only_report(world)[0].urgency == "immediate_danger"


def test_nothing_is_lost_when_something_is_missing(site):
    answer = tell(site, worry="", name="Blue bird", contact="phone")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Blue bird" in html
    assert "error-summary" in html or "id_worry_error" in html


@pytest.mark.parametrize(
    "odd", [{"token": ""}, {"token": "made-up"}, {"website": "http://spam"}, {"token": "fresh"}, {"token": "old"}]
)
def test_what_looks_like_a_machine_is_asked_once_more_and_nothing_is_lost(site, odd):
    ages = {"fresh": 0, "old": 90_000}
    if odd.get("token") in ages:
        odd = {"token": token(ages[odd["token"]])}
    answer = tell(site, worry="canary-kept", signs="hurt_now", **odd)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "canary-kept" in html
    assert "http://spam" not in html
    again = re.search(r'name="token" value="([^"]+)"', html)[1]
    with moved_to(now() + dt.timedelta(seconds=5)):
        assert b"receipt-code" in tell(site, worry="canary-kept", token=again).content


def test_sending_twice_shows_the_same_code_and_makes_one_report(site, world):
    form = token()
    first, second = tell(site, token=form), tell(site, token=form)
    find = re.compile(rb'receipt-code"><bdi dir="ltr">(.*?)</bdi>', re.S)
    assert find.search(first.content)[1] == find.search(second.content)[1]
    only_report(world)


def test_a_long_text_comes_back_whole_with_a_plain_sentence(site):
    answer = tell(site, worry="a" * 10_001)
    assert answer.status_code == 422
    assert "a" * 10_001 in answer.content.decode()
    assert "10001 signs of 10000" in answer.content.decode()


def test_emoji_and_marks_stay_and_control_characters_go(site, world):
    tell(site, worry="😢 ساعدني\u200f\x00\x07 line\r\nnext\ud800".encode("utf-8", "replace").decode())
    assert only_report(world)[1]["worry"].startswith("😢 ساعدني\u200f line\nnext")
    assert WordsField().clean("a\x00b\rc") == "ab\nc"


def test_the_language_changes_and_what_was_typed_stays(site):
    answer = tell(site, worry="canary-kept", switch="ar")
    html = answer.content.decode()
    assert 'dir="rtl"' in html
    assert "canary-kept" in html
    assert 'name="lang" value="ar"' in html


@pytest.mark.rule("P2")
@pytest.mark.requirement("R9")
def test_no_file_is_asked_for_or_taken(site, world):
    for html in (site.get("/tell").content.decode(), site.post("/tell", {"do": "whole"}).content.decode()):
        assert 'type="file"' not in html
        assert "multipart" not in html
    picture = io.BytesIO(b"\x89PNG canary-picture")
    picture.name = "picture.png"
    answer = site.post("/tell?lang=en", {"worry": "x", "token": token(), "picture": picture})
    assert answer.status_code == 422
    assert b"canary" not in answer.content
    _become("tutela_staff")
    with acting_as(world.officer):
        assert Report.objects.count() == 0


def test_without_a_team_it_says_so_and_keeps_the_words(site, world, monkeypatch):
    monkeypatch.setattr(whole, "team_for", lambda *_where: None)
    answer = tell(site, worry="canary-kept")
    assert (answer.status_code, b"canary-kept" in answer.content) == (503, True)


def test_without_a_key_it_says_so_and_keeps_the_words(site, monkeypatch):
    def broken(**_options):
        raise OperatorError("no key")

    monkeypatch.setattr(whole, "receive_report", broken)
    answer = tell(site, worry="canary-kept")
    assert (answer.status_code, b"canary-kept" in answer.content) == (503, True)


def test_what_only_the_action_finds_comes_back_on_the_form(site, monkeypatch):
    def refuse(**_options):
        raise InvalidInput({"worry": "Not like this."})

    monkeypatch.setattr(whole, "receive_report", refuse)
    assert b"Not like this." in tell(site).content


def test_a_telephone_is_kept_only_if_we_may_call(site, world):
    tell(site, phone="0551 123", contact="here", times="evenings")
    _become("tutela_staff")
    with acting_as(world.supervisor):
        assert Reporter.objects.count() == 0


def test_a_telephone_in_any_scripts_digits(site, world):
    from tutela.intake.actions.open_report import reveal_reporter

    assert b"receipt-code" in tell(site, phone="٠٥٥١", contact="phone").content
    _become("tutela_staff")
    with acting_as(world.supervisor):
        words = reveal_reporter(report=Report.objects.get(), keys=world.keys, reason="x", by=world.supervisor)
    assert words["phone"] == "0551"


@pytest.mark.requirement("R19")
@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "needed"),
        ("12", "missing"),
        ("1" * 19, "too many"),
        ("x" * 18, "only digits"),
        ("9" * 200, "too many"),
        ("123456789012345678", "looks wrong"),
    ],
)
def test_a_slip_is_named(site, typed, word):
    answer = site.post("/code", {"code": typed})
    assert answer.status_code == 422
    assert word in answer.content.decode()


def number(html):
    shown = int(re.search(r"comes after (\d+)", html)[1])
    return {"number": str(shown + 1), "number_token": re.search(r'number_token" value="([^"]+)"', html)[1]}


@pytest.mark.requirement("R19")
def test_five_wrong_codes_close_the_page_behind_one_simple_number_and_telling_stays_open(site):
    for _try in range(5):
        assert site.post("/code", {"code": receipt.create()}).status_code == 422
    html = site.post("/code", {"code": receipt.create()}).content.decode()
    assert "Many codes were typed" in html
    assert "tel:112" in html
    told = tell(site)
    assert b"receipt-code" in told.content
    asked = number(html)
    assert "Many codes" in site.post("/code", {"code": code_of(told)} | asked).content.decode(), "too fast"
    with moved_to(now() + dt.timedelta(seconds=4)):
        assert "Many codes" in site.post("/code", {"code": code_of(told)} | asked | {"number": "1"}).content.decode()
        assert "How far it is" in site.post("/code", {"code": code_of(told)} | asked).content.decode()
    with moved_to(now() + dt.timedelta(minutes=11)):
        assert "comes after" not in Client().get("/code").content.decode()


def test_many_reports_from_one_school_are_asked_one_number_and_none_is_refused(site):
    for _report in range(30):
        LIMITS.note(Doing.REPORT, "127.0.0.1")
    html = tell(site).content.decode()
    assert "receipt-code" not in html
    with moved_to(now() + dt.timedelta(seconds=4)):
        assert b"receipt-code" in tell(site, token=token(60), **number(html)).content


def test_limits_forget_with_the_day_and_stand_odd_addresses(caplog):
    limits = Limits()
    for _try in range(5):
        limits.note(Doing.WRONG, "2001:db8::1")
    assert limits.reached(Doing.WRONG, "2001:db8::2")
    assert not limits.reached(Doing.WRONG, "2001:db9::2")
    assert not limits.reached(Doing.WRONG, "unix:")
    with moved_to(now() + dt.timedelta(days=1)):
        assert not limits.reached(Doing.WRONG, "2001:db8::1")
    for number_ in range(100):
        limits.note(Doing.TRY, f"10.{number_}.0.1")
    assert "limit of TRY" in caplog.text
    assert limits.reached(Doing.TRY, "10.200.0.1"), "the whole site"
    assert limits.patience() == 3


def test_when_the_line_is_full_the_code_stays_and_nothing_is_computed(site, monkeypatch):
    monkeypatch.setattr(kdf, "_line", __import__("threading").BoundedSemaphore(1))
    with kdf.in_line():
        typed = receipt.create()
        answer = site.post("/code", {"code": typed})
    assert answer.status_code == 503
    assert typed in answer.content.decode()
    assert "Wait a little" in answer.content.decode()


def test_a_flood_of_codes_leaves_threads_to_those_who_tell():
    from tutela.config.commands import serve

    assert kdf.IN_LINE <= serve._THREADS - 2


@pytest.mark.requirement("R133")
@pytest.mark.parametrize(("lang", "digit"), [("en", "[0-9]"), ("fr", "[0-9]"), ("ar", "[\u0660-\u0669]")])
def test_the_code_stands_in_the_digits_of_the_language(site, lang, digit):
    html = tell(site, lang).content.decode()
    shown = re.search(r'receipt-code"><bdi dir="ltr">(.*?)</bdi>', html, re.S)[1]
    assert re.fullmatch(f"(?:{digit}{{3}}\\s?){{6}}", shown)
    other = re.search(r'receipt-other">.*?<bdi dir="ltr">(.*?)</bdi>', html, re.S)
    assert (other is None) == (lang != "ar")
    if other:
        assert "".join(str(int(sign)) for sign in re.sub(r"\s", "", shown)) == re.sub(r"\s", "", other[1])


@pytest.mark.requirement("R19")
def test_a_miss_asks_as_much_as_a_hit(site, world, monkeypatch):
    calls = []
    before = kdf.argon2id
    digits = code_of(tell(site))
    monkeypatch.setattr(kdf, "argon2id", lambda secret, salt: calls.append(1) or before(secret, salt))
    _become("tutela_staff")
    with acting_as(world.ombudsperson):
        (card, *_others) = print_cards(
            place=make_office(), language="en", expires_on=now().date() + dt.timedelta(days=9), by=world.ombudsperson
        ).codes
    _become("tutela_public")
    counts = []
    for typed in (digits, receipt.create(), card):
        calls.clear()
        Client().post("/code", {"code": typed})
        counts.append(len(calls))
    assert counts[0] == counts[1] == counts[2] > 0


def go(site, step, do="next", **said):
    return site.post("/tell", {"step": step, "do": do, "lang": "en"} | said)


def walk(site, *steps_, who="child"):
    """The form page by page; returns the last page's address answer."""
    go(site, "who", reporter_type=who)
    for step, said in steps_:
        answer = go(site, step, **said)
        assert answer.status_code == 303, answer.content.decode()[:2000]
    return site.get("/tell")


CHILD = (
    ("age", {"age_band": "10_13"}),
    ("signs", {"signs": ["near"]}),
    ("danger", {}),
    ("worry", {"worry": "canary-words"}),
    ("place", {"place": "behind the school"}),
    ("about", {"about": "none"}),
    ("contact", {"contact": "here"}),
)


@pytest.mark.requirement("R18")
class TestStepByStep:
    def test_a_child_from_the_first_page_to_the_receipt(self, site, world):
        html = walk(site, *CHILD).content.decode()
        assert "canary-words" in html, "the last look"
        with moved_to(now() + dt.timedelta(seconds=5)):
            assert go(site, "check", do="send").status_code == 303
            shown = site.get("/tell")
            assert "You said somebody is in danger" in shown.content.decode()
            assert code_of(go(site, "check", do="send")) == code_of(shown), "twice sent, once received"
            assert go(site, "check", do="hide").status_code == 302
        assert b"receipt-code" not in site.get("/tell").content
        report, content = only_report(world)
        assert (report.channel, report.urgency, report.age_band) == ("child_web_form", "immediate_danger", "10_13")
        assert content["worry"] == "canary-words"
        assert content["signs"] == ["near"]
        assert report.answer_due is not None

    def test_every_question_can_be_left_out_but_the_last_look_asks_for_a_word(self, site):
        go(site, "who", do="skip")
        for step in ("age", "signs", "worry", "place", "about", "contact"):
            assert go(site, step, do="skip").status_code == 303
        with moved_to(now() + dt.timedelta(seconds=5)):
            answer = go(site, "check", do="send")
        assert answer.status_code == 422
        assert "One of the two is enough" in answer.content.decode()

    def test_the_draft_holds_nothing_readable_and_the_cookie_ends_with_the_window(self, site):
        opened = go(site, "who", reporter_type="child")
        cookie = opened.cookies["a"]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (True, "Strict", "", "")
        go(site, "age", age_band="10_13")
        go(site, "signs", do="skip")
        go(site, "worry", worry="canary-words")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE tutela_definer")
            cursor.execute("SELECT v::text FROM intake_visit v")
            rows = cursor.fetchall()
            cursor.execute("SET LOCAL ROLE tutela_public")
        assert len(rows) == 1
        assert "canary" not in str(rows)
        assert b"canary".hex() not in str(rows)

    def test_another_visitors_draft_cannot_be_seen_by_the_public_role(self, site):
        go(site, "who", reporter_type="child")
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('tutela.visit', '', true)")
        assert Visit.objects.count() == 0

    def test_after_half_an_hour_the_last_words_come_back_on_one_page(self, site):
        go(site, "who", reporter_type="child")
        go(site, "age", age_band="10_13")
        with moved_to(now() + dt.timedelta(minutes=31)):
            answer = go(site, "worry", worry="canary-words")
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "canary-words" in html
        assert "half an hour" in html
        assert 'name="token"' in html

    def test_a_browser_that_keeps_no_cookie_gets_one_page(self, site):
        go(site, "who", reporter_type="child")
        site.cookies.clear()
        answer = go(site, "age", age_band="10_13")
        html = answer.content.decode()
        assert 'name="token"' in html
        assert re.search(r'value="10_13"[^>]*checked', html)

    @pytest.mark.parametrize("signs", [["weapon", "near"], ["unsure"], ["none"]])
    def test_on_one_page_the_signs_stay_ticked(self, site, signs):
        html = go(site, "signs", signs=signs).content.decode()
        assert re.findall(r'name="signs" value="(\w+)"[^>]*checked', html) == signs

    @pytest.mark.requirement("R87")
    def test_the_one_page_asks_for_the_office_that_shall_not_read_it(self, site, world):
        html = go(site, "about", about="none", excluded=world.office.code, profession="teacher").content.decode()
        assert re.search(rf'<option value="{world.office.code}"[^>]*selected', html)
        assert re.search(r'<option value="teacher"[^>]*selected', html)
        answer = tell(site, excluded=world.office.code, profession="teacher")
        assert b"receipt-code" in answer.content
        _become("tutela_staff")
        with acting_as(world.ombudsperson):
            report = Report.objects.get()
            content = open_report(report=report, keys=world.oversight_keys, by=world.ombudsperson).content
        assert (report.oversight, content["excluded"], content["profession"]) == (True, str(world.office.pk), "teacher")

    def test_going_back_keeps_what_was_typed_on_the_page_one_leaves(self, site):
        walk(site, *CHILD[:3])
        assert go(site, "worry", do="go:signs", worry="canary-words").status_code == 303
        go(site, "signs", signs=["none"])
        assert "canary-words" in site.get("/tell").content.decode()
        too_long = go(site, "worry", do="go:signs", worry="a" * 10_001)
        assert too_long.status_code == 422
        assert "a" * 10_001 in too_long.content.decode()

    def test_an_unanswered_question_holds_nobody_back(self, site):
        walk(site, *CHILD[:6], ("contact", {"contact": "phone"}))
        assert go(site, "reach", do="go:contact", times="canary-times").status_code == 303
        go(site, "contact", contact="phone")
        assert "canary-times" in site.get("/tell").content.decode()

    def test_a_request_of_another_site_has_no_draft(self, site):
        go(site, "who", reporter_type="child")
        answer = site.post("/tell", {"step": "age", "do": "next"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 422

    def test_back_and_change_keep_what_was_typed(self, site):
        walk(site, *CHILD[:4])
        assert go(site, "place", do="go:worry").status_code == 303
        assert "canary-words" in site.get("/tell").content.decode()
        assert 'value="near"' in (go(site, "worry", do="go:signs"), site.get("/tell"))[1].content.decode()

    def test_the_language_changes_on_a_page_and_what_was_typed_stays(self, site):
        walk(site, *CHILD[:3])
        html = go(site, "worry", do="", worry="canary-words", switch="ar").content.decode()
        assert 'dir="rtl"' in html
        assert "canary-words" in html

    def test_too_long_comes_back_whole(self, site):
        walk(site, *CHILD[:3])
        answer = go(site, "worry", worry="a" * 10_001)
        assert answer.status_code == 422
        assert "a" * 10_001 in answer.content.decode()

    def test_the_trap_and_haste_are_asked_once_more(self, site):
        walk(site, *CHILD[:3])
        assert "not sent yet" in go(site, "worry", worry="x", website="spam").content.decode()
        go(site, "worry", worry="x")
        assert "not sent yet" in go(site, "check", do="send").content.decode()

    def test_a_number_is_needed_where_one_may_call(self, site):
        walk(site, *CHILD[:6])
        assert go(site, "contact", contact="phone").status_code == 303
        answer = go(site, "reach", times="at noon")
        assert answer.status_code == 422
        assert "at noon" in answer.content.decode()

    def test_the_law_is_told_to_a_professional_before_anything_is_asked(self, site):
        go(site, "who", reporter_type="professional")
        go(site, "profession", profession="teacher")
        html = site.get("/tell").content.decode()
        assert "24 hours" in html
        assert "Tell the child first" in html
        go(site, "profession", do="go:profession")
        go(site, "profession", profession="social_worker")

    def test_the_youngest_are_led_to_a_voice(self, site):
        go(site, "who", reporter_type="child")
        go(site, "age", age_band="under_10")
        html = site.get("/tell").content.decode()
        assert "tel:116111" in html.split("help-numbers")[0]
        go(site, "young")
        go(site, "signs", do="skip")
        assert "sad or scared" in site.get("/tell").content.decode()

    def test_without_a_team_or_a_key_nothing_is_lost(self, site, monkeypatch):
        walk(site, *CHILD)
        monkeypatch.setattr(steps, "team_for", lambda *_where: None)
        with moved_to(now() + dt.timedelta(seconds=5)):
            assert go(site, "check", do="send").status_code == 503

            def broken(**_options):
                raise OperatorError("no key")

            monkeypatch.undo()
            monkeypatch.setattr(steps, "receive_report", broken)
            assert go(site, "check", do="send").status_code == 503
        assert "canary-words" in site.get("/tell").content.decode()

    def test_after_many_reports_a_number_is_asked_at_the_end(self, site):
        walk(site, *CHILD)
        for _report in range(30):
            LIMITS.note(Doing.REPORT, "127.0.0.1")
        with moved_to(now() + dt.timedelta(seconds=5)):
            html = go(site, "check", do="send").content.decode()
        with moved_to(now() + dt.timedelta(seconds=10)):
            assert go(site, "check", do="send", **number(html)).status_code == 303


@pytest.mark.requirement("R87")
@pytest.mark.requirement("R94")
@pytest.mark.parametrize("about", ["facility", "official", "child_protection"])
def test_what_concerns_officials_or_a_home_goes_to_the_mechanism(site, world, about):
    tell(site, about=about, territory=world.office.territory.code)
    _become("tutela_staff")
    with acting_as(world.officer):
        assert Report.objects.count() == 0
    with acting_as(world.ombudsperson):
        assert Report.objects.get().oversight


@pytest.mark.requirement("R94")
class TestWithACardOfPaper:
    @pytest.fixture
    def codes(self, site, world):
        _become("tutela_staff")
        home = make_office(world.office.territory, name="House of the canary")
        with acting_as(world.ombudsperson):
            soon = now().date() + dt.timedelta(days=30)
            sheet = print_cards(place=home, language="en", expires_on=soon, by=world.ombudsperson)
        _become("tutela_public")
        return sheet.codes

    def opened(self, world):
        _become("tutela_staff")
        with acting_as(world.ombudsperson):
            report = Report.objects.get()
            return open_report(report=report, keys=world.oversight_keys, by=world.ombudsperson).content

    def test_the_code_opens_the_form_and_the_report_goes_past_the_house(self, site, world, codes):
        first = site.post("/code", {"code": receipt.display(codes[0]), "lang": "en"})
        html = first.content.decode()
        assert "Your card works" in html
        assert "canary" not in html, "the screen does not say which house"
        card = re.search(r'name="card" value="(.*?)"', html)[1]
        changed = go(site, "who", do="next", card=card, switch="fr", reporter_type="child").content.decode()
        assert card in changed, "another language keeps the card"
        go(site, "who", reporter_type="child", card=card)
        for step, said in [one for one in CHILD if one[0] not in ("place", "about")]:
            answer = go(site, step, **said)
            assert answer.status_code == 303
        with moved_to(now() + dt.timedelta(seconds=5)):
            go(site, "check", do="send")
            digits = code_of(site.get("/tell"))
        assert site.post("/code", {"code": codes[0]}).status_code == 422, "a card works once"
        assert site.post("/code", {"code": digits}).status_code == 200, "the receipt goes on from here"
        content = self.opened(world)
        assert (content["card_place_name"], content["card_fresh"], content["about"]) == (
            "House of the canary", True, "facility",
        )  # fmt: skip
        with acting_as(world.officer):
            assert Report.objects.count() == 0

    def test_without_a_cookie_the_one_page_keeps_the_card(self, site, world, codes):
        html = site.post("/code", {"code": codes[0]}).content.decode()
        card = re.search(r'name="card" value="(.*?)"', html)[1]
        assert card in site.post("/tell", {"do": "whole", "card": card}).content.decode()
        go(site, "who", reporter_type="child", card=card)
        site.cookies.clear()
        assert card in go(site, "age", age_band="10_13", card=card).content.decode()
        assert b"receipt-code" in tell(site, worry="", card=card).content
        assert self.opened(world)["card_place_name"] == "House of the canary"

    def test_a_forged_card_is_no_card(self, site, world, codes):
        go(site, "who", reporter_type="child", card="00" * 32)
        assert b"receipt-code" in tell(site, card="00" * 32 + ":x").content
        assert "card_place" not in only_report(world)[1]


@pytest.mark.requirement("R19")
class TestMailbox:
    @pytest.fixture
    def opened(self, site, world):
        """A site with the mailbox of a report open; the code and the report."""
        digits = code_of(tell(site, contact="phone", phone="0551", name="Blue bird"))
        _become("tutela_staff")
        with acting_as(world.officer):
            report = Report.objects.get()
            answer_reporter(report=report, text="canary-answer", keys=world.keys, by=world.officer)
        _become("tutela_public")
        site.post("/code", {"code": digits})
        return digits, report

    def test_shows_the_answer_and_never_the_report(self, site, opened):
        html = site.get("/code").content.decode()
        assert "canary-answer" in html
        assert "cries" not in html
        assert "Blue bird" not in html

    def test_takes_messages_and_shows_only_their_day(self, site, opened, world):
        assert site.post("/code", {"do": "write", "text": "canary-more", "danger": "on"}).status_code == 303
        html = site.get("/code").content.decode()
        assert "canary-more" not in html
        assert "You sent a message" in html
        report, _content = only_report(world)
        assert (report.unread, report.urgency, report.ever_immediate) == (True, "immediate_danger", True)
        with acting_as(world.officer):
            words = open_report(report=report, keys=world.keys, by=world.officer).messages
        assert [one.content["text"] for one in words] == ["canary-answer", "canary-more"]

    def test_nothing_or_too_much_is_said_plainly(self, site, opened, monkeypatch):
        assert site.post("/code", {"do": "write", "text": " "}).status_code == 422
        assert site.post("/code", {"do": "write", "text": "a" * 10_001}).status_code == 422

    def test_contact_details_are_destroyed_at_once(self, site, opened, world):
        assert site.post("/code", {"do": "withdraw"}).status_code == 303
        assert "You took your contact details back" in site.get("/code").content.decode()
        _become("tutela_staff")
        with acting_as(world.supervisor):
            assert Reporter.objects.count() == 0
            opened_ = open_report(report=Report.objects.get(), keys=world.keys, by=world.supervisor)
        assert opened_.contact == "here"

    def test_a_new_code_opens_and_the_old_one_no_more(self, site, opened):
        digits, _report = opened
        fresh = code_of(site.post("/code", {"do": "change"}))
        assert fresh != digits
        assert "canary-answer" not in site.get("/code").content.decode(), "closed meanwhile"
        assert site.post("/code", {"code": digits}).status_code == 422
        assert "canary-answer" in site.post("/code", {"code": fresh}).content.decode()

    def test_a_code_that_somebody_saw_opens_nothing_but_its_change(self, site, opened, world):
        """Whoever wrote it down saw it: until it is changed, nothing is read, written or withdrawn with it."""
        digits, _report = opened
        _become("tutela_staff")
        with acting_as(world.officer):
            Report.objects.update(code_shared=True)
        _become("tutela_public")
        html = site.post("/code", {"code": digits}).content.decode()
        assert "Change your code first" in html
        assert "canary-answer" not in html
        for doing in ({"do": "write", "text": "canary-more"}, {"do": "withdraw"}):
            assert "Change your code first" in site.post("/code", doing).content.decode()
        fresh = code_of(site.post("/code", {"do": "change"}))
        html = site.post("/code", {"code": fresh}).content.decode()
        assert "canary-answer" in html
        assert "You sent a message" not in html
        assert "You took your contact details back" not in html

    @pytest.mark.requirement("R19")
    def test_after_the_last_answer_one_says_once_how_it_was(self, site, opened, world):
        _digits, report = opened
        assert "Did it help" not in site.get("/code").content.decode(), "the team is not done"
        _become("tutela_staff")
        with acting_as(world.officer):
            answer_reporter(report=report, text="Farewell.", keys=world.keys, by=world.officer, closing=True)
        _become("tutela_public")
        assert "Did it help" in site.get("/code").content.decode()
        assert site.post("/code", {"do": "some"}).status_code == 303
        html = site.get("/code").content.decode()
        assert "how it was. Thank you." in html
        assert "Did it help" not in html
        assert site.post("/code", {"do": "yes"}).status_code == 404, "said once"
        _become("tutela_staff")
        with acting_as(world.officer):
            assert [(one.office_id, one.answer, one.month.day) for one in Feedback.objects.all()] == [
                (world.office.pk, "some", 1)
            ]
            assert not Report.objects.get().unread, "no new work for the desk"
            words = open_report(report=report, keys=world.keys, by=world.officer).messages
            assert words[-1].content["text"] == "It helped a little"
            assert figures_of(world.officer).feedback == {"some": None}, "too few to show"

    def test_feedback_is_one_of_three_answers(self, site, opened, world):
        digits, _report = opened
        mailbox = mailbox_of_receipt(digits)
        with acting_as(PUBLIC_ACTOR), pytest.raises(InvalidInput):
            give_feedback(mailbox=mailbox, answer="canary", by=PUBLIC_ACTOR)

    def test_closes_by_itself_by_hand_and_on_leaving(self, site, opened):
        digits, _report = opened
        with moved_to(now() + dt.timedelta(minutes=16)):
            assert "canary-answer" not in site.get("/code").content.decode()
        for closing in (lambda: site.post("/code", {"do": "close"}), lambda: site.post("/leave")):
            assert "canary-answer" in site.post("/code", {"code": digits}).content.decode()
            closing()
            assert "canary-answer" not in site.get("/code").content.decode()

    def test_a_message_written_too_slowly_is_not_lost(self, site, opened):
        digits, _report = opened
        with moved_to(now() + dt.timedelta(minutes=16)):
            late = site.post("/code", {"do": "write", "text": "canary-slow", "danger": "on"})
            assert late.status_code == 422
            assert "Not sent yet" in late.content.decode()
            kept = {"text": "canary-slow", "danger": "on"}
            for name, value in kept.items():
                assert f'<input type="hidden" name="{name}" value="{value}">' in late.content.decode()
            wrong = site.post("/code", kept | {"code": receipt.create()})
            assert "canary-slow" in wrong.content.decode()
            html = site.post("/code", kept | {"code": digits}).content.decode()
        assert re.search(r"<textarea[^>]*>\s*canary-slow</textarea>", html)
        assert re.search(r'name="danger"[^>]*checked', html)

    def test_what_the_action_refuses_comes_back_on_the_form(self, site, opened, monkeypatch):
        from tutela.intake.actions import mailbox

        monkeypatch.setattr(mailbox, "LONGEST", 3)
        assert "longer than" in site.post("/code", {"do": "write", "text": "four"}).content.decode()


def test_leaving_forgets_and_goes_elsewhere(site):
    answer = site.get("/leave")
    assert answer["Location"].startswith("https://")
    assert "storage" in answer["Clear-Site-Data"]


def test_no_address_carries_anything():
    from tutela.intake.public_urls import urlpatterns

    assert not [entry for entry in urlpatterns if "<" in str(entry.pattern)]


def test_own_numbers_stand_first_when_urgent(settings):
    settings.TUTELA_HELP_NUMBERS = [{"label": "Line", "number": "1"}, {"label": "Now", "number": "+2 3", "urgent": True}]
    assert [entry.url for entry in help_numbers()] == ["tel:+23", "tel:1"]
    assert connection.vendor == "postgresql"
    assert django_settings.DEBUG is False
