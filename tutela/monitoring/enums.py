"""The words of monitoring, and the reasons for a no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class ActKind(TextChoices):
    """What a State did with an instrument."""

    SIGNATURE = "signature", _("Signature")
    RATIFICATION = "ratification", _("Ratification")
    ACCESSION = "accession", _("Accession")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", _("Approval")
    SUCCESSION = "succession", _("Succession")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    OBJECTION = "objection", _("Objection")


BINDING = frozenset({"ratification", "accession", "acceptance", "approval", "succession"})
"""Acts that make a State a party."""


class Standing(TextChoices):
    """Where a State stands with an instrument on a day."""

    PARTY = "party", _("Party")
    CONSENTED = "consented", _("Consented, not yet in force")
    SIGNED = "signed", _("Signed only")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NONE = "none", _("No act")


class ReservationState(TextChoices):
    """What became of a reservation or declaration."""

    IN_FORCE = "in_force", _("In force")
    PARTIAL = "partial", _("Partly withdrawn")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReportKind(TextChoices):
    """Which report is due."""

    FIRST = "first", _("First report")
    PERIODIC = "periodic", _("Periodic report")
    FOLLOW_UP = "follow_up", _("Follow-up report")


class Level(TextChoices):
    """What a finding on the law says."""

    MET = "met", _("Met")
    PARTLY = "partly", _("Partly met")
    NOT_MET = "not_met", _("Not met")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


class Severity(TextChoices):
    """How much a gap leaves children unprotected."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Position(TextChoices):
    """The State's answer to a recommendation."""

    SUPPORTED = "supported", _("Supported")
    PARTLY = "partly", _("Supported in part")
    NOTED = "noted", _("Noted")
    NONE = "none", _("No position")


class Effect(TextChoices):
    """What implementation changed for children, judged apart from whether it was done."""

    NOT_ASSESSED = "not_assessed", _("Not assessed")
    NONE = "none", _("No effect seen")
    SOME = "some", _("Some effect")
    CLEAR = "clear", _("Clear effect")
    ADVERSE = "adverse", _("Adverse effect")


class ImportKind(TextChoices):
    """Shapes of recommendation files that can be read."""

    UHRI = "uhri", _("UHRI export (JSON)")
    UPR = "upr", _("UPR table (CSV)")
    TUTELA = "tutela", _("Table of this system (CSV)")
    MARKDOWN = "markdown", _("Thematic list (Markdown)")
    DOCX = "docx", _("Thematic list (DOCX)")
    XLSX = "xlsx", _("Thematic list (XLSX)")


class TermKind(TextChoices):
    """Which list an unknown word would belong to."""

    THEME = "themes", _("Theme")
    GROUP = "groups", _("Affected group")


class IndicatorType(TextChoices):
    """What an indicator measures."""

    STRUCTURE = "structure", _("Structure")
    PROCESS = "process", _("Process (output)")
    OUTCOME = "outcome", _("Outcome")


class Direction(TextChoices):
    """Which way is better."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")


class ValueSource(TextChoices):
    """Where a value comes from."""

    RELEASED = "released", _("Released statistic")
    FILE = "file", _("File import")
    HAND = "hand", _("By hand, with evidence")


class ValueState(TextChoices):
    """A value, or why there is none. Zero is a value."""

    VALUE = "value", _("Value")
    SUPPRESSED = "suppressed", _("Suppressed")
    NOT_AVAILABLE = "not_available", _("Not available")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    NOT_ASKED = "not_asked", _("Not asked")
    REFUSED = "refused", _("Refused")
    UNKNOWN = "unknown", _("Unknown")


class BreakKind(TextChoices):
    """Why a series cannot be compared across a point."""

    DEFINITION = "definition", _("Definition changed")
    CHANNEL = "channel", _("New channel")
    COVERAGE = "coverage", _("Coverage changed")
    METHOD = "method", _("Method changed")


class Section(TextChoices):
    """The eight sections of a State report under the Optional Protocol."""

    I = "I", _("I. General")  # noqa: E741
    II = "II", _("II. Data")
    III = "III", _("III. General measures of implementation")
    IV = "IV", _("IV. Prevention")
    V = "V", _("V. Prohibition")
    VI = "VI", _("VI. Protection of the rights of children")
    VII = "VII", _("VII. International cooperation")
    VIII = "VIII", _("VIII. Other provisions")


class Step(TextChoices):
    """The ladder of reminders; after the last step it is silent."""

    T30 = "t-30", _("30 days before")
    T7 = "t-7", _("7 days before")
    DUE = "due", _("On the day")
    LATE14 = "t+14", _("14 days after")
    LATE30 = "t+30", _("30 days after")


class PageKind(TextChoices):
    """What stands on the public site."""

    TREATIES = "treaties", _("Treaties")
    LAW = "law", _("Law")
    RECOMMENDATIONS = "recommendations", _("Recommendations")
    INDICATORS = "indicators", _("Indicators")


class MonitoringReason(Reason):
    """Why monitoring says no."""

    NO_VIEW = "no_monitoring", _("Monitoring opens to planners, legal analysts and those who sign. Ask for a grant.")
    OWN_FINDING = "own_finding", _("Nobody reviews their own finding. Ask a second legal analyst.")
    REVIEWED = "finding_reviewed", _("This finding has its second review already. Write a new finding if something changed.")
    NOT_LATEST = "finding_not_latest", _("A newer finding stands on this question. Review that one.")
    OWN_REPORT = "own_report", _("Nobody signs a version they froze themselves. Ask another person who may sign.")
    NOT_FROZEN = "report_not_frozen", _("Only a frozen version is signed. Freeze the report at its cut-off date first.")
    TOO_LONG = "report_too_long", _("The report is over its word limit. Shorten it, then freeze it again.")
    NO_SHEET = "no_method_sheet", _("An indicator without a whole method sheet is not published. Fill in the sheet first.")
    TERMS_OPEN = "terms_open", _("Some words of this file are not in our lists. Answer each of them, then import.")
    ROWS_OPEN = "rows_open", _("Some rows cannot be taken as they are. Leave them out or correct the file.")
    IMPORT_ENDED = "import_ended", _("This import is finished. Start a new one to read the file again.")
    ALREADY_SO = "already_so", _("It stands like this already. Nothing needs to change.")
    SUPERSEDES_ITSELF = "supersedes_itself", _("This would make a circle of recommendations that replace each other.")
