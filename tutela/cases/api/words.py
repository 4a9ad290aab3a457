"""How a child and a file are said on every screen: formatted once here, not in templates."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.vocabulary import api as vocabulary

from ..age import BirthRange
from ..models import CaseFile, Child, ChildView, Consent, PersonAround
from ..states import FileState

RISK_TONE = {"high": "danger", "medium": "warning", "low": "info", "none": "success"}
STATE_TONE = {
    FileState.TRIAGED: "warning",
    FileState.REGISTERED: "info",
    FileState.IN_ASSESSMENT: "info",
    FileState.PLANNED: "info",
    FileState.ACTIVE: "success",
    FileState.IN_REVIEW: "info",
    FileState.TRANSFER_PENDING: "warning",
    FileState.CLOSED: "neutral",
    FileState.NOT_ACCEPTED: "neutral",
    FileState.REOPENED: "warning",
}


def label(list_id: str, code: str) -> str:
    """The display term of a code; the code itself when the list no longer has it."""
    if not code:
        return ""
    return vocabulary.label(list_id, code) if vocabulary.is_code(list_id, code) else code


def labels(list_id: str, codes: list[str]) -> list[str]:
    """The display terms of several codes."""
    return [label(list_id, code) for code in codes]


def child_name(child: Child) -> str:
    """How the child is called on screens."""
    name = f"{child.given_names} {child.family_names}".strip()
    return name or _("Name not known")


def risk(file: CaseFile) -> tuple[str, str]:
    """The risk level in words, and its tone."""
    if file.risk_level in RISK_TONE:
        return _("Risk: %(level)s") % {"level": label("risk_levels", file.risk_level)}, RISK_TONE[file.risk_level]
    return _("Risk not assessed yet"), "neutral"


def age(child: Child, day: dt.date) -> str:
    """The age in words: exact, or a range, with the presumption said where it matters (R3)."""
    born = BirthRange.from_iso(child.born_earliest, child.born_latest)
    ages = born.ages_on(day)
    if ages is None:
        return _("Age not known; treated as a child")
    low, high = ages
    years = str(low) if low == high else f"{low}–{high}"
    text = _("%(years)s years") % {"years": years}
    if high >= 18 and born.presumed_child_on(day):
        return _("%(age)s; treated as a child while under 18 is possible") % {"age": text}
    return text


def day(value: dt.date | None) -> str:
    """A day in the reader's language, or a dash."""
    return date_format(value, "DATE_FORMAT") if value else "–"


def file_url(file: CaseFile, anchor: str = "") -> str:
    """The address of the file's page."""
    return reverse("file", args=[file.pk]) + (f"#{anchor}" if anchor else "")


def view_facts(view: ChildView) -> list[dict[str, str]]:
    """How the child was heard (R66): what was recorded, in words."""
    persons = PersonAround.objects.filter(file=view.file_id, pk__in=view.present)
    present = [f"{person.name} ({_('unsafe')})" if person.unsafe else person.name for person in persons]
    helped = [
        word
        for said, word in ((view.interpreter, _("an interpreter")), (view.support_person, _("a support person")))
        if said
    ]
    rows = [
        (_("Wants what is proposed"), label("yes_no_unknown", view.agrees)),
        (_("Present"), ", ".join([*present, *([view.present_others] if view.present_others else [])]) or _("Nobody else")),
        (_("Language"), view.language),
        (_("With"), ", ".join(helped)),
        (_("Adapted"), view.adjustments),
        (_("Place"), view.place),
        (_("Chosen by the child"), label("yes_no_unknown", view.chosen_by_child)),
    ]
    return [{"label": name, "value": value} for name, value in rows if value]


def shared_on(consent: Consent | None) -> list[dict[str, str]]:
    """The basis on which something is shared, and who gave or approved it (R73)."""
    if consent is None:
        return []
    who = {"label": _("Given by"), "value": consent.given_by.name if consent.given_by else _("The child")}
    if consent.approved_by:
        who = {"label": _("Approved by"), "value": consent.approved_by.full_name}
    basis = {"label": _("Basis"), "value": label("legal_basis_of_sharing", consent.basis)}
    return [basis, who, {"label": _("Since"), "value": day(consent.created_at.date())}]
