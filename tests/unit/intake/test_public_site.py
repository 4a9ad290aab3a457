"""The public pages as a browser sees them: nothing typed lost, nothing kept on the device, numbers everywhere."""

import datetime as dt
import io
import re

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client, override_settings

from tests.unit.intake.conftest import _become
from tutela.config import settings as base
from tutela.intake.actions.open_report import open_report
from tutela.intake.forms.fields import WordsField
from tutela.intake.models import Report
from tutela.intake.presenters import public_site
from tutela.intake.states import REPORTER_WORDS
from tutela.intake.views import public
from tutela.intake.views.tries import TRIES, Tries
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import OperatorError
from tutela.kernel.vault import receipt

PAGES = ["/", "/tell", "/code"]
PUBLIC_TEMPLATES = [
    {**base.TEMPLATES[0], "OPTIONS": {**base.TEMPLATES[0]["OPTIONS"], "context_processors": [
        "django.template.context_processors.request", "django.template.context_processors.i18n",
        "tutela.intake.presenters.public_site"]}}
]  # fmt: skip


@pytest.fixture
def site(world):
    """The public site with its own middleware and database role."""
    TRIES.__init__()
    middleware = [name for name in base._PUBLIC_MIDDLEWARE if "whitenoise" not in name]
    with override_settings(ROOT_URLCONF="tutela.config.public_urls", MIDDLEWARE=middleware, TEMPLATES=PUBLIC_TEMPLATES):
        _become("tutela_public")
        yield Client()
        _become("tutela_staff")


def token(seconds=60):
    with moved_to(now() - dt.timedelta(seconds=seconds)):
        return public._new_token()


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
    answer = site.get(f"{page}?lang={lang}")
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


@pytest.mark.requirement("R19")
def test_from_a_worry_to_a_code_to_a_status_word(site, world):
    answer = tell(site)
    digits = "".join(
        re.findall(r"\d", re.search(r'receipt-code"><bdi dir="ltr">(.*?)</bdi>', answer.content.decode(), re.S)[1])
    )
    assert receipt.parse(digits) == digits
    found = site.post("/code", {"code": receipt.display(digits)})
    html = found.content.decode()
    assert str(REPORTER_WORDS["new"]) in html
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
    html = tell(site, danger="yes").content.decode()
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
    answer = tell(site, worry="canary-kept", danger="yes", **odd)
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
    html = site.get("/tell").content.decode()
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
    monkeypatch.setattr(public, "receiving_team", lambda place: None)
    answer = tell(site, worry="canary-kept")
    assert (answer.status_code, b"canary-kept" in answer.content) == (503, True)


def test_without_a_key_it_says_so_and_keeps_the_words(site, monkeypatch):
    def broken(**_options):
        raise OperatorError("no key")

    monkeypatch.setattr(public, "receive_report", broken)
    answer = tell(site, worry="canary-kept")
    assert (answer.status_code, b"canary-kept" in answer.content) == (503, True)


def test_what_only_the_action_finds_comes_back_on_the_form(site, monkeypatch):
    from tutela.kernel.errors import InvalidInput

    def refuse(**_options):
        raise InvalidInput({"worry": "Not like this."})

    monkeypatch.setattr(public, "receive_report", refuse)
    assert b"Not like this." in tell(site).content


def test_a_telephone_is_kept_only_if_we_may_call(site, world):
    tell(site, phone="0551 123", contact="here", times="evenings")
    _become("tutela_staff")
    from tutela.intake.models import Reporter

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


@pytest.mark.requirement("R19")
def test_five_wrong_codes_lock_the_page_and_telling_stays_open(site):
    for _try in range(5):
        assert site.post("/code", {"code": receipt.create()}).status_code == 422
    assert site.post("/code", {"code": receipt.create()}).status_code == 429
    assert b"tel:112" in site.get("/code").content
    assert b"receipt-code" in tell(site).content
    with moved_to(now() + dt.timedelta(minutes=11)):
        assert site.get("/code").status_code == 200


def test_tries_forget_with_the_day_and_stand_odd_addresses():
    tries = Tries()
    for _try in range(5):
        tries.wrong("2001:db8::1")
    assert tries.locked("2001:db8::2")
    assert not tries.locked("2001:db9::2")
    assert not tries.locked("unix:")
    with moved_to(now() + dt.timedelta(days=1)):
        assert not tries.locked("2001:db8::1")


@pytest.mark.requirement("R19")
def test_a_miss_asks_as_much_as_a_hit(site, monkeypatch):
    from tutela.kernel.vault import kdf

    calls = []
    before = kdf.argon2id
    html = tell(site).content.decode()
    digits = "".join(re.findall(r"\d", re.search(r'receipt-code"><bdi dir="ltr">(.*?)</bdi>', html, re.S)[1]))
    monkeypatch.setattr(kdf, "argon2id", lambda secret, salt: calls.append(1) or before(secret, salt))
    counts = []
    for typed in (digits, receipt.create()):
        calls.clear()
        site.post("/code", {"code": typed})
        counts.append(len(calls))
    assert counts[0] == counts[1] > 0


def test_leaving_forgets_and_goes_elsewhere(site):
    answer = site.get("/leave")
    assert answer["Location"].startswith("https://")
    assert "storage" in answer["Clear-Site-Data"]


def test_no_address_carries_anything():
    from tutela.intake.public_urls import urlpatterns

    assert not [entry for entry in urlpatterns if "<" in str(entry.pattern)]


def test_own_numbers_stand_first_when_urgent(settings):
    settings.TUTELA_HELP_NUMBERS = [{"label": "Line", "number": "1"}, {"label": "Now", "number": "+2 3", "urgent": True}]
    assert [entry.url for entry in public_site(None)["help_numbers"]] == ["tel:+23", "tel:1"]
    assert connection.vendor == "postgresql"
    assert django_settings.DEBUG is False
