"""Small fast pieces for templates, usable in table cells where components are too heavy."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from .. import presenters
from ..enums import DIRECTIONAL_ICONS, ICON_ALIASES, ICONS, TONE_ICONS, Tone
from ..forms.digits import own_digits
from ..forms.mixins import ErrorLink, error_links

register = template.Library()


@register.simple_tag
def asked(door: str, *about: Any) -> Any:
    """What a context above says, in words, through the door that the settings name: a page below shows it and imports nothing."""
    return import_string(getattr(settings, door))(*about)


@register.filter
def late_rows(rows: Iterable[dict[str, Any]]) -> int:
    """How many rows of what is due are late."""
    return sum(1 for row in rows if row["late"])


@register.filter
def codes(choices: Iterable[tuple[str, Any]]) -> list[str]:
    """The codes of a field's choices: what is asked beside it depends on what can be chosen."""
    return [str(code) for code, _word in choices]


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """One icon of the sprite. Silent for screen readers unless ``label`` is given. ``size``: ``sm`` or ``lg``.

    An unknown name is shown as a point, with a warning that names the nearest icons (an error in the tests).
    """
    name = ICON_ALIASES.get(name, name)
    if name not in ICONS:
        near = ", ".join(get_close_matches(name, sorted(ICONS))) or "none"
        warnings.warn(f"no icon {name!r} in the sprite; near: {near}", UserWarning, stacklevel=2)
        name = "point"
    return _drawn(name, size) if not label else _icon(name, size, format_html('role="img" aria-label="{}"', label))


@lru_cache(maxsize=512)
def _drawn(name: str, size: str) -> SafeString:
    """A silent icon: the same in every language, and by the hundred on a page."""
    return _icon(name, size, mark_safe('aria-hidden="true"'))


def _icon(name: str, size: str, spoken: SafeString) -> SafeString:
    classes = "icon"
    if size:
        classes += f" icon-{size}"
    if name in DIRECTIONAL_ICONS:
        classes += " icon-directional"
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        spoken,
        static("ui/vendor/tabler-icons/sprite.svg"),
        name,
    )


@register.simple_tag
def status(text: Any, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A status badge: words, an icon and a colour, all three saying the same."""
    known = Tone(tone)
    return format_html(
        '<span class="mark mark-{}">{}<span>{}</span></span>',
        known.value,
        icon(icon_name or TONE_ICONS[known], size="sm"),
        text,
    )


@register.simple_tag
def deadline(
    due: dt.datetime | dt.date, done: dt.datetime | dt.date | None = None, soon_hours: int = 24, exact: bool = False
) -> SafeString:
    """A badge that counts down to ``due``; with ``exact`` the date stands beside it."""
    shown = presenters.deadline(due, done or None, dt.timedelta(hours=int(soon_hours)))
    badge = format_html(
        '<span class="mark mark-{}">{}<span><bdi>{}</bdi></span></span>',
        shown.tone.value,
        icon(shown.icon, size="sm"),
        shown.text,
    )
    if not exact:
        return format_html('<time datetime="{}" title="{}">{}</time>', due.isoformat(), presenters.moment(due), badge)
    return format_html('<span class="deadline">{} {}</span>', badge, when(due))


@register.simple_tag
def when(value: dt.datetime | dt.date | None, pattern: str = "") -> SafeString:
    """A date or moment in the page's language, isolated from the text's direction; a dash when there is none."""
    if not value:
        return format_html('<span class="text-secondary">{}</span>', _("Not recorded"))
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(), presenters.moment(value, pattern))


@register.filter
def bdi(value: Any) -> SafeString:
    """Isolate a value (a name, a code, a number with its sign) from the direction of the text around it."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter(is_safe=True)
def in_own_digits(value: str) -> str:
    """A code in the digits of the page's language."""
    return own_digits(str(value), get_language() or "en")


@register.filter
def part_known_date(value: str | None) -> str:
    """Words for a part-known date (EDTF text)."""
    return presenters.part_known_date(value or "")


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that belongs to a tone."""
    return TONE_ICONS[Tone(tone or "neutral")]


@register.filter
def error_entries(source: Any) -> list[ErrorLink]:
    """The links of an error summary, from a form, a formset or a list of forms, or from ready links."""
    forms: Iterable[Any] = [source] if isinstance(source, BaseForm) or hasattr(source, "management_form") else source
    found: list[Any] = []
    for entry in forms or ():
        found.extend([entry] if isinstance(entry, (ErrorLink, dict)) else error_links(entry))
    return found


@register.simple_tag(takes_context=True)
def page_attributes(context: Context) -> SafeString:
    """The attributes of ``<html>``: language, direction and the person's chosen theme."""
    request = context.get("request")
    theme = request.COOKIES.get("theme", "") if request is not None else ""
    direction = "rtl" if get_language_bidi() else "ltr"
    if theme in ("light", "dark"):
        return format_html('lang="{}" dir="{}" data-bs-theme="{}"', get_language() or "en", direction, theme)
    return format_html('lang="{}" dir="{}"', get_language() or "en", direction)


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> str:
    """``light``, ``dark`` or ``auto``: what the person chose on this device."""
    request = context.get("request")
    theme = request.COOKIES.get("theme", "") if request is not None else ""
    return theme if theme in presenters.THEMES else "auto"


@register.simple_tag
def themes() -> list[tuple[str, Any]]:
    """The themes a person can choose, as ``(code, label)``."""
    return list(presenters.THEMES.items())
