"""Children of the invented country who live in one of its houses, and the figures of the last quarter made of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import cycle
from typing import Any

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.cases.models import CaseFile, ChildView
from tutela.facilities.models import Facility
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import cache
from tutela.placements.api import close_quarter
from tutela.placements.models import FamilySupport, Placement, PlacementReview, SupportPayment

from .country import Country
from .files import PRINCIPLES
from .people import People

MOST = 60
_DAY = dt.timedelta(days=1)
_REASONS = (["harm_at_home"], ["harm_at_home"], ["no_family_support"], ["poverty"])
_PAID: dict[str, Any] = {"amount": Decimal(40), "every": "month", "effect": "partly"}
_NO = {
    "refusal_stated": "no_documents",
    "refusal_suspected": "poverty",
    "decision_words": "Without papers nothing is given.",
}
_WAYS = ("", "To the grandmother when the school year ends.")


def build_placements(country: Country, people: People) -> None:
    """Every tenth child, sixty at most, lives or lived in a house; on the caseworker's own desk lie a draft and one to decide."""
    houses = list(Facility.objects.filter(status="registered").exclude(kind__startswith="detention").order_by("name"))
    worker = people.workers[country.districts[0].code][0]
    found = CaseFile.objects.exclude(state="triaged").select_related("worker", "territory").order_by("opened_at")
    places = cycle(houses)
    with cache.scope():
        own = list(found.filter(worker=worker).exclude(state="closed").order_by("-opened_at")[:3])
        for place, state in enumerate(("approved", "submitted", "draft") if own else ()):
            file = own[place % len(own)]
            _own(file, worker, _supervisor(file, people), houses[0], state)
        for file in own[:1]:
            _supports(file, worker)
        others = found.exclude(child_id__in=[file.child_id for file in own])
        for number, file in enumerate(others[: max(20, min(10 * MOST, others.count())) : 10]):
            _stay(file, file.worker or worker, _supervisor(file, people), next(places), number)
    keeper = accounts.system_actor("deadline_keeper")
    with acting_as(keeper):
        close_quarter(by=keeper)


def _supervisor(file: CaseFile, people: People) -> User:
    """Of the file's district, by the code of its territory."""
    return people.supervisors[file.territory.code]


def _stay(file: CaseFile, worker: User, supervisor: User, house: Facility, number: int) -> None:
    started = today() - (100 + number * 5) * _DAY
    ended = started + 60 * _DAY if number % 4 == 3 else None
    moment = dt.datetime.combine(started, dt.time(10), tzinfo=dt.UTC)
    placement = _placement(
        file,
        worker,
        house,
        started_on=started,
        reasons=_REASONS[number % len(_REASONS)],
        state="approved",
        submitted_at=moment,
        decided_at=moment,
        decided_by=supervisor,
        contact=("weekly", "monthly", "rarely")[number % 3],
        school=("local_school", "school_inside")[number % 5 == 4],
        onward_planned=number % 2 == 1,
        onward_words=_WAYS[number % 2],
        next_review_on=today() + (number % 80) * _DAY,
        ended_on=ended,
        exit_kind=("relatives", "foster_family", "family_return", "other_facility")[number // 4 % 4] if ended else "",
        exit_words="Went with somebody they know." if ended else "",
        **_reviewed(supervisor, started),
    )
    if ended is None and number % 3:
        _review(placement, file, worker)


def _own(file: CaseFile, worker: User, supervisor: User, house: Facility, state: str) -> None:
    """On the caseworker's desk: still being written, waiting for the supervisor, under way."""
    decided: dict[str, Any] = {"decided_at": now() - _DAY, "decided_by": supervisor} if state == "approved" else {}
    placement = _placement(
        file,
        worker,
        house,
        started_on=today() - 2 * _DAY,
        reasons=["harm_at_home"],
        state=state,
        submitted_at=None if state == "draft" else now() - 2 * _DAY,
        contact="weekly",
        school="local_school",
        next_review_on=today() + 60 * _DAY,
        **decided,
    )
    if state == "approved":
        _review(placement, file, worker)


def _supports(file: CaseFile, worker: User) -> None:
    """For the family of a child on that desk: looked at, asked for and late, paid every month, refused, and one that helped."""
    rows: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("parenting_programme", "considered", "Community house", {}),
        ("day_care", "applied", "Municipal day care", {"answer_due_on": today() - 4 * _DAY}),
        (
            "cash_transfer",
            "granted",
            "District welfare office",
            _PAID | {"decided_on": today() - 22 * _DAY, "next_payment_on": today() + 9 * _DAY},
        ),
        ("housing", "refused", "Housing fund", _NO | {"decided_on": today() - 6 * _DAY}),
        ("school_costs", "ended", "School fund", {"effect": "enough", "ended_on": today() - 3 * _DAY}),
    )
    for kind, state, provider, more in rows:
        asked = {} if state == "considered" else {"applied_on": today() - 34 * _DAY, "answer_due_on": today() - 4 * _DAY}
        support = FamilySupport.objects.create(
            file=file,
            key_id=file.child_id,
            kind=kind,
            provider=provider,
            state=state,
            eligibility="eligible",
            eligibility_words="Income below the line; lives in the district.",
            created_by=worker,
            updated_by=worker,
            **(asked | more),
        )
        if state == "granted":
            paid = {"paid_on": today() - 21 * _DAY, "amount": _PAID["amount"], "created_by": worker, "updated_by": worker}
            SupportPayment.objects.create(file=file, key_id=file.child_id, support=support, **paid)


def _placement(file: CaseFile, worker: User, house: Facility, **values: Any) -> Placement:
    begun = values.get("submitted_at") or now() - 3 * _DAY
    return Placement.objects.create(
        id=uuid7(),
        file=file,
        key_id=file.child_id,
        facility=house,
        legal_basis="court_decision",
        legal_reference="Court 12/2026",
        assessment="Home is not safe now; the aunt has no room yet. The house is near the school.",
        alternatives=["cash_support"],
        alternatives_words="The family took the support; the evenings stayed unsafe.",
        principles=PRINCIPLES,
        view=ChildView.objects.filter(file=file).order_by("-heard_on").first(),
        created_at=begun,
        updated_at=begun,
        created_by=worker,
        updated_by=worker,
        **values,
    )


def _reviewed(supervisor: User, day: dt.date) -> dict[str, Any]:
    return {
        "gatekeeping": "needed",
        "gatekeeping_words": "Support alone was not enough.",
        "gatekeeping_on": day,
        "gatekeeping_by": supervisor,
    }


def _review(placement: Placement, file: CaseFile, worker: User) -> None:
    held = max(placement.started_on, today() - 70 * _DAY)
    PlacementReview.objects.create(
        id=uuid7(),
        file=file,
        key_id=file.child_id,
        placement=placement,
        held_on=held,
        contact=placement.contact,
        school=placement.school,
        words="Sleeps well, likes the garden, asks when the aunt comes.",
        next_review_on=held + 90 * _DAY,
        created_by=worker,
        updated_by=worker,
    )
