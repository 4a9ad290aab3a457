"""Invented content for the style page. Nothing here is about a real person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.kernel import clock

from .forms import CodeField, CodesField, DayField, Form, PartialDateField, WholeNumberField


@dataclass(frozen=True)
class SampleCode:
    code: str
    label: Any
    hint: Any = ""
    exclusive: bool = False


ANSWERS = [
    SampleCode("home", gettext_lazy("At home"), gettext_lazy("Or with the people I live with")),
    SampleCode("school", gettext_lazy("At school"), gettext_lazy("Or on the way there")),
    SampleCode("online", gettext_lazy("Online"), gettext_lazy("On a phone, in a game, in a chat")),
    SampleCode("UNK", gettext_lazy("I do not know"), exclusive=True),
]


class SampleForm(Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Name to use"), help_text=gettext_lazy("The name the person wants to be called by.")
    )
    birth = PartialDateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("Fill in what is known. Any part may stay empty. For example 27 3 2014."),
        required=False,
    )
    people = WholeNumberField(label=gettext_lazy("How many people live there"), required=False, min_value=0)
    visit = DayField(label=gettext_lazy("Day of the visit"), required=False)
    places = CodesField(
        label=gettext_lazy("Where does it happen?"), codes=ANSWERS, help_text=gettext_lazy("Choose all that fit.")
    )
    place = CodeField(label=gettext_lazy("Where is it safest to talk?"), codes=ANSWERS)
    office = CodeField(
        label=gettext_lazy("Office"),
        codes=[SampleCode(str(number), f"{number:02d}") for number in range(1, 12)],
        required=False,
    )
    story = forms.CharField(label=gettext_lazy("What happened, in your own words"), widget=forms.Textarea, required=False)
    agree = forms.BooleanField(
        label=gettext_lazy("The person was told who will read this"), help_text=gettext_lazy("Before anything is sent.")
    )


class SampleQuestion(Form):
    """One question, as a child meets it."""

    place = CodeField(label=gettext_lazy("Where does it happen?"), codes=ANSWERS, required=False)


def staff_context() -> dict[str, Any]:
    """Everything the staff part of the style page shows."""
    now = clock.now()
    wrong = SampleForm({"people": "٣٤ب", "birth_day": "31", "birth_month": "2", "places": ["home", "UNK"]})
    wrong.is_valid()
    return {
        "navigation": _navigation(),
        "user_menu": {"name": _("Amal Haddad"), "role": _("Example role"), "links": _user_links(), "sign_out_url": "#"},
        "breadcrumbs": [{"label": _("First page"), "url": "#"}, {"label": _("Style page"), "url": ""}],
        "empty_form": SampleForm(auto_id="ok_%s"),
        "wrong_form": wrong,
        "now": now,
        "moments": _moments(now),
        "tracks": _tracks(now),
        "tabs": _tabs(),
        "facts": _facts(),
        "rows": _rows(now),
        "tones": ["neutral", "info", "success", "warning", "danger"],
    }


def public_context() -> dict[str, Any]:
    """Everything the public part of the style page shows."""
    wrong = SampleQuestion({"place": "elsewhere"}, auto_id="bad_%s")
    wrong.is_valid()
    return {
        "question": SampleQuestion(),
        "wrong_question": wrong,
        "help_numbers": [
            {
                "label": _("Helpline for children"),
                "number": "116 111",
                "url": "tel:116111",
                "note": _("Free, day and night"),
            },
            {"label": _("In danger now"), "number": "112", "url": "tel:112", "note": "", "urgent": True},
        ],
        "language_links": [
            {"code": "en", "label": "English", "url": "?site=public", "current": True},
            {"code": "ar", "label": "العربية", "url": "?site=public", "current": False},
            {"code": "am", "label": "አማርኛ", "url": "?site=public", "current": False},
        ],
    }


def _navigation() -> list[dict[str, Any]]:
    return [
        {"label": _("My work"), "url": "#", "icon": "checklist", "current": True, "count": 7},
        {"label": _("New"), "url": "#", "icon": "inbox", "count": 3},
        {"label": _("Files"), "url": "#", "icon": "folder"},
        {"label": _("Calendar"), "url": "#", "icon": "calendar-event"},
        {"heading": _("Look further")},
        {"label": _("Services"), "url": "#", "icon": "map-pin"},
        {"label": _("Numbers"), "url": "#", "icon": "chart-bar"},
    ]


def _user_links() -> list[dict[str, Any]]:
    return [{"label": _("My account"), "url": "#", "icon": "user"}, {"label": _("Help"), "url": "#", "icon": "help-circle"}]


def _moments(now: dt.datetime) -> dict[str, dt.datetime]:
    hours = {"overdue": -73, "today": 5, "week": 120, "past": -200, "before": -210}
    return {name: now + dt.timedelta(hours=count) for name, count in hours.items()}


def _tracks(now: dt.datetime) -> list[dict[str, Any]]:
    due = now + dt.timedelta(hours=20)
    return [
        {
            "label": _("First track"),
            "icon": "shield-check",
            "tone": "success",
            "status": _("On its way"),
            "summary": _("Two of three steps are done."),
            "url": "#",
            "current": True,
        },
        {
            "label": _("Second track"),
            "icon": "stethoscope",
            "tone": "warning",
            "status": _("Waiting for an answer"),
            "summary": _("Asked four days ago."),
            "next": _("call the office"),
            "due": due,
            "url": "#",
        },
        {
            "label": _("Third track"),
            "icon": "scale",
            "tone": "danger",
            "status": _("Needs you now"),
            "summary": _("The last step was refused."),
            "url": "#",
        },
        {"label": _("Fourth track"), "icon": "home", "tone": "neutral", "status": _("Not begun"), "url": "#"},
    ]


def _tabs() -> list[dict[str, Any]]:
    return [
        {"label": _("Overview"), "url": "#", "icon": "id", "current": True},
        {"label": _("Plan"), "url": "#", "icon": "list-check", "count": 4},
        {"label": _("People"), "url": "#", "icon": "users"},
        {"label": _("Papers"), "url": "#", "icon": "file-text", "count": 12},
    ]


def _facts() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "value": "AB-2026-00417"},
        {"label": _("Territory"), "value": _("Northern district")},
        {"label": _("Speaks"), "value": "العربية, አማርኛ"},
        {"label": _("Change"), "value": "+4%"},
    ]


def _rows(now: dt.datetime) -> list[dict[str, Any]]:
    states = [("danger", _("Needs you now"), -30), ("warning", _("Waiting"), 9), ("info", _("Open"), 80)]
    return [
        {
            "code": f"AB-2026-{417 + number:05d}",
            "name": name,
            "tone": states[number % 3][0],
            "state": states[number % 3][1],
            "due": now + dt.timedelta(hours=states[number % 3][2] + number),
            "place": _("Northern district"),
            "count": number * 3 + 1,
        }
        for number, name in enumerate(("Selam", "نور", "Mateo", "ሰላም", "Aïcha", "Li"))
    ]
