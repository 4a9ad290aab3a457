"""The base of every form: one look, errors as links, calm words, nothing typed lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from .renderer import Renderer

DJANGO_ROWS = "10"
DASHES = "---------"
CHOOSE_ONE = _("Choose")
NEEDED = _("This is needed.")
CHOOSE = _("Choose an answer.")
NOT_OFFERED = _("Choose one of the answers offered.")
CHOOSERS = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


class ErrorLink(NamedTuple):
    """One line of an error summary: the field's label, what is wrong, and the id of the input to go to."""

    label: str
    text: str
    target: str


class FormRenderer(Renderer):
    """Renders forms with the templates of ``ui/forms/``, and drop-downs without one."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class FormMixin:
    """Put before ``forms.Form`` or ``forms.ModelForm``. ``{{ form }}`` gives summary, hidden inputs and all fields."""

    default_renderer: Any = FormRenderer()  # one for all: a renderer of its own would compile its templates for every form
    use_required_attribute = False
    label_suffix = ""
    fields: dict[str, forms.Field]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*arguments, **options)
        self._dress_all()

    def __getitem__(self, name: str) -> forms.BoundField:
        """A bound field; what a form adds late is dressed too."""
        if name in self.fields:
            _dress(self.fields[name])
        return super().__getitem__(name)  # type: ignore[misc,no-any-return]

    def full_clean(self) -> None:
        """Check the input, with our sentences for what a form added late."""
        self._dress_all()
        super().full_clean()  # type: ignore[misc]

    def _dress_all(self) -> None:
        for field in self.fields.values():
            _dress(field)

    def error_links(self) -> list[ErrorLink]:
        """Every error of the form as a link to its input, in the order of the fields."""
        return error_links(self)


class Form(FormMixin, forms.Form):
    """The plain form."""


class ModelForm(FormMixin, forms.ModelForm):
    """The form of a model. It only carries and checks input: an action changes the data, never ``save()``."""


def error_links(source: Any) -> list[ErrorLink]:
    """The error links of a form, or of a formset with all its forms."""
    if hasattr(source, "management_form"):
        own = [ErrorLink("", text, "") for text in source.non_form_errors()]
        return own + [link for form in source.forms for link in error_links(form)]
    links = [ErrorLink("", str(text), "") for text in source.non_field_errors()]
    for bound in (source[name] for name in source.fields if source[name].errors):
        if bound.is_hidden:
            links.extend(ErrorLink("", str(text), "") for text in bound.errors)
        else:
            links.extend(ErrorLink(str(bound.label), str(text), _first_input(bound)) for text in bound.errors)
    return links


def answer_status(*forms_shown: Any) -> int:
    """The HTTP status of a page that shows these forms: 422 when one of them came back with errors, else 200."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms_shown) else 200


def _first_input(bound: forms.BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)):
        return f"{bound.auto_id}_0"
    return bound.id_for_label


def _dress(field: forms.Field) -> None:
    """Give a field our look and words. Doing it again changes nothing."""
    widget = field.widget
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
        field.empty_label = CHOOSE_ONE
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        widget.template_name = "ui/forms/choices.html"
    else:
        _add_class(widget, _class_of(widget))
    if isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("dir", "auto")
        if widget.attrs.get("rows") == DJANGO_ROWS:
            widget.attrs["rows"] = "5"
    elif type(widget) is forms.TextInput and "inputmode" not in widget.attrs:
        widget.attrs.setdefault("dir", "auto")
    _say_plainly(field)


def _say_plainly(field: forms.Field) -> None:
    """Replace Django's own sentences; a message the form's author wrote stays."""
    needed = CHOOSE if isinstance(field.widget, CHOOSERS) else NEEDED
    plain = {
        "required": (forms.Field.default_error_messages["required"], needed),
        "invalid_choice": (forms.ChoiceField.default_error_messages["invalid_choice"], NOT_OFFERED),
    }
    for code, (theirs, ours) in plain.items():
        if field.error_messages.get(code) == theirs:
            field.error_messages[code] = ours


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    if isinstance(widget, (forms.MultiWidget, forms.HiddenInput, forms.SelectDateWidget)):
        return ""
    return "form-control"


def _add_class(widget: forms.Widget, name: str) -> None:
    present: Iterable[str] = widget.attrs.get("class", "").split()
    if name and name not in present:
        widget.attrs["class"] = " ".join([name, *present])
