"""What each worker carries, counted from the very files that the list shows; and the country's caseload, protected."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Avg, Count, DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Value

from tutela.accounts import api as accounts
from tutela.accounts.api import Permission, User
from tutela.care.api import FollowUp
from tutela.cases.api import CaseFile, Deadline, Late, Risk, narrowed, visible_to
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import NotHere
from tutela.vocabulary import api as vocabulary

LEVELS = tuple(Risk.values)


@dataclass
class Carried:
    """One worker (``None``: files without one): open files by risk, late contacts, contacts this month, days a task has been open."""

    worker: User | None
    levels: dict[str, int] = field(default_factory=dict)
    late: int = 0
    contacts: int = 0
    tasks: int = 0
    task_days: float | None = None

    @property
    def files(self) -> int:
        """Open files."""
        return sum(self.levels.values())

    @property
    def points(self) -> int:
        """Files weighed by risk, as for the limit."""
        weights = vocabulary.jurisdiction().caseload.weights
        return sum(weights.get(level, 1) * number for level, number in self.levels.items())

    @property
    def at_limit(self) -> bool:
        """Whether one more file would pass a limit of the country."""
        rule = vocabulary.jurisdiction().caseload
        return self.worker is not None and (self.files >= rule.files or self.points >= rule.points)


def open_files(actor: Actor) -> QuerySet[CaseFile]:
    """The open files the actor sees: what the list shows without a filter."""
    return narrowed(visible_to(actor), {}, actor.id).order_by()


def carried(actor: Actor) -> list[Carried]:
    """A line for each worker of the offices where the actor decides who is responsible, and for whoever else has one of their files."""
    base = open_files(actor)
    found: dict[uuid.UUID | None, Carried] = {None: Carried(None)}
    for person in _people(actor, base):
        found[person.pk] = Carried(person)
    for worker_id, level, number in base.values_list("worker_id", "risk_level").annotate(Count("pk")):
        found[worker_id].levels[level] = number
    late = narrowed(visible_to(actor), {"late": Late.CONTACT.value}, actor.id).order_by()
    for worker_id, number in late.values_list("worker_id").annotate(Count("pk")):
        found[worker_id].late = number
    people = [key for key in found if key is not None]
    for worker_id, number in contacts(actor, people).order_by().values_list("created_by_id").annotate(Count("pk")):
        found[worker_id].contacts = number
    age = ExpressionWrapper(Value(now(), output_field=DateTimeField()) - F("created_at"), output_field=DurationField())
    open_since = tasks(actor).order_by().values_list("file__worker_id").annotate(number=Count("pk"), mean=Avg(age))
    for worker_id, number, mean in open_since:
        found[worker_id].tasks, found[worker_id].task_days = number, mean / dt.timedelta(days=1)
    return sorted(found.values(), key=lambda one: (one.worker is not None, one.worker.full_name if one.worker else ""))


def contacts(actor: Actor, people: Iterable[uuid.UUID]) -> QuerySet[FollowUp]:
    """Contacts with children since the first of the month that these people wrote down, in files the actor sees."""
    found = FollowUp.objects.filter(file__in=visible_to(actor).order_by(), created_by__in=list(people))
    return found.filter(happened_on__gte=today().replace(day=1)).select_related("file").order_by("-happened_on", "-pk")


def tasks(actor: Actor) -> QuerySet[Deadline]:
    """What is open in the open files the actor sees, the longest open first."""
    found = Deadline.objects.filter(file__in=open_files(actor), done_at=None, cancelled_at=None)
    return found.select_related("file").order_by("created_at", "pk")


def workers_in_sight(actor: Actor, word: str = "") -> list[User]:
    """The workers of the report, or the one whose id the word is.

    Raises:
        NotHere: nobody of them.
    """
    found = [person for person in _people(actor, open_files(actor)) if not word or str(person.pk) == word]
    if word and not found:
        raise NotHere()
    return found


def _people(actor: Actor, base: QuerySet[CaseFile]) -> list[User]:
    here = sorted(actor.offices(Permission.FILE_ASSIGN))
    team = {user.pk: user for office in here for user in accounts.users_with(Permission.FILE_WORK, office)}
    others = User.objects.filter(pk__in=base.exclude(worker=None).values("worker_id")).exclude(pk__in=team)
    return [*team.values(), *others]


@dataclass(frozen=True)
class OfficeLoad:
    """One office (``None``: the country): protected counts (``None``: fewer than ten), and its people who may hold files."""

    office: Office | None
    open_files: int | None
    opened: int | None
    closed: int | None
    workers: int

    @property
    def each(self) -> float | None:
        """Open files for each of them, from the protected count."""
        return self.open_files / self.workers if self.open_files is not None and self.workers else None


def country() -> list[OfficeLoad]:
    """Every office that holds files, the country first; the database rounds, and asks who reads (R76)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT office_id, open_files, opened, closed FROM worklist_caseloads()")
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    staff = _holders()
    offices = Office.objects.filter(holds_files=True).order_by("name", "pk")
    everybody = len(set().union(*staff.values())) if staff else 0
    lines = [_load(one, rows.get(one.pk), len(staff[one.pk])) for one in offices]
    return [_load(None, rows.get(None), everybody), *lines]


def _load(office: Office | None, counts: tuple[int | None, int | None, int | None] | None, workers: int) -> OfficeLoad:
    held, opened, closed = counts or (None, None, None)
    return OfficeLoad(office, held, opened, closed, workers)


def _holders() -> defaultdict[uuid.UUID, set[uuid.UUID]]:
    """Caseworkers by the office of their grant."""
    found: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for grant in accounts.current_grants().filter(role="caseworker", user__is_active=True).exclude(office=None):
        found[grant.office_id].add(grant.user_id)  # type: ignore[index]
    return found
