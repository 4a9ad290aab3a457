"""Drop-downs without a template for each option: a page with two hundred of them spent half its time on these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

_SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Django's own renderer; a drop-down is written as its template writes it."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The widget or form as HTML."""
        if template_name == _SELECT:
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> SafeString:
    """A drop-down from what ``Select.get_context`` says of it."""
    groups = [
        f'<optgroup label="{conditional_escape(name)}">{_options(options)}</optgroup>' if name else _options(options)
        for name, options, _index in widget["optgroups"]
    ]
    return SafeString(
        f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>{"".join(groups)}</select>'
    )


def _options(options: list[dict[str, Any]]) -> str:
    return "".join(
        f'<option value="{conditional_escape(str(one["value"]))}"{_attributes(one["attrs"])}>{conditional_escape(one["label"])}</option>'
        for one in options
    )


def _attributes(attributes: Mapping[str, Any]) -> str:
    said = ((name, value) for name, value in attributes.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{conditional_escape(value)}"' for name, value in said)
