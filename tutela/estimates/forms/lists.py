"""Bringing lists in, choosing among them, deciding on a panel, registering what others estimated."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, CodesField, Form, WholeNumberField
from tutela.vocabulary.api import Option

from ..actions.add_lists import Told
from ..enums import Kind, Quality, Stratum
from ..models import ListOverlap
from ..queries.lists import strata_of
from .files import FilesField

ALONE = "NONE"
"""The choice of no breakdown, as a form sends it."""


class _AboutForm(Form):
    """What is said of the lists as a whole."""

    title = forms.CharField(label=_("Name of this set of lists"), max_length=200)
    year_from = WholeNumberField(label=_("First year"), min_value=1990)
    year_to = WholeNumberField(label=_("Last year"), min_value=1990)
    recall = WholeNumberField(
        label=_("Share of the true links that were found, in per cent"),
        help_text=_("From a clerical check of a sample. Leave it empty when nobody checked: the panel then says so."),
        min_value=1,
        max_value=100,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The years in order and not to come."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("year_from"), said.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", _("The last year is before the first."))
        if last and last > today().year:
            self.add_error("year_to", _("This year has not begun."))
        return said

    def told(self) -> Told:
        """The valid answers for the action."""
        said = self.cleaned_data
        recall = None if said["recall"] is None else said["recall"] / 100
        return Told(said["title"], said["year_from"], said["year_to"], recall)


_COLUMNS = {
    "given": (_("Given name"), "given"),
    "family": (_("Family or father's name"), "family"),
    "alias": (_("Other names"), ""),
    "guardian": (_("Guardians"), ""),
    "sex": (_("Sex"), "sex"),
    "born": (_("Date of birth"), "born"),
    "age": (_("Age"), ""),
    "seen": (_("Date of the contact"), ""),
    "place": (_("Place"), ""),
    "id": (_("Number of a document"), ""),
}


class LinkForm(_AboutForm):
    """Agencies' lists as files, and what their columns are called."""

    uploads = FilesField(
        label=_("Lists, one CSV file each"),
        help_text=_(
            "Three to twelve. The name of the file becomes the name of the list. They are linked in memory and never stored; "
            "only the numbers of children by pattern are kept."
        ),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, (label, usual) in _COLUMNS.items():
            field = forms.CharField(label=label, initial=usual, required=False, max_length=200)
            field.widget.attrs["class"] = "width-20"
            self.fields[f"column_{name}"] = field

    def mapping(self) -> dict[str, tuple[str, ...]]:
        """Field to column names; several are joined by ``+``."""
        said = {name: self.cleaned_data.get(f"column_{name}", "") for name in _COLUMNS}
        return {name: tuple(one.strip() for one in text.split("+")) for name, text in said.items() if text.strip()}

    def clean(self) -> dict[str, Any]:
        """A name at least."""
        said = super().clean()
        if not any(said.get(f"column_{name}") for name in ("given", "family", "alias")):
            self.add_error("column_given", _("Say which column holds a name; without one nothing can be linked."))
        return said

    @property
    def columns(self) -> list[Any]:
        """The fields that name columns."""
        return [self[f"column_{name}"] for name in _COLUMNS]


class CountsForm(_AboutForm):
    """A table of patterns made elsewhere."""

    uploads = FilesField(
        label=_("Table of patterns, as CSV"),
        help_text=_("A column of 0 and 1 for each list, and a column “count”."),
    )


class AskForm(Form):
    """Which lists, and broken down by what."""

    lists = CodesField(label=_("Lists"), codes=[])
    stratum = CodeField(label=_("Broken down by"), codes=[])

    def __init__(self, overlap: ListOverlap, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["lists"] = CodesField(label=_("Lists"), codes=[Option(name, name) for name in overlap.names])
        strata = [Option(one.value or ALONE, str(one.label)) for one in strata_of(overlap)]
        self.fields["stratum"] = CodeField(label=_("Broken down by"), codes=strata)

    def chosen(self) -> tuple[list[str], str]:
        """Lists and breakdown of a valid form."""
        stratum = self.cleaned_data["stratum"]
        return list(self.cleaned_data["lists"]), Stratum.NONE.value if stratum == ALONE else stratum


class ReadingForm(Form):
    """What who asked reads from the panel."""

    reading = forms.CharField(
        label=_("What does the panel show, and what can it not show?"),
        help_text=_("Published with the figures. Name what the methods assume and why they differ."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class RemarkForm(Form):
    """What the second person says."""

    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("Needed when you return it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )


class WithdrawForm(Form):
    """Why a published estimate is taken back."""

    because = forms.CharField(label=_("Why is it withdrawn?"), max_length=300)


def _number(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, min_value=0, required=False, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "width-20"}), **options,
    )  # fmt: skip


def _long(label: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False)


class ExternalForm(Form):
    """An entry of the register (R31)."""

    kind = CodeField(label=_("What is it?"), codes=[Option(one.value, str(one.label)) for one in Kind])
    topic = forms.CharField(label=_("Topic"), max_length=200, help_text=_("Estimates of one topic stand side by side."))
    low = _number(_("Value, or lower end of the range"))
    high = _number(_("Upper end of the range"))
    unit = forms.CharField(label=_("Unit"), max_length=100, help_text=_("For example: children, children a year."))
    population = forms.CharField(label=_("Population"), max_length=200)
    period = forms.CharField(label=_("Period"), max_length=100)
    place = forms.CharField(label=_("Place"), max_length=200)
    source = forms.CharField(label=_("Source"), max_length=300)
    method = forms.CharField(label=_("Method"), max_length=500)
    quality = CodeField(label=_("Quality of the data"), codes=[Option(one.value, str(one.label)) for one in Quality])
    caveats = _long(_("The author's caveats"))
    wording = _long(_("The source's own words"))
