"""The invented register: six places in as many districts, one of them discovered, one confidential, one a place of detention."""

from __future__ import annotations

import datetime as dt

from nacl.utils import random

from tutela.directory.models import Office
from tutela.facilities.models import (
    AdmissionStop,
    Answer,
    Correction,
    Facility,
    FacilityAddress,
    HeadCount,
    Inspection,
    Notice,
    Sanction,
    StaffMember,
    StatusChange,
)
from tutela.facilities.policies.checklist import edition, items_of, score
from tutela.intake.models import Card, CardBatch
from tutela.kernel.clock import now, today
from tutela.kernel.vault import cache, keys

from .country import Country
from .people import People

PLACES = (
    ("small_group_home", "association", "registered", False),
    ("shelter_specialized", "association", "registered", True),
    ("residential_institution", "state", "registered", False),
    ("religious_boarding", "religious_body", "unregistered_discovered", False),
    ("foster_agency", "association", "registered", False),
    ("detention_police", "state", "registered", False),
)
STAFF = (("manager", "degree"), ("carer_day", "vocational"), ("carer_day", "short_course"), ("carer_night", "vocational"))
UNDER_WAY = 4
PARTLY, FAILED = ("EDU1", "STA4", "PAR5"), ("PRE1",)


def build_facilities(country: Country, people: People) -> None:
    """Insert the register with staff, head counts and one inspection each; the connection may write everything."""
    with cache.scope():
        for number, office in enumerate(country.houses):
            facility = _facility(country, people, number, office)
            _people_there(facility, people, number)
            if facility.status == "registered" and number != len(PLACES) - 1:
                _inspection(facility, people, number)
            if number == 0:
                _told(facility, people)
                _cards(country, people, office)
            if number == UNDER_WAY:
                _under_way(facility, people)


def _facility(country: Country, people: People, number: int, office: Office) -> Facility:
    kind, ownership, status, confidential = PLACES[number % len(PLACES)]
    since = today() - dt.timedelta(days=400 + number * 90)
    known = status == "registered"
    facility = Facility(
        name=office.name,
        kind=kind,
        ownership=ownership,
        organisation_id=office.organisation_id,
        office=office,
        inspection_office=country.ministry,
        territory=office.territory,
        status=status,
        legal_basis=f"Licence {100 + number}/2024" if known else "",
        funding=["state_budget"] if ownership == "state" else ["paid_by_place", "donations_national"],
        capacity=12 + number if known else None,
        groups={"from_age": 0 if kind == "foster_agency" else 3, "to_age": 17},
        confidential=confidential,
        discovered_on=None if known else today() - dt.timedelta(days=20),
        registered_on=since if known else None,
        next_inspection_due=today() + dt.timedelta(days=30 + number * 20),
        created_at=now() - dt.timedelta(days=400 + number * 90),
        created_by=people.inspector,
    )
    facility.key_id = facility.pk
    keys.create_key(facility.pk, "facility")
    facility.save(force_insert=True)
    StatusChange.objects.create(facility=facility, after=status, reason="Entered in the register.", by=people.inspector)
    FacilityAddress.objects.create(
        **_common(facility), address=f"{number + 3} Garden Street, {office.territory}", updated_by=people.inspector
    )
    if number != 2:
        HeadCount.objects.create(
            facility=facility,
            children=6 + number,
            source="reported" if known else "discovery",
            by=people.inspector,
            counted_on=today() - dt.timedelta(days=10 + number),
        )
    return facility


def _common(facility: Facility) -> dict[str, object]:
    return {
        "facility": facility,
        "key_id": facility.key_id,
        "office_id": facility.office_id,
        "inspection_office_id": facility.inspection_office_id,
    }


def _people_there(facility: Facility, people: People, number: int) -> None:
    for place, (post, qualification) in enumerate(STAFF):
        started = today() - dt.timedelta(days=300 - place * 20)
        StaffMember.objects.create(
            **_common(facility),
            name=f"Staff {number + 1}-{place + 1}",
            post=post,
            qualification=qualification,
            vetted_on=started - dt.timedelta(days=9),
            started_on=started,
            created_by=people.inspector,
        )


