"""The words of exports: how much leaves, in which form, and why the answer is no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Level(TextChoices):
    """How much of each file leaves."""

    CODES = "codes", _("Codes only: no name, no file number, no free text")
    IDENTITY = "identity", _("With file number, names and birth")


class Form(TextChoices):
    """How the content is written before it is encrypted."""

    LINES = "jsonl", _("JSON, one line for each file")
    TABLE = "csv", _("Table (CSV), one row for each file")


class ExportReason(Reason):
    """Why an export does not go on."""

    NOT_ASKER = "not_asker", _("Supervisors and heads ask for exports of their own offices. Ask one of them.")
    NOT_DECIDER = (
        "not_decider",
        _("The data protection officer decides, and never on what they asked for or entered themselves. Ask another one."),
    )
    NOT_YOURS = "not_yours", _("Only the person who asked takes this export, while the right to do so lasts.")
    KEY_NOT_CONFIRMED = (
        "key_not_confirmed",
        _("The recipient's key is not confirmed, or was ended. Let data protection compare it with the recipient first."),
    )
    NAMES_NOT_FOR_THIS = (
        "names_not_for_this",
        _("Names leave only on an order of a court, by a legal duty, or with the transfer of files. Ask for codes."),
    )
    NOT_FAILED = "not_failed", _("Only what was agreed and could not be built is built again. See where the export stands.")
    NOT_READY = "not_ready", _("There is nothing to take: it is not built yet, or its seven days are over. Ask again.")
