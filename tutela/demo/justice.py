"""Justice in the invented country: cases at every stage, a settlement, a child who is held, a charge, money awarded and not paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Model

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.cases.models import CaseFile
from tutela.directory.models import Office, Organisation
from tutela.justice.actions import proceedings, redress, wrongs
from tutela.justice.api import close_justice_quarter
from tutela.justice.enums import Verdict
from tutela.justice.models import Charge, Liberty, Proceeding, ProceedingStage, Settlement
from tutela.justice.states import Stage
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import cache

from .country import Country
from .people import People

MOST = 90
_DAY = dt.timedelta(days=1)
_WAY = (Stage.COMPLAINT, Stage.INVESTIGATION, Stage.CHARGED, Stage.TRIAL, Stage.JUDGMENT, Stage.ENFORCED)
_BEFORE = {Stage.COMPLAINT: "police", Stage.INVESTIGATION: "prosecutor"}
_LOST = ("insufficient_evidence", "family_withdrew_settlement", "witness_withdrew_fear", "limitation_period")
_PACE = 25


def build_justice(country: Country, people: People) -> None:
    """Every eighth child, ninety at most, has a case; on the caseworker's own desk one of everything."""
    units = _units(country)
    worker = people.workers[country.districts[0].code][0]
    found = CaseFile.objects.exclude(state__in=("triaged", "closed", "not_accepted")).select_related(
        "worker", "child", "territory"
    )
    with cache.scope():
        mine = list(found.filter(worker=worker).order_by("-opened_at")[:4])
        own = mine[-1:]  # not those whose placements are shown first
        others = found.exclude(child_id__in=[file.child_id for file in own]).order_by("opened_at")
        for number, file in enumerate(others[: max(20, min(8 * MOST, others.count())) : 8]):
            _case(file, file.worker or worker, number, units.get(file.territory.code))
            _wrongs(file, file.worker or worker, number)
        for file in own:
            _desk(file, worker)
    keeper = accounts.system_actor("deadline_keeper")
    with acting_as(keeper):
        close_justice_quarter(by=keeper)


def _units(country: Country) -> dict[str, Office]:
    """A court in each of the first districts."""
    body = Organisation.objects.create(code="COURTS", name="District courts", sector="justice", kind="court")
    return {
        place.code: Office.objects.create(
            code=f"court-{place.code}", name=f"Court of {place.names['en']}", organisation=body, territory=place
        )
        for place in country.districts[:4]
    }


def _case(file: CaseFile, worker: User, number: int, court: Office | None) -> None:
    """One case that came as far as its number says."""
    last, lost = (0, 1, 1, 2, 2, 3, 4, 5, 5)[number % 9], number % 5 == 3
    opened = today() - (120 + 2 * (number % 60)) * _DAY
    entered = [opened + _PACE * place * _DAY for place in range(last + 1)]
    convicted = last >= 4
    case = _row(
        Proceeding,
        file,
        worker,
        authority=_BEFORE.get(_WAY[last], "court"),
        unit=court if last >= 2 else None,
        reference=f"{100 + number}/2026",
        subject="Exploitation by an adult outside the family.",
        state="discontinued" if lost and not convicted else _WAY[last].value,
        opened_on=opened,
        stage_since=entered[-1],
        due_on=None if lost or last == 5 else entered[-1] + 90 * _DAY,
        verdict=Verdict.CONVICTED if convicted else "",
        reason=_LOST[number % 4] if lost and not convicted else "",
        legal_aid="yes" if number % 3 else "no",
        informed_on=opened if number % 4 else None,
        informed_by="The worker" if number % 4 else "",
    )
    for place, day in enumerate(entered):
        left = entered[place + 1] if place < last else None
        _stage(case, file, worker, _WAY[place].value, day, left, court if place >= 2 else None, number)
    if lost and not convicted:
        ProceedingStage.objects.filter(proceeding=case, left_on=None).update(left_on=entered[-1] + 9 * _DAY)
        _stage(case, file, worker, "discontinued", entered[-1] + 9 * _DAY, None, None, number)


def _stage(
    case: Proceeding,
    file: CaseFile,
    worker: User,
    stage: str,
    day: dt.date,
    left: dt.date | None,
    unit: Office | None,
    number: int,
) -> None:
    _row(
        ProceedingStage,
        file,
        worker,
        proceeding=case,
        stage=stage,
        authority=case.authority if unit is None else "court",
        unit=unit,
        entered_on=day,
        left_on=left,
        due_on=day + 90 * _DAY,
        verdict=Verdict.CONVICTED if stage == "judgment" else "",
        reason=_LOST[number % 4] if stage == "discontinued" else "",
    )


