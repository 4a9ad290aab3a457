"""What is owed in a file, by one body, overdue over all; what could be asked for next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tutela.accounts.api import Permission
from tutela.care.api import PlanAction, Referral
from tutela.cases.api import CaseFile
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import NotHere
from tutela.vocabulary import api as vocabulary

from ..models import Obligation
from ..states import UNMET, Owing

RELATED = ("office__organisation",)
_ASKED_FOR = {
    "school_place": ("return_to_school", "catch_up_education"),
    "birth_registration": ("civil_and_birth_registration", "civil_status"),
    "medical_care": ("first_medical_care", "time_critical_care", "immunization", "nutrition"),
    "recovery_support": ("psychological_first_aid", "assessment", "individual_therapy", "group_support"),
    "safe_place": ("emergency_shelter", "safe_accommodation"),
    "living_standard": ("food_and_basic_items", "cash_or_social_protection"),
    "guardian": ("guardian_appointment",),
    "legal_aid": ("legal_aid",),
    "protection_from_contact": ("protection_order", "witness_protection"),
    "labour_inspection": ("labour_claim",),
    "disability_support": ("disability_and_rehabilitation", "disability_support"),
    "asylum_procedure": ("residence_or_asylum",),
}
OF_SERVICE = {service: duty for duty, services in _ASKED_FOR.items() for service in services}
"""The duty behind a service that a child has no access to."""


@dataclass(frozen=True)
class Rule:
    """What the country's rules say of a duty today: the right with its article, how soon, by which law."""

    duty: str
    right: str
    article: str
    actor: str
    within: dt.timedelta
    law: str


@dataclass(frozen=True)
class Overdue:
    """An overdue obligation without the child: the responsible body, right, rule and day."""

    id: uuid.UUID
    number: str
    body: str
    office: str
    sector: str
    duty: str
    right: str
    law: str
    due_on: dt.date
    state: str
    promised_on: dt.date | None
    ground: str


@dataclass(frozen=True)
class Owed:
    """Protected counts of one body and right; ``None``: too small to show."""

    body: str
    sector: str
    right: str
    owed: int | None
    overdue: int | None


def rule_of(duty: str) -> Rule | None:
    """The country's rule for a duty, or ``None`` where it sets none."""
    owed = vocabulary.jurisdiction().obligations.get(duty)
    code = next((one for one in vocabulary.code_list("duties").own() if one.code == duty), None)
    if owed is None or code is None:
        return None
    right = str(code.attributes["right"])
    return Rule(duty, right, article_of(right), str(code.attributes["actor"]), owed.within, owed.law)


def article_of(right: str) -> str:
    """Where a right stands, such as ``CRC 28, 29``."""
    found = next((one for one in vocabulary.code_list("rights").own() if one.code == right), None)
    return found.article if found is not None else ""


def obligations(file: CaseFile) -> QuerySet[Obligation]:
    """What bodies owe in this file, the first due first."""
    return Obligation.objects.filter(file=file).select_related(*RELATED).order_by("due_on", "id")


def suggestions(file: CaseFile) -> list[str]:
    """Duties behind a service the child has no access to, a refusal or a missing registration, that nobody was asked for yet."""
    known = set(Obligation.objects.filter(file=file).exclude(state=Owing.WITHDRAWN).values_list("duty", flat=True))
    rules = vocabulary.jurisdiction().obligations
    return [duty for duty in dict.fromkeys(_signs(file)) if duty in rules and duty not in known]


def _signs(file: CaseFile) -> Iterator[str]:
    unmet = PlanAction.objects.filter(file=file).exclude(unmet_reason="").exclude(state="dropped")
    declined = Referral.objects.filter(file=file, state="declined")
    for service in (*unmet.values_list("service", flat=True), *declined.values_list("service", flat=True)):
        if service in OF_SERVICE:
            yield OF_SERVICE[service]
    if file.child.birth_registration == "not_registered":
        yield "birth_registration"


def is_overdue(one: Obligation) -> bool:
    """Past the day the rule sets, and not met."""
    return one.state in UNMET and one.due_on < today()


def owed_by(actor: Actor) -> QuerySet[Obligation]:
    """What the actor's own body owes; equals what row security opens to it. What is unmet first."""
    mine = Obligation.objects.filter(office_id__in=actor.offices(Permission.REFERRAL_ANSWER))
    return mine.exclude(state=Owing.WITHDRAWN).select_related(*RELATED).order_by("due_on", "id")


def get_owed(actor: Actor, obligation_id: uuid.UUID) -> Obligation:
    """One obligation of the actor's body.

    Raises:
        NotHere: missing, another body's, or no longer asked for.
    """
    found = owed_by(actor).filter(pk=obligation_id).first()
    if found is None:
        raise NotHere()
    return found


def overdue_of_offices(actor: Actor) -> QuerySet[Obligation]:
    """Overdue obligations in the files of the offices the actor answers for, by body."""
    mine = Obligation.objects.filter(holder_id__in=actor.offices(Permission.FILE_VIEW), state__in=UNMET, due_on__lt=today())
    return mine.select_related(*RELATED).order_by("office__organisation__name", "due_on", "id")


def overdue_everywhere() -> list[Overdue]:
    """All overdue obligations without the child, for the independent mechanism; the database gives them to nobody else."""
    return [Overdue(*row) for row in _rows("SELECT * FROM coordination_overdue()", [])]


def owed_counts() -> list[Owed]:
    """Counts by body and right, protected in the database before they leave it."""
    threshold = vocabulary.jurisdiction().suppression.public
    return [Owed(*row) for row in _rows("SELECT * FROM coordination_owed(%s)", [threshold])]


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
