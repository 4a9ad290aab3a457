import datetime as dt

import pytest
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import translation

from tutela.kernel import clock
from tutela.ui import presenters
from tutela.ui.forms import ErrorLink
from tutela.ui.samples import SampleForm
from tutela.ui.templatetags.ui import codes, late_rows

NOW = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def show(text, **context):
    return engines["django"].from_string("{% load i18n ui %}" + text).render(context)


@pytest.fixture(autouse=True)
def _noon():
    with clock.moved_to(NOW), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("due", "done", "text", "tone"),
    [
        (NOW + 3 * HOUR, None, "Due in 3 hours", "warning"),
        (NOW + 60 * HOUR, None, "Due in 2 days", "neutral"),
        (NOW + 0.5 * HOUR, None, "Due in 30 minutes", "warning"),
        (NOW - HOUR, None, "Overdue by 1 hour", "danger"),
        (NOW - 80 * HOUR, None, "Overdue by 3 days", "danger"),
        (NOW, NOW - HOUR, "Done on time", "success"),
        (NOW, NOW + HOUR, "Done late", "warning"),
        (dt.date(2026, 3, 14), None, "Due today", "warning"),
        (dt.date(2026, 3, 15), None, "Due tomorrow", "warning"),
        (dt.date(2026, 3, 16), None, "Due in 2 days", "neutral"),
        (dt.date(2026, 3, 13), None, "Overdue by 1 day", "danger"),
        (dt.date(2026, 3, 14), dt.date(2026, 3, 14), "Done on time", "success"),
    ],
)
def test_a_deadline_says_how_near_it_is(due, done, text, tone):
    shown = presenters.deadline(due, done)
    assert (shown.text, shown.tone) == (text, tone)


def test_a_deadline_badge_has_words_icon_and_machine_time():
    html = show("{% deadline due %}", due=NOW - HOUR)
    assert "Overdue by" in html
    assert "clock-exclamation" in html
    assert 'datetime="2026-03-14T11:00:00+00:00"' in html
    assert "<bdi>" in show("{% deadline due exact=True %}", due=NOW)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Not known"),
        ("2014-05-12", "12 May 2014"),
        ("2014-05", "May 2014"),
        ("2014", "2014"),
        ("XXXX-05-12", "12 May, year not known"),
        ("2014-XX-12", "12, month not known, 2014"),
        ("XXXX-05", "day not known, May, year not known"),
    ],
)
def test_a_part_known_date_is_put_in_words(text, words):
    assert presenters.part_known_date(text) == words


def test_a_moment_is_shown_in_the_persons_zone_and_language():
    assert presenters.moment(dt.date(2026, 3, 14)) == "14 Mar 2026"
    assert presenters.moment(NOW, "SHORT_DATE_FORMAT") == "14 Mar 2026"
    assert presenters.moment(NOW.replace(tzinfo=None, hour=9)) == "14 Mar 2026, 09:00"
    with translation.override("ar"):
        assert "مارس" in presenters.moment(NOW)


def test_values_are_escaped_and_isolated():
    assert show("{{ v|bdi }}", v="<b>+4%") == "<bdi>&lt;b&gt;+4%</bdi>"
    assert "&lt;i&gt;" in show("{% status v 'info' %}", v="<i>")
    assert "Not recorded" in show("{% when v %}", v=None)


def test_an_icon_is_silent_unless_it_is_named():
    assert 'aria-hidden="true"' in show("{% icon 'clock' %}")
    assert 'role="img" aria-label="Late"' in show("{% icon 'clock' label='Late' %}")
    assert "icon-directional" in show("{% icon 'arrow-right' size='sm' %}")
    assert "#chart-bar" in show("{% icon 'chart' %}")


def test_an_unknown_icon_is_a_point_and_a_warning_that_helps():
    with pytest.warns(UserWarning, match="home"):
        assert "#point" in show("{% icon 'hom' %}")


def test_the_page_knows_language_direction_and_theme():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    with translation.override("ar"):
        assert show("{% page_attributes %}", request=request) == 'lang="ar" dir="rtl" data-bs-theme="dark"'
    request.COOKIES["theme"] = '"><script>'
    assert show("{% page_attributes %}", request=request) == 'lang="en" dir="ltr"'
    assert show("{% chosen_theme %}", request=request) == "auto"
    assert show("{% page_attributes %}{% chosen_theme %}") == 'lang="en" dir="ltr"auto'


def test_error_entries_come_from_forms_lists_and_ready_links():
    form = SampleForm({})
    html = show("{% for link in source|error_entries %}{{ link.target }} {% endfor %}", source=form)
    assert "id_name" in html
    ready = [ErrorLink("A", "b", "c")]
    assert show("{% for link in source|error_entries %}{{ link.target }}{% endfor %}", source=[form, *ready]).endswith("c")
    assert show("{{ source|error_entries|length }}", source=None) == "0"


def test_tags_work_without_a_request():
    assert Context({}).get("request") is None


def test_late_rows_are_counted():
    assert late_rows([]) == 0
    assert late_rows([{"late": True}, {"late": False}, {"late": True}]) == 2


def test_codes_are_the_first_of_each_choice():
    assert codes([("accepted", "Accepted"), ("declined", "Declined")]) == ["accepted", "declined"]