def _wrongs(file: CaseFile, worker: User, number: int) -> None:
    """Settlements, children who were held and are free again, a charge that was dropped."""
    known = today() - (100 + number) * _DAY
    if number % 6 == 1:
        _row(
            Settlement,
            file,
            worker,
            state="agreed",
            known_on=known,
            forms=["cash"],
            parties=["family_and_perpetrator"],
            child_heard="no",
            words="Money changed hands; the child was not asked.",
        )
    if number % 5 == 2:
        since = now() - (100 + number) * _DAY
        _row(
            Liberty,
            file,
            worker,
            place_kind=("police_custody", "closed_institution_protective")[number % 2],
            territory=file.territory,
            held_since=since,
            state="released",
            separated="yes",
            released_at=since + dt.timedelta(hours=9 + number),
            released_kind="kin",
            released_to="The aunt.",
            told={"ombudsperson": 1, "legal_aid": 1, "supervisor": 1},
        )
    if number % 7 == 4:
        _row(
            Charge,
            file,
            worker,
            act="begging",
            charged_on=known,
            state="granted",
            outcome="dropped",
            decided_on=known + _DAY,
        )


def _desk(file: CaseFile, worker: User) -> None:
    """One child's chapter, written by the real actions."""
    by = accounts.actor_for(worker)
    with acting_as(by):
        case = proceedings.open_proceeding(
            file=file,
            by=by,
            values={
                "authority": "police",
                "subject": "Work without pay in a household.",
                "opened_on": today() - 95 * _DAY,
                "reference": "A-17",
            },
        )
        proceedings.enter_stage(
            record=case,
            by=by,
            base_version=1,
            values={"stage": "investigation", "entered_on": today() - 60 * _DAY, "authority": "prosecutor"},
        )
        settled = {
            "state": "proposed",
            "known_on": today() - 2 * _DAY,
            "forms": ["cash", "marriage"],
            "parties": ["family_and_perpetrator", "community_leaders"],
            "child_heard": "no",
            "words": "Two elders came to the house; the child was sent outside.",
        }
        wrongs.record_settlement(file=file, by=by, values=settled)
        held = {"place_kind": "closed_institution_protective", "held_since": now() - dt.timedelta(hours=31)}
        wrongs.record_liberty(
            file=file,
            by=by,
            values=held | {"territory": file.territory, "place": "House behind a locked door", "separated": "no"},
        )
        wrongs.record_charge(file=file, by=by, values={"act": "documents", "charged_on": today() - 3 * _DAY})
        _redress(file, by)


def _redress(file: CaseFile, by: Actor) -> None:
    """Money awarded and not paid, costs, an interview, a threat, a measure, a breach; for :func:`_desk`, as its worker."""
    claim = redress.make_claim(
        file=file, by=by, values={"against": "Employer", "claimed_on": today() - 50 * _DAY, "claimed": Decimal(900)}
    )
    awarded = redress.award(
        record=claim, by=by, base_version=1, values={"decided_on": today() - 20 * _DAY, "awarded": Decimal(600)}
    )
    redress.pay(record=awarded, by=by, base_version=2, values={"paid_on": today() - _DAY, "amount": Decimal(150)})
    redress.record_cost(
        file=file, by=by, values={"kind": "forensic", "payer": "family", "charged_on": today(), "amount": Decimal(35)}
    )
    redress.record_interview(file=file, by=by, values={"held_on": today() - 30 * _DAY, "authority": "police"})
    redress.record_threat(
        file=file,
        by=by,
        values={
            "kind": "pressure",
            "against": "family",
            "happened_on": today(),
            "words": "A call at night to withdraw.",
        },
    )
    redress.record_measure(
        file=file, by=by, values={"measure": "support_person", "answer": "available", "applied_on": today()}
    )
    redress.record_breach(
        file=file,
        by=by,
        values={"happened_on": today() - _DAY, "authority": "court", "words": "The name was read aloud."},
    )


def _row(model: type[Model], file: CaseFile, worker: User, **values: Any) -> Any:
    return model._default_manager.create(
        id=uuid7(), file=file, key_id=file.child_id, created_by=worker, updated_by=worker, **values
    )
