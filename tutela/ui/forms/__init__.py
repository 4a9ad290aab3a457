"""Forms as people can finish them: errors on top and beside the field, nothing typed lost, optional said in words."""

from .digits import ascii_digits, own_digits
from .fields import (
    CodeField,
    CodesField,
    DayField,
    DigitsField,
    MomentField,
    PartialDateField,
    WholeNumberField,
    code_choices,
)
from .keys import AmountField, KeysField, RowChoiceField, RowField, RowsField, split_codes
from .mixins import ErrorLink, Form, FormMixin, ModelForm, answer_status, error_links
from .moves import Move, move_named, moving_form, offered, offered_pages
from .problems import add_problems, invalid, require_valid
from .saving import act_and_return, making_form, saving_form
from .sentences import ask_each, said_each, shown_each
from .short import VersionedForm, line, text
from .widgets import CodeCheckboxes, CodeRadios, CodeSelect, Option, PartialDateWidget

__all__ = [
    "AmountField",
    "CodeCheckboxes",
    "CodeField",
    "CodeRadios",
    "CodeSelect",
    "CodesField",
    "DayField",
    "DigitsField",
    "ErrorLink",
    "Form",
    "FormMixin",
    "KeysField",
    "ModelForm",
    "MomentField",
    "Move",
    "Option",
    "PartialDateField",
    "PartialDateWidget",
    "RowChoiceField",
    "RowField",
    "RowsField",
    "VersionedForm",
    "WholeNumberField",
    "act_and_return",
    "add_problems",
    "answer_status",
    "ascii_digits",
    "ask_each",
    "code_choices",
    "error_links",
    "invalid",
    "line",
    "making_form",
    "move_named",
    "moving_form",
    "offered",
    "offered_pages",
    "own_digits",
    "require_valid",
    "said_each",
    "saving_form",
    "shown_each",
    "split_codes",
    "text",
]
