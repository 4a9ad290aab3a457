"""The words of circumstances: why a part is not written, and what a form may be attached to."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class PartReason(Reason):
    """Why the answer is no."""

    MEDICAL_ONLY = (
        "medical_only",
        _("This part belongs to the medical track. Refer the child to a health service; it keeps it there (R41)."),
    )
    NOT_TREATED_HERE = (
        "not_treated_here",
        _("This opens while your service treats the child on a medical referral it has accepted."),
    )
    NOT_MEDICAL = "not_medical", _("This part goes with the file. Its worker keeps it.")
    NEED_ENDED = "need_ended", _("The child has this service by now. Nothing needs to be planned.")
    NO_DRAFT_PLAN = (
        "no_draft_plan",
        _("There is no draft of a plan to put it in. Start a plan, or write why nothing is planned."),
    )
    IN_ERROR = "in_error", _("This was entered in error and is closed. Name the right again if it was violated.")
    ADMINISTRATORS = "administrators_install", _("Forms are installed by an administrator. Ask yours.")


class Step(TextChoices):
    """The step of the file at which a part is offered."""

    REGISTRATION = "registration", _("Registration")
    ASSESSMENT = "assessment", _("Assessment")
    PLAN = "plan", _("Case plan")
    FOLLOW_UP = "follow_up", _("Follow-up")


class FormProblem(TextChoices):
    """What is wrong with an XLSForm; the text takes ``what``."""

    NOT_A_WORKBOOK = "not_a_workbook", _("This is no .xlsx workbook.")
    NO_SHEET = "no_sheet", _("The sheet “%(what)s” is missing.")
    NO_COLUMN = "no_column", _("The column “%(what)s” is missing.")
    UNKNOWN_COLUMN = "unknown_column", _("The column “%(what)s” is not understood. Take it out.")
    UNKNOWN_TYPE = (
        "unknown_type",
        _("The type “%(what)s” is not understood. Use text, integer, decimal, date, select_one, …"),
    )
    NO_FILES = "no_files", _("“%(what)s” would take a picture, a recording, a file or a place. No form of Tutela does (P2).")
    BAD_NAME = "bad_name", _("“%(what)s” is no name: a letter, then letters, digits and _, at most 40.")
    NAME_TWICE = "name_twice", _("The name “%(what)s” is used twice.")
    NO_LABEL = "no_label", _("“%(what)s” has no label in the form's main language.")
    NO_LIST = "no_list", _("The list “%(what)s” is not on the sheet of choices.")
    NOT_CLOSED = "not_closed", _("“%(what)s” is not closed, or closed without being opened.")
    NESTED_REPEAT = "nested_repeat", _("“%(what)s” stands inside a repeat. A repeat holds questions only.")
    EMPTY_GROUP = "empty_group", _("“%(what)s” asks nothing.")
    BAD_EXPRESSION = "bad_expression", _("The expression is not understood at “%(what)s”.")
    UNKNOWN_NAME = "unknown_name", _("The expression reads ${%(what)s}, which is not in the form.")
    OUTSIDE_REPEAT = "outside_repeat", _("The expression reads ${%(what)s}, which is inside a repeat, from outside it.")
    CIRCLE = "circle", _("“%(what)s” is relevant depending on itself.")
    FORBIDDEN = "forbidden", _("No label says “%(what)s”: it would blame a child. Use the term of the glossary.")
    BAD_SETTING = "bad_setting", _("The setting “%(what)s” is missing or not understood.")
    COUNTED = "counted", _("“%(what)s” cannot be counted: only choices outside repeats and outside the medical track are.")
    TAKEN = "taken", _("The code “%(what)s” is that of a part of Tutela. Choose another form_id.")
    OLD_VERSION = "old_version", _("Version %(what)s is there already. Raise the version on the sheet of settings.")
    TOO_LARGE = "too_large", _("The form is too large: %(what)s.")
    PYXFORM = "pyxform", _("As an XLSForm it is not sound: %(what)s")
