"""What comes first today: up to five things in words, each with its place, from what every context can say; and the counts that
matter to a role. Contexts above are asked by the doors named in ``TUTELA_FIRST``: ``(actor) -> list of what, about, url, due``; what says
``ahead`` of itself comes after everything else, however late: it pushes nothing down that is about safety."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.care.api import decisions, open_to_service
from tutela.cases import api as cases
from tutela.cases.api import NOBODY, DeadlineKind, Late, narrowed, visible_to, words
from tutela.intake import api as intake
from tutela.justice.api import Task, breaches, open_tasks
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of, now, today

from ..queries.caseload import country

URGENT = 5
LOOKED_AT = 20
SOON = dt.timedelta(days=7)
_FIRST, _NEXT, _THEN, _AHEAD = range(4)
Thing = dict[str, Any]


def _thing(rank: int, what: Any, about: Any, url: str, due: dt.datetime | None = None) -> Thing:
    return {"rank": rank, "what": str(what), "about": str(about), "url": url, "due": due}


def _own(actor: Actor) -> Iterable[Thing]:
    found = cases.open_deadlines(actor, days=SOON.days)
    if actor.has(P.FILE_ASSIGN):  # said once, as what it takes
        found = found.exclude(kind=DeadlineKind.ASSIGNMENT, file__worker=None)
    for one in found[:LOOKED_AT]:
        yield _thing(_NEXT, DeadlineKind(one.kind).label, one.file.number, reverse("file", args=[one.file_id]), one.due_at)


def _to_decide(actor: Actor) -> Iterable[Thing]:
    kinds = {
        "assessment": _("Decide on an assessment"),
        "plan": _("Decide on a case plan"),
        "closure": _("Decide on closing"),
    }
    for work in decisions(actor)[:LOOKED_AT]:
        kind = work._meta.model_name or ""
        yield _thing(_THEN, kinds[kind], work.file.number, reverse("decide", args=[kind, work.pk]))
    for consent in cases.overrides(actor)[:LOOKED_AT]:
        url = reverse("override_decide", args=[consent.pk])
        yield _thing(_NEXT, _("Decide on acting without consent"), consent.file.number, url)
    for access in cases.accesses_to_review(actor)[:LOOKED_AT]:
        since = words.day(access.started_at.date())
        yield _thing(_NEXT, _("Review an emergency access"), since, reverse("access_review", args=[access.pk]))


def _to_assign(actor: Actor) -> Iterable[Thing]:
    files = list(cases.unassigned(actor)[:LOOKED_AT])
    waiting = cases.Deadline.objects.filter(file__in=files, kind=DeadlineKind.ASSIGNMENT, done_at=None, cancelled_at=None)
    due = dict(waiting.values_list("file_id", "due_at")) if files else {}
    for file in files:
        url = reverse("file_assign", args=[file.pk])
        yield _thing(_FIRST, _("No worker is responsible"), file.number, url, due.get(file.pk))


def _carried_up(actor: Actor) -> Iterable[Thing]:
    for one in cases.escalated(actor)[:LOOKED_AT]:
        url = reverse("file", args=[one.file_id]) if actor.has(P.FILE_VIEW) else f"{reverse('work')}#escalated"
        yield _thing(_FIRST, DeadlineKind(one.kind).label, one.office.name, url, one.due_at)


def _reports(actor: Actor) -> Iterable[Thing]:
    if not (actor.has(P.REPORT_TRIAGE) or actor.has(P.OVERSIGHT_DOCKET)):
        return
    for report in intake.queue(actor)[:LOOKED_AT]:
        url = reverse("report", args=[report.pk])
        yield _thing(_NEXT, _("A report waits"), report.get_urgency_display(), url, report.due_at)


def _referrals(actor: Actor) -> Iterable[Thing]:
    for referral in _unanswered(actor)[:LOOKED_AT]:
        service = words.label("services", referral.service)
        url = reverse("referral_answer", args=[referral.pk])
        yield _thing(_NEXT, _("Answer a referral"), f"{referral.number} · {service}", url, referral.answer_due_at)


def _unanswered(actor: Actor) -> Any:
    return open_to_service(actor).filter(state__in=("sent", "received"))


def _legal(actor: Actor) -> Iterable[Thing]:
    if not actor.has(P.JUSTICE_KEEP):
        return
    for task in open_tasks(actor)[:LOOKED_AT]:
        yield _thing(_NEXT, Task(task.kind).label, task.file.number, reverse("justice", args=[task.file_id]), task.due_at)


def _protection(actor: Actor) -> Iterable[Thing]:
    for one in _open_breaches(actor)[:LOOKED_AT]:
        yield _thing(_FIRST, _("Breach of confidentiality"), one.file_number, reverse("breaches"))


def _open_breaches(actor: Actor) -> list[Any]:
    return [one for one in breaches() if one.state == "open"] if actor.has(P.AUDIT_VIEW) else []


def _asked(actor: Actor) -> Iterable[Thing]:
    for door in settings.TUTELA_FIRST:
        for found in import_string(door)(actor):
            rank = _AHEAD if found.get("ahead") else _THEN
            yield _thing(rank, found["what"], found["about"], found["url"], found["due"] and end_of(found["due"]))


SOURCES: tuple[Callable[[Actor], Iterable[Thing]], ...] = (
    *(_own, _to_decide, _to_assign, _carried_up, _reports, _referrals, _legal, _protection),
    _asked,
)


def first(actor: Actor) -> list[Thing]:
    """The five that come first: what is late, the longest first; then by how soon somebody must act; last what is prepared long ahead."""
    moment = now()
    far = moment + dt.timedelta(days=3650)

    def order(one: Thing) -> tuple[bool, int, dt.datetime]:
        late = one["rank"] != _AHEAD and one["due"] is not None and one["due"] < moment
        return not late, 0 if late else one["rank"], one["due"] or far

    seen: dict[tuple[str, str, str], Thing] = {}
    for one in chain.from_iterable(source(actor) for source in SOURCES):
        seen.setdefault((one["what"], one["url"], str(one["due"])), one)
    return sorted(seen.values(), key=order)[:URGENT]


def counts(actor: Actor) -> list[dict[str, str]]:
    """The counts of a role, each with the list behind it; a count of nothing is said too."""
    return [{"number": number, "what": str(what), "url": url} for number, what, url in _counts(actor)]


def _counts(actor: Actor) -> Iterable[tuple[str, Any, str]]:
    if actor.has(P.FILE_WORK) or actor.has(P.FILE_ASSIGN):
        yield from _file_counts(actor)
    if actor.has(P.JUSTICE_KEEP):
        yield number_format(open_tasks(actor).count()), _("Open legal steps"), reverse("proceedings")
    if actor.has(P.REPORT_TRIAGE):
        yield number_format(intake.queue(actor).count()), _("Reports that wait"), reverse("triage_desk")
    if actor.has(P.REFERRAL_ANSWER):
        yield number_format(_unanswered(actor).count()), _("Referrals to answer"), reverse("referrals_inbox")
    if actor.has(P.AUDIT_VIEW):
        yield number_format(len(_open_breaches(actor))), _("Open breaches of confidentiality"), reverse("breaches")
    if actor.has(P.PLAN_KEEP) and actor.has(P.STATISTICS_VIEW):
        total = country()[0].open_files
        known = "<10" if total is None else number_format(total)
        yield known, _("Open files in the country, rounded"), reverse("caseload_country")


def _file_counts(actor: Actor) -> Iterable[tuple[str, Any, str]]:
    every = visible_to(actor)
    mine = {} if actor.has(P.FILE_ASSIGN) else {"mine": "on"}
    asked = [
        (mine, _("Open files")),
        (mine | {"risk": "high"}, _("At high risk")),
        (mine | {"late": Late.CONTACT.value}, _("Next contact late")),
    ]
    if actor.has(P.FILE_ASSIGN):
        asked.append(({"worker": NOBODY}, _("Without a worker")))
    for chosen, what in asked:
        query = "&".join(f"{name}={word}" for name, word in ({"state": ""} | chosen).items())
        number = narrowed(every, chosen, actor.id).order_by().count()
        yield number_format(number), what, f"{reverse('files')}?{query}"


def on_work(actor: Actor) -> dict[str, Any]:
    """For the page of the day's work: the counts; and the five first things of those to whom more comes than their own files; in
    one's own files, what was answered to one's proposals and who turns 18."""
    more = any(actor.has(task) for task in (P.FILE_APPROVE, P.FILE_ASSIGN, P.JUSTICE_KEEP))
    doors = {"ahead": settings.TUTELA_TURNING_18, "answered": settings.TUTELA_ANSWERED}
    own = {name: import_string(door)(actor) if actor.has(P.FILE_WORK) else [] for name, door in doors.items()}
    return {"counts": counts(actor), "things": first(actor) if more else [], "on": today(), **own}