def _inspection(facility: Facility, people: People, number: int) -> None:
    """A report of two months ago; the third place has a critical finding, so its admissions are stopped."""
    answers = {item.code: "partly" if item.code in PARTLY else "met" for item in items_of(facility.kind)}
    if number == 2:
        answers |= dict.fromkeys(FAILED, "not_met")
    found, (version, digest) = score(facility.kind, answers), edition()
    when = now() - dt.timedelta(days=60 + number)
    inspection = Inspection.objects.create(
        facility=facility,
        office_id=facility.office_id,
        inspection_office_id=facility.inspection_office_id,
        state="reported",
        planned_on=when.date(),
        inspector=people.inspector,
        no_interest_at=when,
        started_at=when,
        reported_at=when,
        checklist_version=version,
        checklist_digest=digest,
        points=found.points,
        possible=found.possible,
        critical=list(found.critical),
        created_by=people.inspector,
    )
    for item, answer in answers.items():
        Answer.objects.create(
            **_common(facility), inspection=inspection, item=item, answer=answer, updated_by=people.inspector
        )
        if answer != "met":
            Correction.objects.create(
                **_common(facility),
                inspection=inspection,
                item=item,
                critical=answer == "not_met",
                due_on=today() + dt.timedelta(days=30),
            )
    if found.critical:
        AdmissionStop.objects.create(
            facility=facility, reason="critical_finding", about=inspection.pk, started_by=people.inspector
        )
        Sanction.objects.create(
            facility=facility,
            inspection=inspection,
            kind="corrective_plan",
            reason="Until what was found is put right.",
            from_day=when.date(),
            by=people.inspector,
        )


def _under_way(facility: Facility, people: People) -> None:
    """A visit that began today: the checklist waits for its answers, on paper, on a page or on a phone without a network."""
    version, digest = edition()
    Inspection.objects.create(
        facility=facility,
        office_id=facility.office_id,
        inspection_office_id=facility.inspection_office_id,
        state="under_way",
        planned_on=today(),
        inspector=people.inspector,
        no_interest_at=now(),
        started_at=now(),
        checklist_version=version,
        checklist_digest=digest,
        created_by=people.inspector,
    )


def _cards(country: Country, people: People, office: Office) -> None:
    """A sheet of cards, printed on a visit two months ago: five handed out, one used. Nobody knows the codes of these."""
    batch = CardBatch.objects.create(
        office=country.mechanism,
        place=office,
        made_on=today() - dt.timedelta(days=60),
        made_by=people.ombudsperson,
        language="en",
        expires_on=today() + dt.timedelta(days=120),
        handed_out=5,
        through="visitor",
    )
    Card.objects.bulk_create(Card(batch=batch, lookup=random(32), used=number == 0) for number in range(8))


def _told(facility: Facility, people: People) -> None:
    """A notice in time, one that came late and nobody has confirmed yet; and a visit that is announced."""
    for hours, received in ((20, True), (90, False)):
        noticed = now() - dt.timedelta(days=4)
        Notice.objects.create(
            **_common(facility),
            kind="serious_injury",
            happened_on=noticed.date(),
            noticed_at=noticed,
            due_at=noticed + dt.timedelta(hours=24),
            sent_at=noticed + dt.timedelta(hours=hours),
            sent_by=people.inspector,
            words="Fell in the yard; seen by a doctor the same hour, at school again the next day.",
            received_at=noticed + dt.timedelta(hours=hours + 2) if received else None,
            received_by=people.inspector if received else None,
        )
    Inspection.objects.create(
        facility=facility,
        office_id=facility.office_id,
        inspection_office_id=facility.inspection_office_id,
        state="planned",
        announced=True,
        planned_on=today() + dt.timedelta(days=9),
        inspector=people.inspector,
        created_by=people.inspector,
    )
