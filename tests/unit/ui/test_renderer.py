"""A drop-down written without templates says what Django's own template says."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from tutela.ui.forms import Form
from tutela.ui.forms import renderer as quick
from tutela.ui.forms.renderer import Renderer

CHOICES = {
    "plain": [("", "Choose"), ("a", "A & <b>"), (3, "Three")],
    "groups": [("One", [("a", "A"), ("b", 'B"')]), ("Two", [("c", "C")]), ("d", "D")],
    "none": [],
}


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("value", ["a", "3", None, "gone"])
def test_the_same_as_djangos_template(name, value):
    widget = forms.Select(
        attrs={"class": "form-select", "required": True, "disabled": False, "data-x": '"<'}, choices=CHOICES[name]
    )
    written = [
        re.sub(r"\s+", " ", widget.render("field", value, renderer=one()).replace("\n", ""))
        for one in (Renderer, DjangoTemplates)
    ]
    assert re.sub(r"> +<", "><", written[0]) == re.sub(r"> +<", "><", written[1])


def test_other_widgets_keep_their_templates():
    assert 'type="text"' in forms.TextInput().render("field", "x", renderer=Renderer())


def test_our_forms_write_theirs_this_way(monkeypatch):
    """The base of every form has a renderer of its own: it must be the quick one."""

    class Asking(Form):
        choice = forms.ChoiceField(choices=CHOICES["plain"])

    written = []
    monkeypatch.setattr(quick, "select", lambda widget: written.append(widget["name"]) or "")
    str(Asking()["choice"])
    assert written == ["choice"]
