"""The components: what they show, and that they escape what they are given."""

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from tutela.ui import samples, views
from tutela.ui.presenters import public_site

EVIL = '<script>alert("x")</script>'


def show(text, **context):
    from django_cotton.compiler_regex import CottonCompiler

    compiled = CottonCompiler().process("{% load i18n ui %}" + text)
    return engines["django"].from_string(compiled).render(context)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "text",
    [
        '<c-page-header title="{{ v }}" lead="{{ v }}" eyebrow="{{ v }}" />',
        '<c-card title="{{ v }}" hint="{{ v }}">{{ v }}</c-card>',
        '<c-alert title="{{ v }}">{{ v }}</c-alert>',
        '<c-voice who="{{ v }}" label="{{ v }}">{{ v }}</c-voice>',
        '<c-timeline><c-timeline-entry title="{{ v }}" by="{{ v }}" why="{{ v }}" href="{{ v }}" /></c-timeline>',
        '<c-fact label="{{ v }}">{{ v }}</c-fact>',
        '<c-facts :items="items" />',
        '<c-tabs :items="items" />',
        '<c-tracks :items="items" />',
        '<c-receipt code="{{ v }}" label="{{ v }}">{{ v }}</c-receipt>',
        '<c-confirm title="{{ v }}" action="{{ v }}" confirm="{{ v }}" cancel="{{ v }}">{{ v }}</c-confirm>',
        '<c-button href="{{ v }}">{{ v }}</c-button>',
        '<c-field name="n" label="{{ v }}" hint="{{ v }}" error="{{ v }}" value="{{ v }}" />',
        '<c-table id="t" caption="{{ v }}"><tbody><tr><td>{{ v }}</td></tr></tbody></c-table>',
        '<c-pager previous="{{ v }}" next="{{ v }}" summary="{{ v }}" />',
        '<c-filter-bar found="{{ v }}" clear="{{ v }}">{{ v }}</c-filter-bar>',
        '<c-empty title="{{ v }}">{{ v }}</c-empty>',
        '<c-status tone="info">{{ v }}</c-status>',
        "<c-bdi>{{ v }}</c-bdi>",
        '<c-error-summary :links="items" />',
        '<c-help-numbers :numbers="items" title="{{ v }}" />',
    ],
)
def test_a_component_escapes_once_and_only_once(text):
    item = dict.fromkeys(("label", "value", "url", "status", "summary", "next", "text", "target", "number", "note"), EVIL)
    html = show(text, v=EVIL, items=[item])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&amp;lt;" not in html


def test_a_components_attributes_do_not_leak_from_the_page_around_it():
    html = show("<c-card>words</c-card><c-button>go</c-button>", title="leaked", hint="leaked", href="/leaked", icon="home")
    assert "leaked" not in html
    assert "<button" in html


def test_the_childs_words_are_a_quotation_in_their_own_direction():
    html = show('<c-voice lang="am">ቃል</c-voice>')
    assert '<blockquote class="voice-words" dir="auto" lang="am">' in html
    assert "What the child said" in html


def test_a_status_is_never_colour_alone():
    for tone in ("neutral", "info", "success", "warning", "danger"):
        html = show(f'<c-status tone="{tone}">Word</c-status>')
        assert "<use" in html
        assert "Word" in html


def test_the_confirm_step_carries_the_safety_mark():
    request = RequestFactory().get("/")
    text = '<c-confirm title="Close?" action="/x" confirm="Yes" cancel="/y" kind="danger"><p>Why</p></c-confirm>'
    from django_cotton.compiler_regex import CottonCompiler

    html = engines["django"].from_string(CottonCompiler().process(text)).render({}, request)
    assert "csrfmiddlewaretoken" in html
    assert 'href="/y"' in html


def test_a_field_takes_a_forms_field_or_stands_alone():
    form = samples.SampleForm({})
    assert "id_name_error" in show('<c-field :field="form.name" />', form=form)
    html = show('<c-field name="q" label="Words" hint="H" error="E" optional="yes" inputmode="numeric" />')
    assert 'aria-describedby="id_q_helptext id_q_error"' in html
    assert 'inputmode="numeric"' in html
    assert "(optional)" in html
    assert "<select" in show('<c-field name="q" label="L"><select id="id_q" name="q"></select></c-field>')


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 429, 500])
@pytest.mark.parametrize("base", ["ui/error.html", "ui/public_error.html"])
def test_an_error_page_is_calm_has_a_way_out_and_keeps_what_was_typed(status, base):
    context = {"error_base": base, "sentence": "The rule.", "typed": [{"label": "Note", "value": "my words"}]}
    html = render_to_string(f"{status}.html", context)
    assert 'href="/"' in html
    assert "my words" in html
    assert ("The rule." in html) == (status not in (404, 500))
    assert ("leave-link" in html) == (base == "ui/public_error.html")


def test_the_page_of_a_defect_needs_no_request_and_no_context():
    assert "It is not your fault" in render_to_string("500.html")
    assert "safety mark" in render_to_string("403_csrf.html")


def test_the_public_site_dresses_its_errors():
    assert public_site(RequestFactory().get("/")) == {"error_base": "ui/public_error.html"}


def test_every_public_page_has_the_way_out_the_languages_and_the_numbers():
    html = render_to_string("ui/style_public.html", samples.public_context())
    assert 'rel="nofollow noreferrer"' in html
    assert "<title>Information and advice</title>" in html
    assert "tel:116111" in html
    assert 'lang="ar"' in html
    plain = render_to_string("ui/public_page.html", {"exit_url": "/else", "leave_url": "/leave", "end_url": "/end"})
    assert 'href="/leave"' in plain
    assert 'data-exit="/else"' in plain
    assert 'data-end="/end"' in plain
    assert "?lang=ar" in plain


def test_the_staff_page_takes_the_right_to_left_sheet_for_arabic():
    with translation.override("ar"):
        html = render_to_string("ui/page.html")
    assert "tabler.rtl.min.css" in html
    assert 'dir="rtl"' in html
    assert "tabler.min.css" in render_to_string("ui/sign_in.html")


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_choosing_colours_is_remembered_and_leads_back_only_to_ourselves():
    post = RequestFactory().post
    response = views.set_theme(post("/theme", {"theme": "dark", "next": "/style"}))
    assert response.url == "/style"
    assert response.cookies["theme"].value == "dark"
    assert response.cookies["theme"]["httponly"]
    away = views.set_theme(post("/theme", {"theme": "pink", "next": "//elsewhere.example/"}))
    assert away.url == "/"
    assert "theme" not in away.cookies
    assert views.set_theme(RequestFactory().get("/theme")).status_code == 405
