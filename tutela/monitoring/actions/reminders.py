"""The ladder of reminders: each step once for each date and person, then silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tutela.accounts import api as accounts
from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today

from ..enums import Step
from ..models import Reminder
from ..policies import send_reminders
from ..queries.reminders import ESCALATED, near


@dataclass(frozen=True)
class Digest:
    """For one person: how many dates at which step. Names and texts stay inside the system."""

    to: accounts.User
    counts: dict[Step, int]


def remind(*, by: Actor) -> list[Digest]:
    """Remember what is told today and return one digest a person.

    Raises:
        Refused: not the process that watches deadlines.
    """
    send_reminders.require(by)
    day, fresh = today(), []
    people: dict[str, list[accounts.User]] = {}
    told = set(Reminder.objects.values_list("subject", "due_on", "step", "to_id"))
    counts: dict[accounts.User, Counter[Step]] = {}
    for due, step in near(day):
        wanted = (due.permission, *((P.STATE_REPORT_SIGN,) if step in ESCALATED else ()))
        for user in {user for word in wanted for user in _holders(people, word)}:
            if (due.subject, due.due_on, step.value, user.pk) not in told:
                fresh.append(Reminder(subject=due.subject, due_on=due.due_on, step=step, to=user, at=now()))
                counts.setdefault(user, Counter())[step] += 1
    Reminder.objects.bulk_create(fresh)
    audit.record(by=by, action="reminders_told", details={"reminders": len(fresh), "people": len(counts)})
    return [Digest(user, dict(found)) for user, found in counts.items()]


def _holders(known: dict[str, list[accounts.User]], permission: str) -> list[accounts.User]:
    if permission not in known:
        known[permission] = list(accounts.users_holding(permission))
    return known[permission]
