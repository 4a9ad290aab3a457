"""Forms of a merge and its steps; each step with its action and its rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile
from tutela.ui.forms import Form, Move, VersionedForm, text
from tutela.ui.presenters import isolated

from ..actions import merges as actions
from ..policies import merges as policies


class ProposeForm(Form):
    """Which of two files leads, and why."""

    way = forms.ChoiceField(label=_("Which file is written in from now on?"), widget=forms.RadioSelect)
    reason = text(
        _("Why these files are merged"),
        needed=True,
        hint=_("What makes sure that it is one child, and why this file leads. A second person decides by it."),
    )

    def __init__(self, *args: Any, ways: list[tuple[CaseFile, CaseFile]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.ways = {f"{leading.pk}.{file.pk}": (leading, file) for leading, file in ways}
        field: Any = self.fields["way"]
        field.choices = [
            (
                key,
                _("Write in %(leading)s; %(file)s is shut and read")
                % {"leading": isolated(leading.number), "file": isolated(file.number)},
            )
            for key, (leading, file) in self.ways.items()
        ]

    def clean(self) -> dict[str, Any]:
        """The two files in place of the way."""
        said = super().clean() or {}
        leading, file = self.ways.get(said.pop("way", ""), (None, None))
        return said | {"leading": leading, "file": file}


class AnswerForm(VersionedForm):
    """A second person decides, or somebody says no."""

    answer = text(_("Reason"), needed=True)


class UndoForm(VersionedForm):
    """The merge is taken back."""

    undone_because = text(_("Why the merge is taken back"), needed=True)


MOVES = (
    Move(
        "confirm",
        _("Merge the files"),
        AnswerForm,
        actions.confirm_merge,
        policies.decide,
        "check",
        follows=_(
            "The one file is shut and stays readable as it is; the child's next steps are written in the leading file. Nobody sees "
            "more than before. The merge can be taken back."
        ),
    ),
    Move(
        "decline",
        _("Leave the files as they are"),
        AnswerForm,
        actions.decline_merge,
        policies.decline,
        "x",
        follows=_("Nothing changes in the two files. The link of the two records stands."),
    ),
    Move(
        "undo",
        _("Take the merge back"),
        UndoForm,
        actions.undo_merge,
        policies.undo,
        "refresh",
        follows=_(
            "The file that was shut is written in again, as it was. What was due in it and was done in the other file since is due "
            "again. What was written in the leading file stays there: bring over what is of the other child."
        ),
    ),
)
