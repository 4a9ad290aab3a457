"""Forms as people can finish them: errors on top and beside the field, nothing typed lost, optional said in words."""

from .digits import ascii_digits
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
from .mixins import ErrorLink, Form, FormMixin, ModelForm, answer_status, error_links
from .widgets import CodeCheckboxes, CodeRadios, CodeSelect, Option, PartialDateWidget

from .problems import add_problems

__all__ = [
    "add_problems",
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
    "ModelForm",
    "MomentField",
    "Option",
    "PartialDateField",
    "PartialDateWidget",
    "WholeNumberField",
    "answer_status",
    "ascii_digits",
    "code_choices",
    "error_links",
]
