import datetime as dt
from dataclasses import dataclass

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tutela.kernel import clock
from tutela.ui.forms import (
    CodeCheckboxes,
    CodeField,
    CodeRadios,
    CodeSelect,
    CodesField,
    DayField,
    DigitsField,
    Form,
    MomentField,
    PartialDateField,
    WholeNumberField,
    answer_status,
    ask_each,
    error_links,
    said_each,
    shown_each,
)


@dataclass(frozen=True)
class Code:
    code: str
    label: str
    hint: str = ""
    exclusive: bool = False


CODES = [Code("a", "First", "Its hint"), Code("b", "Second"), Code("UNK", "Not known", exclusive=True)]


class Sample(Form):
    name = forms.CharField(label="Name", help_text="As it is spoken")
    count = WholeNumberField(label="Count", required=False, min_value=0)
    birth = PartialDateField(label="Born", required=False)
    kind = CodeField(label="Kind", codes=CODES)
    kinds = CodesField(label="Kinds", codes=CODES)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.cleaned_data.get("note") == "no":
            raise ValidationError("The note says no.")
        return self.cleaned_data


GOOD = {"name": "نور", "count": "٣", "birth_year": "٢٠١٤", "kind": "a", "kinds": ["a", "b"]}


def test_digits_of_any_script_are_read_and_a_good_form_is_valid():
    form = Sample(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["count"] == 3
    assert form.cleaned_data["birth"] == "2014"
    assert form.cleaned_data["kinds"] == ["a", "b"]
    assert answer_status(form) == 200


def test_nothing_typed_is_lost_when_the_form_comes_back():
    form = Sample({"name": "<b>Selam</b>", "count": "٣٤ب", "birth_day": "31", "birth_month": "2", "note": "words & words"})
    html = str(form)
    assert not form.is_valid()
    assert answer_status(form) == 422
    for typed in ("&lt;b&gt;Selam&lt;/b&gt;", "٣٤ب", 'value="31"', "words &amp; words"):
        assert typed in html


def test_the_summary_comes_first_and_links_every_error_to_its_input():
    form = Sample({"count": "x", "kinds": ["a", "UNK"], "birth_day": "x", "note": "no"})
    html = str(form)
    links = {link.label: link.target for link in error_links(form)}
    assert links == {
        "": "",
        "Name": "id_name",
        "Count": "id_count",
        "Born": "id_birth_0",
        "Kind": "id_kind_0",
        "Kinds": "id_kinds_0",
    }
    assert html.index("error-summary") < html.index("field-label")
    assert "The note says no." in html
    for target in filter(None, links.values()):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html


def test_the_error_and_the_hint_are_tied_to_the_input():
    html = Sample({})["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_optional_is_said_in_words_and_no_asterisk_is_used():
    html = str(Sample())
    assert html.count("(optional)") == 3
    assert "*" not in html
    assert " required" not in html


def test_errors_are_plain_words_and_an_authors_own_words_stay():
    class Own(Form):
        own = forms.CharField(error_messages={"required": "Say who you are."})
        plain = forms.CharField()
        choice = CodeField(codes=CODES)

    form = Own({"choice": "nowhere"})
    assert form.errors["own"] == ["Say who you are."]
    assert form.errors["plain"] == ["This is needed."]
    assert form.errors["choice"] == ["Choose one of the answers offered."]


def test_hints_of_a_code_list_are_shown_and_tied():
    html = Sample()["kind"].as_field_group()
    assert "Its hint" in html
    assert 'aria-describedby="id_kind_0_hint"' in html
    assert "<fieldset" in html


def test_an_exclusive_code_stands_alone():
    field = CodesField(codes=CODES)
    assert field.clean(["UNK"]) == ["UNK"]
    with pytest.raises(ValidationError, match="Not known"):
        field.clean(["UNK", "a"])


def test_a_short_list_is_radios_a_long_one_a_drop_down_with_a_first_blank():
    long = [Code(str(number), str(number)) for number in range(8)]
    assert isinstance(CodeField(codes=CODES).widget, CodeRadios)
    field = CodeField(codes=long)
    assert isinstance(field.widget, CodeSelect)
    assert next(iter(field.choices))[0] == ""
    assert isinstance(CodesField(codes=long).widget, CodeCheckboxes)


def test_codes_given_as_a_function_are_asked_each_time():
    known = [Code("a", "First")]
    field = CodeField(codes=lambda: known, widget=CodeRadios)
    known.append(Code("b", "Second"))
    assert field.clean("b") == "b"
    select = CodeField(codes=lambda: known)
    assert [value for value, _label in select.choices] == ["", "a", "b"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["12", "5", "2014"], "2014-05-12"),
        (["", "5", "2014"], "2014-05"),
        (["", "", "2014"], "2014"),
        (["12", "5", ""], "XXXX-05-12"),
        (["12", "", "2014"], "2014-XX-12"),
        (["29", "2", ""], "XXXX-02-29"),
        (["", "", ""], ""),
        (["٢٧", "٣", "٢٠١٤"], "2014-03-27"),
        (None, ""),
    ],
)
def test_a_date_of_which_a_part_is_known(parts, expected):
    assert PartialDateField(required=False).clean(parts) == expected


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (["31", "2", ""], "day"),
        (["29", "2", "2015"], "day"),
        (["0", "2", "2015"], "day"),
        (["1", "13", ""], "month"),
        (["1", "1", "14"], "year"),
        (["one", "", ""], "number"),
        (["1", "1", "2031"], "future"),
        (["", "", ""], "required"),
    ],
)
def test_a_date_that_cannot_be(parts, code):
    with clock.moved_to(dt.datetime(2030, 6, 1, tzinfo=dt.UTC)), pytest.raises(ValidationError) as caught:
        PartialDateField().clean(parts)
    assert caught.value.code == code


