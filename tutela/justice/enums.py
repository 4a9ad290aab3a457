"""The words of justice: what is written down of proceedings, and why a step is refused (P6, P20, R78-R88)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Authority(TextChoices):
    """Before whom the proceedings are."""

    POLICE = "police", _("Police")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    COURT = "court", _("Court")
    OTHER = "other", _("Another authority")


class Verdict(TextChoices):
    """What a judgment said of the accused; the child is never judged here."""

    CONVICTED = "convicted", _("The accused was convicted")
    ACQUITTED = "acquitted", _("The accused was acquitted")
    OTHER = "other", _("Another decision")


class Answer(TextChoices):
    """Yes, no, or not known."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Task(TextChoices):
    """Why a legal step was opened."""

    SETTLEMENT = "settlement", _("Oppose the settlement and keep the case in the hands of justice")
    FORCED_MARRIAGE = "forced_marriage", _("Urgent legal action against the marriage")
    RELEASE = "release", _("Bring about the release of the child and a place outside detention")
    NON_PUNISHMENT = "non_punishment", _("Ask that the child is not punished")
    INTERVIEWS = "interviews", _("Stop further interviews; ask for one recorded interview")
    COSTS = "costs", _("Have the costs taken off the child and the family")
    DISCONTINUED = "discontinued", _("Contest that the proceedings were ended")


class ChargedFor(TextChoices):
    """What a child who was exploited is charged with or punished for."""

    PROSTITUTION = "prostitution", _("Acts linked to sexual exploitation")
    MIGRATION = "migration", _("Entry or stay without papers")
    BEGGING = "begging", _("Begging or life in the street")
    THEFT = "theft", _("Theft under constraint")
    DRUGS = "drugs", _("Carrying or selling drugs under constraint")
    DOCUMENTS = "documents", _("False documents")
    LEAVING_MARRIAGE = "leaving_marriage", _("Leaving a marriage or a home")
    ARMED_GROUP = "armed_group", _("Association with an armed group")
    STATUS = "status", _("Status alone")
    OTHER = "other", _("Another act linked to the exploitation")


class NonPunishment(TextChoices):
    """How a non-punishment action ended."""

    DROPPED = "dropped", _("The charge was dropped")
    LIFTED = "lifted", _("The sanction was lifted")
    ERASED = "erased", _("The record was erased")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Refused")


GRANTED = frozenset({NonPunishment.DROPPED, NonPunishment.LIFTED, NonPunishment.ERASED, NonPunishment.PARTLY})


class CostKind(TextChoices):
    """What was charged."""

    FORENSIC = "forensic", _("Forensic examination")
    PROCEDURAL = "procedural", _("Costs of the proceedings")
    LAWYER = "lawyer", _("Lawyer")
    DOCUMENTS = "documents", _("Copies and documents")
    TRAVEL = "travel", _("Travel to police or court")
    OTHER = "other", _("Something else")


class Payer(TextChoices):
    """Who was to pay."""

    CHILD = "child", _("The child")
    FAMILY = "family", _("The family")


class Measure(TextChoices):
    """Child-sensitive measures in proceedings (A/65/221, paras. 107-108; ECOSOC 2005/20)."""

    RECORDED_INTERVIEW = "recorded_interview", _("Single recorded interview")
    SUPPORT_PERSON = "support_person", _("Support person at every hearing")
    NO_CONTACT = "no_contact", _("No contact with the accused")
    CLOSED_HEARING = "closed_hearing", _("Hearing behind closed doors")
    NAME_PROTECTED = "name_protected", _("Name and picture protected")
    INTERPRETER = "interpreter", _("Interpreter the child understands")
    REMOTE_TESTIMONY = "remote_testimony", _("Testimony by screen or recording")
    SAFE_WAITING = "safe_waiting", _("Separate waiting room and way in")


class Threatened(TextChoices):
    """Against whom a threat is."""

    CHILD = "child", _("The child")
    FAMILY = "family", _("The family")
    REPORTER = "reporter", _("Whoever reported")
    WITNESS = "witness", _("A witness")
    WORKER = "worker", _("A worker")


class ThreatKind(TextChoices):
    """What kind of threat."""

    THREAT = "threat", _("Threat")
    PRESSURE = "pressure", _("Pressure to withdraw")
    VIOLENCE = "violence", _("Violence")
    MONEY = "money", _("Money offered for silence")
    EXPULSION = "expulsion", _("Loss of home, work or papers")
    PUBLIC = "public", _("Public naming")
    OTHER = "other", _("Something else")


class Across(TextChoices):
    """What is asked across borders (para. 118)."""

    JURISDICTION = "jurisdiction", _("Jurisdiction over acts committed abroad")
    EXTRADITION = "extradition", _("Extradition")
    ASSISTANCE = "assistance", _("Mutual legal assistance")
    CONFISCATION = "confiscation", _("Seizure or confiscation of proceeds")


class Result(TextChoices):
    """What came of such a request."""

    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Refused")
    NO_ANSWER = "no_answer", _("No answer; given up")


class Counsel(TextChoices):
    """On what a share with an authority that could punish the child may rest (P13)."""

    ADVICE = "advice", _("Legal advice")
    DANGER = "danger", _("Immediate danger to life")


class Separated(TextChoices):
    """How a child who is held is held."""

    YES = "yes", _("Apart from adults")
    NO = "no", _("Together with adults")
    UNKNOWN = "unknown", _("Not known")


class JusticeReason(Reason):
    """Why a step is refused."""

    NOT_YOURS = (
        "justice_not_yours",
        _("Proceedings are kept by the worker of the file or a legal officer of its office. Ask one of them."),
    )
    OVER = "justice_over", _("This is over and stays as it was written. Enter a new one if something new happened.")
    NOT_NOW = "justice_not_now", _("This step does not fit the state it is in. Look at what is possible next on its page.")
    NOT_AWARDED = "not_awarded", _("Nothing was awarded yet, so nothing can be paid. Enter the decision first.")
    EXPOSED = (
        "legally_exposed",
        _(
            "A law could be used to punish this child, so nothing goes to this authority before legal advice. Record the advice in "
            "the chapter “Justice”; in immediate danger to life, write why, and another person confirms it (P13)."
        ),
    )
    OWN_COUNSEL = "own_counsel", _("Nobody confirms what they wrote themselves. Ask a supervisor or a legal officer.")
    NO_ALTERNATIVE = (
        "no_alternative",
        _("A closed place is never a service for a child. Enter where the child went that is not closed (P19, P20)."),
    )
