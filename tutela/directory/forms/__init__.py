"""The filters of the service directory, and the form of an entry's keeper."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import now
from tutela.ui.forms import CodeField, CodesField, Form, WholeNumberField
from tutela.vocabulary import api as vocabulary

from ..enums import Day
from ..models import Territory
from ..queries.finder import Wanted, centre_of
from ..queries.opening import moment_now

DISTANCES = [
    ("", _("Any distance")),
    ("5", _("5 km")),
    ("10", _("10 km")),
    ("25", _("25 km")),
    ("50", _("50 km")),
    ("100", _("100 km")),
]
_PLACES = Territory.objects.filter(level__lte=3).defer("outline")
"""Places to choose from; the outline of one is read when it is measured from."""
_TIMES = [(f"{hour:02d}:{minute:02d}", f"{hour:02d}:{minute:02d}") for hour in range(24) for minute in (0, 30)]


class FinderForm(Form):
    """What is needed, where, how far, when, and what must be accessible. Sent by GET: an address can be kept."""

    service = CodeField(label=_("Need"), codes=lambda: vocabulary.options("services", with_unknown=False), required=False)
    territory = forms.ModelChoiceField(label=_("In this place only"), queryset=_PLACES, required=False, to_field_name="code")
    near = forms.ModelChoiceField(label=_("Near this place"), queryset=_PLACES, required=False, to_field_name="code")
    within = forms.ChoiceField(label=_("How far"), choices=DISTANCES, required=False)
    day = forms.ChoiceField(
        label=_("Open on"), choices=[("", _("Any day")), ("now", _("Now")), *Day.choices], required=False
    )
    time = forms.ChoiceField(label=_("At"), choices=[("", _("Any time")), *_TIMES], required=False)
    access = CodesField(
        label=_("Accessible"), codes=lambda: vocabulary.options("service_accessibility", with_unknown=False), required=False
    )
    age = WholeNumberField(label=_("Age of the child"), required=False, min_value=0, max_value=120)
    words = forms.CharField(label=_("Name"), required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("within") and not data.get("near"):
            self.add_error("near", _("Choose the place to measure from, or “Any distance”."))
        if data.get("time") and not data.get("day"):
            self.add_error("day", _("Choose the day too, or “Now”."))
        return data

    def wanted(self) -> Wanted:
        """What to look for; a form that was not sent, or is wrong, narrows nothing."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        territory, near = data.get("territory"), data.get("near")
        return Wanted(
            need=data.get("service") or "",
            territory_path=territory.path if territory else "",
            near=centre_of(near) if near else None,
            within_km=float(data["within"]) if data.get("within") else None,
            open_at=_moment(data.get("day") or "", data.get("time") or ""),
            access=tuple(data.get("access") or ()),
            age=data.get("age"),
            words=data.get("words") or "",
        )


class ConfirmForm(Form):
    """The entry is right, and how much room there is. Unknown is left empty."""

    capacity = WholeNumberField(label=_("Places in all"), required=False, min_value=0, max_value=100_000)
    free_places = WholeNumberField(label=_("Free places today"), required=False, min_value=0, max_value=100_000)
    waiting = WholeNumberField(label=_("People waiting"), required=False, min_value=0, max_value=100_000)


def _moment(day: str, time: str) -> tuple[str, dt.time] | None:
    if not day:
        return None
    today, present = moment_now(now().astimezone(ZoneInfo(settings.TUTELA_COUNTRY_TIME_ZONE)))
    if day == "now":
        return today, present
    return day, dt.time.fromisoformat(time) if time else dt.time(12)