def test_a_future_date_where_it_may_lie_ahead():
    with clock.moved_to(dt.datetime(2030, 6, 1, tzinfo=dt.UTC)):
        assert PartialDateField(future=True).clean(["", "", "2031"]) == "2031"


@pytest.mark.parametrize("text", ["2014-05-12", "2014-05", "2014", "XXXX-05-12", "2014-XX-12", ""])
def test_a_part_known_date_goes_into_the_inputs_and_back(text):
    field = PartialDateField(required=False)
    parts = field.widget.decompress(text)
    assert field.clean(parts) == text
    assert not field.has_changed(text, parts)
    assert field.has_changed(text, ["1", "1", "1999"])


def test_telephone_numbers_days_and_moments_in_any_digits():
    assert DigitsField().clean("+٢٥١ ٩١١") == "+251 911"
    assert DayField().clean("٢٠٢٦-٠٣-١٤") == dt.date(2026, 3, 14)
    assert MomentField().clean("٢٠٢٦-٠٣-١٤T١٠:٣٠").hour == 10
    assert DayField().clean(dt.date(2026, 3, 14)) == dt.date(2026, 3, 14)
    assert MomentField().clean(dt.datetime(2026, 3, 14, 10, tzinfo=dt.UTC)).day == 14
    assert WholeNumberField().clean(7) == 7


def test_the_errors_of_a_formset_are_links_too():
    rows = forms.formset_factory(Sample, extra=0, min_num=1, validate_min=True)
    filled = rows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-count": "x"})
    filled.is_valid()
    targets = [link.target for link in error_links(filled)]
    assert "id_form-0-count" in targets
    empty = rows({"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"})
    empty.is_valid()
    assert error_links(empty)[0].target == ""


def test_an_error_of_a_hidden_input_is_told_without_a_link():
    class Hidden(Form):
        token = forms.CharField(widget=forms.HiddenInput)

    assert error_links(Hidden({}))[0] == ("", "This is needed.", "")


def test_the_form_speaks_the_language_of_the_page():
    with translation.override("ar"):
        assert "<legend" in str(Sample())


@given(st.dictionaries(st.sampled_from(["fair", "safe_and_well", "heard"]), st.text("aB é\n1", max_size=9)))
def test_a_sentence_for_each_thing_is_asked_shown_and_read_back(saved):
    """Law: what was saved is shown in its field and read back without what is empty; other fields are left alone."""
    form = Form({**shown_each(saved, "how"), "however": "x"})
    ask_each(form, "how", [("fair", "Fair"), ("safe_and_well", "Safe"), ("heard", "Heard")])
    assert [*form.fields] == ["how_fair", "how_safe_and_well", "how_heard"]
    assert not any(field.required for field in form.fields.values())
    assert form.is_valid()
    written = {name: sentence.strip() for name, sentence in saved.items() if sentence.strip()}
    assert said_each(form.cleaned_data | {"however": "x"}, "how") == written
    assert shown_each(None, "how") == {}
    form = Form({"how_fair": "x" * 1001})
    ask_each(form, "how", [("fair", "Fair")])
    assert [*form.errors] == ["how_fair"]
