"""What waits on the desks of the demo's own sign-ins: drafts, work to decide on, an emergency access, a referral to answer.

Half of what people do is on somebody else's desk: without this the invented country would look finished.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from tutela.accounts.models import ApiClient, User
from tutela.care import models as care
from tutela.care.enums.planning import Track
from tutela.cases import models as cases
from tutela.kernel.clock import now, today
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from .country import Country
from .files import PRINCIPLES
from .people import People

_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
_REASON = "The child was brought to our clinic at night and the safe contact was needed at once."


def build_desks(country: Country, people: People) -> None:
    """Insert it, on open files of the first district's office; a country without one has empty desks."""
    first = country.districts[0].code
    office = country.offices[first]
    worker = people.workers[first][0]
    found = cases.CaseFile.objects.filter(office=office, worker=worker).exclude(state__in=("closed", "triaged"))
    files = list(found.order_by("-opened_at")[:7])
    if files:
        desk = _Desk(worker, people)
        for place, put in enumerate(desk.work()):
            put(files[place % len(files)])
        desk.access(files[0], people.workers[country.districts[1].code][0])
        desk.referral(files[0], country.points[first][3])
    _client(people.administrator)


class _Desk:
    """Puts one piece of work after the other."""

    def __init__(self, worker: User, people: People) -> None:
        self.worker, self.people = worker, people

    def work(self) -> list[Callable[[cases.CaseFile], None]]:
        """What is put on one file after the other."""
        return [
            partial(self.assessment, state="submitted"),
            partial(self.plan, state="draft"),
            self.closing,
            partial(self.assessment, state="draft"),
            self.override,
            partial(self.plan, state="submitted"),
        ]

    def assessment(self, file: cases.CaseFile, state: str) -> None:
        """An assessment, sent to the supervisor or still being written."""
        self._section(
            care.Assessment,
            file,
            state=state,
            submitted_at=now() - 3 * _HOUR if state == "submitted" else None,
            factors={code: {"state": "present", "level": "child"} for code in ("A06", "H01", "G02")},
            chains=[["A06", "H01"]],
            strengths="Reads a lot, has a friend next door, trusts the teacher.",
            risk_level="medium",
            risk_reasons="The school knows and looks; the evenings are not safe yet.",
            reassess_on=today() + 60 * _DAY,
            principles=PRINCIPLES,
            view=self._view(file),
        )

    def plan(self, file: cases.CaseFile, state: str) -> None:
        """A newer plan, with one track decided and one action."""
        plan = self._section(
            care.Plan,
            file,
            state=state,
            submitted_at=now() - 5 * _HOUR if state == "submitted" else None,
            summary="School goes on; the evenings are spent at the aunt's.",
            child_summary="You go to school. In the evening you are at your aunt's.",
            principles=PRINCIPLES,
            view=self._view(file),
            review_on=today() + 90 * _DAY,
        )
        for track in Track.values:
            planned = track in ("MED", "SOC")
            undecided = state == "draft" and track == "LEG"
            care.PlanTrack.objects.create(
                file=file,
                key_id=file.child_id,
                plan=plan,
                track=track,
                decision="undecided" if undecided else "planned" if planned else "not_needed",
                reason="" if planned or undecided else "Discussed with the child; not needed now.",
                decided_by=None if undecided else self.worker,
            )
            if planned:
                care.PlanAction.objects.create(
                    file=file,
                    key_id=file.child_id,
                    plan=plan,
                    track=track,
                    service={"MED": "first_medical_care", "SOC": "family_support"}[track],
                    goal="The child is well looked after here.",
                    owner=self.worker,
                    due_on=today() + 20 * _DAY,
                )

    def closing(self, file: cases.CaseFile) -> None:
        """A request to close that waits for the supervisor."""
        self._section(
            care.Closure,
            file,
            state="submitted",
            submitted_at=now() - 26 * _HOUR,
            reason="GOALS",
            criteria=dict.fromkeys(("child_safe", "goals_met", "care_supported", "no_further_concern"), True),
            view=self._view(file),
            continuing_support="The school counsellor.",
            post_closure_on=today() + 60 * _DAY,
            principles=PRINCIPLES,
        )

    def override(self, file: cases.CaseFile) -> None:
        """Acting without consent, which the supervisor must approve."""
        self._section(
            cases.Consent,
            file,
            purpose="referral",
            basis="vital_interests",
            decision="given",
            reasons="The child cannot be asked before the appointment, and it cannot wait.",
        )

    def access(self, file: cases.CaseFile, colleague: User) -> None:
        """An emergency access of a colleague elsewhere, to be reviewed."""
        access_id = uuid7()
        keys.create_keys([access_id], "access")
        cases.FileAccess.objects.create(
            id=access_id,
            key_id=access_id,
            file=file,
            office=file.office,
            user=colleague,
            kind="break_glass",
            reason=_REASON,
            told=self.people.supervisors[file.territory.code],
            started_at=now() - 9 * _HOUR,
            expires_at=now() - 5 * _HOUR,
        )

    def referral(self, file: cases.CaseFile, point: Any) -> None:
        """A referral that the service has not answered yet, due today."""
        referral_id = uuid7()
        keys.create_keys([referral_id], "referral")
        row = care.Referral.objects.create(
            id=referral_id,
            key_id=referral_id,
            file=file,
            service_point=point,
            provider_office_id=point.office_id,
            consent=cases.Consent.objects.filter(file=file, basis="consent").first(),
            track="SOC",
            service="family_support",
            state="sent",
            risk_level="medium",
            shared={
                "call_name": file.child.given_names,
                "sex": file.child.sex,
                "safe_contact": "By the school, afternoons.",
            },
            message="Please see the family at home, in the afternoon.",
            answer_due_at=now() + 6 * _HOUR,
            expires_at=now() + 120 * _DAY,
            sent_at=now() - 42 * _HOUR,
            sent_by=self.worker,
            created_at=now() - 43 * _HOUR,
            created_by=self.worker,
        )
        care.ReferralStep.objects.create(referral=row, state="sent", at=now() - 42 * _HOUR, by=self.worker)

    def _section(self, model: Any, file: cases.CaseFile, **values: Any) -> Any:
        at = now() - 30 * _HOUR
        return model.objects.create(
            file=file,
            key_id=file.child_id,
            created_at=at,
            created_by=self.worker,
            updated_at=at,
            updated_by=self.worker,
            **values,
        )

    @staticmethod
    def _view(file: cases.CaseFile) -> cases.ChildView | None:
        return cases.ChildView.objects.filter(file=file).first()


def _client(administrator: User, scopes: Iterable[str] = ("file_view",)) -> None:
    """A program of the school register, whose token nobody has."""
    ApiClient.objects.create(
        name="School register",
        user=administrator,
        scopes=list(scopes),
        token_hash=uuid7().bytes * 2,
        created_by=administrator,
        expires_at=now() + 90 * _DAY,
    )
