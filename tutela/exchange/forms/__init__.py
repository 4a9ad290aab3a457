"""Forms of imports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.directory.api import Office, Territory
from tutela.ui.forms import Form, RowChoiceField, VersionedForm, line, text

from ..enums import Target


class SendForm(Form):
    """A table and where its records belong."""

    office = RowChoiceField(Office, label=gettext_lazy("Office that will hold the files"))
    territory = RowChoiceField(
        Territory,
        label=gettext_lazy("Place of these children"),
        help_text=gettext_lazy("Where the table has no column with the code of the place, it is this one."),
    )
    source = line(
        gettext_lazy("Register or list they come from"),
        longest=120,
        needed=True,
        hint=gettext_lazy("The same name each time: a record of the same register and number is never brought in twice."),
    )
    table = forms.FileField(
        label=gettext_lazy("Table (CSV in UTF-8, or a workbook .xlsx with one sheet)"),
        help_text=gettext_lazy("Nothing is brought in yet: the next page shows what would be."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *arguments: Any, offices: Any = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["office"].queryset = Office.objects.filter(pk__in=offices, holds_files=True)  # type: ignore[attr-defined]


class ColumnsForm(VersionedForm):
    """What each column is; one field a column."""

    def __init__(self, *arguments: Any, columns: list[str], targets: list[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        known = [("", _("Leave it out")), *Target.choices]
        for place, (name, target) in enumerate(zip(columns, targets, strict=True)):
            label = name or _("Column %(number)s") % {"number": place + 1}
            self.fields[f"column_{place}"] = forms.ChoiceField(label=label, choices=known, initial=target, required=False)

    def targets(self) -> list[str]:
        """The chosen targets in the order of the columns."""
        return [value for name, value in self.cleaned_data.items() if name.startswith("column_")]


class UndoForm(VersionedForm):
    """Why an import is undone."""

    because = text(
        gettext_lazy("Why is it undone?"),
        needed=True,
        longest=500,
        hint=gettext_lazy(
            "Every file that nobody has worked on since is closed as opened in error. The others stay and are named."
        ),
    )
