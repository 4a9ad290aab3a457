"""From stories to rows: children, files and their sections, in bulk, encrypted as everywhere."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models as django_models

from tutela.accounts.models import User
from tutela.care import models as care
from tutela.care.enums.planning import Track
from tutela.cases import models as cases
from tutela.cases.age import BirthRange
from tutela.cases.names import tokens_of, words_of
from tutela.directory.models import Office, ServicePoint, Territory
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from .history import Story

PRINCIPLES = {
    "non_discrimination": "The child gets the same help as every other child.",
    "best_interests": "The options were weighed with the child's safety first.",
    "survival_and_development": "School and health go on during the plan.",
    "views_of_the_child": "The child was heard and told what became of it.",
}
_MISSING = ("does_not_exist", "too_far", "full", "refused_service", "waiting")
"""Why the service of a plan is missing: mostly one reason for a district, for that is how services are missing."""
_GROUNDS = (("no_documents", "nationality_or_origin"), ("not_stated", "poverty"), ("no_documents", "migration_status"))
"""The ground that is stated and the one seen behind it, by district."""
_SERVICE_OF = {
    "MED": "first_medical_care",
    "PSY": "group_support",
    "SOC": "family_support",
    "LEG": "legal_aid",
    "REI": "return_to_school",
}
_ORDER = ("triaged", "registered", "in_assessment", "planned", "active", "in_review", "closed")


class FileRows:
    """Collects the rows of a batch of stories and inserts them table by table."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.rows: dict[type[django_models.Model], list[Any]] = defaultdict(list)
        self.events: list[dict[str, str]] = []
        self.referrals: list[uuid.UUID] = []

    def add(
        self,
        story: Story,
        *,
        territory: Territory,
        office: Office,
        worker: User,
        supervisor: User,
        points: list[ServicePoint],
    ) -> None:
        """Turn one story into rows."""
        maker = _StoryRows(self, story, territory, office, worker, supervisor, points)
        maker.everything()

    def insert(self) -> None:
        """Insert the batch: keys first, then parents before children."""
        keys.create_keys([child.pk for child in self.rows[cases.Child]], "child")
        keys.create_keys(self.referrals, "referral")
        for model in _PARENTS_FIRST:
            model._default_manager.bulk_create(self.rows[model], batch_size=500)
        self.rows.clear()
        self.referrals.clear()


_PARENTS_FIRST: tuple[type[django_models.Model], ...] = (
    cases.Child,
    cases.CaseFile,
    cases.AgeRecord,
    cases.SearchToken,
    cases.PersonAround,
    cases.CareArrangement,
    cases.Concern,
    cases.Consent,
    cases.ChildView,
    care.SafetyPlan,
    care.Assessment,
    care.Plan,
    care.PlanTrack,
    care.PlanAction,
    care.Referral,
    care.ReferralStep,
    care.FollowUp,
    care.Review,
    care.Closure,
    cases.Deadline,
)


class _StoryRows:
    """The rows of one story."""

    def __init__(
        self,
        batch: FileRows,
        story: Story,
        territory: Territory,
        office: Office,
        worker: User,
        supervisor: User,
        points: list[ServicePoint],
    ) -> None:
        self.batch, self.story = batch, story
        self.territory, self.office, self.worker, self.supervisor, self.points = (
            territory,
            office,
            worker,
            supervisor,
            points,
        )
        self.child_id, self.file_id = uuid7(), uuid7()
        self.day = story.reported_on
        self.end = story.closed_on or batch.today
        self.reached = _ORDER.index(story.stage)

    def everything(self) -> None:
        """Child, file and as many sections as the story has reached."""
        self.child()
        self.file()
        self.concern()
        if self.reached >= 1:
            self.circle()
        if self.reached >= 3:
            self.assessed()
            self.planned()
        if self.reached >= 4:
            self.accompanied()
        if self.story.closed_on:
            self.closed()
        self.deadlines()

    def child(self) -> None:
        story = self.story
        if story.born:
            born, stated = BirthRange(story.born, story.born), story.born.isoformat()
        else:
            born = BirthRange.from_ages(story.age_low, story.age_high, story.reported_on)
            stated = f"{story.age_low}–{story.age_high}"
        birth = {
            "born_earliest": born.earliest.isoformat() if born.earliest else "",
            "born_latest": born.latest.isoformat() if born.latest else "",
        }
        numbered = story.basis == "document"
        child = cases.Child(
            id=self.child_id,
            key_id=self.child_id,
            given_names=story.given,
            family_names=story.family,
            sex=story.sex,
            age_basis=story.basis,
            birth_stated=stated,
            presumed_child_until=born.presumed_until(),
            identifiers=[{"kind": "birth certificate", "number": f"{700000 + story.number}"}] if numbered else [],
            languages=["français"] if story.number % 3 else ["العربية"],
            whereabouts=f"With family, {self.territory.names['en']}",
            safe_contact="Afternoons, by the school; ask for the reading club.",
            home_territory=self.territory,
            birth_registration=story.birth_registration,
            schooling=story.schooling,
            residence=("urban", "rural", "urban", "rural", "UNK")[story.number % 5],
            economic_situation=("poorest", "poor", "other", "unknown")[story.number % 4],
            created_at=self.at(self.day),
            updated_at=self.at(self.day),
            **birth,
        )
        self.put(child)
        self.put(
            cases.AgeRecord(
                child_id=self.child_id,
                key_id=self.child_id,
                basis=story.basis,
                stated=stated,
                decided_at=self.at(self.day),
                decided_by=self.worker,
                **birth,
            )
        )
        for kind, token in tokens_of(words_of(child)):
            self.put(cases.SearchToken(child_id=self.child_id, kind=kind, token=token))

    def file(self) -> None:
        story = self.story
        unassigned = story.stage == "triaged"
        next_contact = min(self.end, self.batch.today) + dt.timedelta(days=(story.number % 21) - 3)
        self.put(
            cases.CaseFile(
                id=self.file_id,
                child_id=self.child_id,
                office=self.office,
                territory=self.territory,
                worker=None if unassigned else self.worker,
                opened_by=self.worker,
                file_type="victim_of_offence" if story.offences else "child_at_risk",
                state=story.stage,
                verification=story.verification,
                risk_level=story.risk if self.reached >= 3 else "UNK",
                urgency=story.urgency,
                report_channel=story.channel,
                reported_on=self.day,
                age_low=story.age_low,
                age_high=story.age_high,
                opened_at=self.at(self.day),
                first_contact_on=None if unassigned else self.day + dt.timedelta(days=story.number % 4),
                next_contact_on=story.closed_on + dt.timedelta(days=60) if story.closed_on else next_contact,
                review_due_on=None if story.closed_on or self.reached < 3 else self.batch.today + dt.timedelta(days=30),
                closed_at=self.at(story.closed_on) if story.closed_on else None,
                closure_reason=story.closure_reason,
                updated_at=self.at(min(self.end, self.batch.today)),
            )
        )
        self.event("file_opened", self.day)

    def concern(self) -> None:
        story = self.story
        self.section(
            cases.Concern,
            self.day,
            concerns=list(story.concerns),
            offences=list(story.offences),
            contexts=[story.context],
            verification=story.verification,
            happened=str(self.day.year),
            description=story.worry,
        )

    def circle(self) -> None:
        story = self.story
        aunt = self.section(
            cases.PersonAround, self.day, name="An aunt", relation="aunt", protective=True, contact="By the school"
        )
        if story.unsafe_person:
            self.section(
                cases.PersonAround,
                self.day,
                name="A relative by marriage",
                relation="relative",
                unsafe=True,
                unsafe_reason="The child is afraid of this person.",
            )
        self.section(
            cases.CareArrangement,
            self.day,
            kind=("kin", "parents", "one_parent", "alone")[story.number % 4],
            carer=aunt if story.number % 4 == 0 else None,
            started_on=self.day,
            ended_on=None,
        )
        self.consent = self.section(
            cases.Consent,
            self.day,
            purpose="referral",
            basis="consent",
            decision="given",
            explained=True,
            child_agrees="yes",
        )
        heard = {"views": story.view} if story.view else {"not_obtained_because": "The child was too young to be asked."}
        self.view = self.section(
            cases.ChildView,
            self.day + dt.timedelta(days=2),
            about="risk",
            heard_on=self.day + dt.timedelta(days=2),
            weight="It decided where the child stays.",
            feedback="The child was told the same week.",
            **heard,
        )

    def assessed(self) -> None:
        day = self.day + dt.timedelta(days=5)
        self.section(care.SafetyPlan, day, safe_persons="The aunt; the teacher", contact_rules="Only by the school.")
        self.section(
            care.Assessment,
            day,
            factors={code: {"state": "present", "level": "child"} for code in self.story.factors},
            strengths="Curious, has a close friend, trusts the teacher.",
            risk_level=self.story.risk,
            risk_reasons="Weighed from what the child said and what the school observed.",
            reassess_on=day + dt.timedelta(days=60),
            principles=PRINCIPLES,
            view=self.view,
            **self.approved(day + dt.timedelta(days=1)),
        )

    def planned(self) -> None:
        day = self.day + dt.timedelta(days=8)
        plan = self.section(
            care.Plan,
            day,
            summary="Keep the child safe at the aunt's, back to school, support for the family.",
            child_summary="You stay with your aunt. You go to school. We talk every week.",
            principles=PRINCIPLES,
            view=self.view,
            review_on=day + dt.timedelta(days=90),
            **self.approved(day + dt.timedelta(days=1)),
        )
        self.actions = {}
        for place, track in enumerate(Track.values):
            needed = (self.story.number + place) % 3 != 0
            reason = "" if needed else "Discussed with the child; not needed now."
            row = care.PlanTrack(
                file_id=self.file_id,
                key_id=self.child_id,
                plan=plan,
                track=track,
                decision="planned" if needed else "not_needed",
                reason=reason,
                decided_by=self.worker,
            )
            self.put(row)
            if needed:
                self.actions[track] = self.action(plan, track, day)

    def action(self, plan: care.Plan, track: str, day: dt.date) -> care.PlanAction:
        old = (self.batch.today - day).days > 75
        done = bool(self.story.closed_on) or old or (self.story.number + len(track)) % 2 == 0
        unmet = self.missing(track)
        said, seen = _GROUNDS[self.story.district % len(_GROUNDS)] if unmet == "refused_service" else ("", "")
        row = care.PlanAction(
            file_id=self.file_id,
            key_id=self.child_id,
            plan=plan,
            track=track,
            service=_SERVICE_OF[track],
            goal="The child is well looked after here.",
            owner=self.worker,
            due_on=day + dt.timedelta(days=30),
            state="unmet" if unmet else "done" if done else "planned",
            unmet_reason=unmet,
            refusal_stated=said,
            refusal_suspected=seen,
            done_on=day + dt.timedelta(days=25) if done and not unmet else None,
        )
        self.put(row)
        return row

    def missing(self, track: str) -> str:
        """Why the service of a track is missing, empty where it is not: one child in three lacks one."""
        number, district = self.story.number, self.story.district
        if number % 3 or track != ("PSY", "SOC")[number // 3 % 2]:
            return ""
        return _MISSING[(district if number % 4 else number) % len(_MISSING)]

    def accompanied(self) -> None:
        if "MED" in self.actions:
            self.referral()
        day = self.day + dt.timedelta(days=10)
        end = min(self.end, self.batch.today)
        while day < end:
            following = day + dt.timedelta(days=14 if self.story.risk == "high" else 30)
            if (day - self.day).days > 200 and (end - day).days > 60:  # calmer in the middle of a long file
                following = end - dt.timedelta(days=50)
            self.section(
                care.FollowUp,
                day,
                kind="visit" if day.day % 2 else "call",
                happened_on=day,
                seen_alone="yes",
                child_safe="yes",
                narrative="The child was calm and spoke about school.",
                next_contact_on=following,
            )
            day = following
        if (self.end - self.day).days > 95:
            held = self.day + dt.timedelta(days=95)
            self.section(
                care.Review,
                held,
                held_on=held,
                outcomes={"safety": "better", "education": "same"},
                response_outcome=("safe", "safe", "partly", "not_safe")[self.story.number % 4],
                next_review_on=held + dt.timedelta(days=90),
            )

    def referral(self) -> None:
        day, point = self.day + dt.timedelta(days=10), self.points[0]
        referral_id = uuid7()
        self.batch.referrals.append(referral_id)
        fresh = (self.batch.today - day).days < 20
        finished = bool(self.story.closed_on) or not fresh or self.story.number % 3 == 0
        row = care.Referral(
            id=referral_id,
            key_id=referral_id,
            file_id=self.file_id,
            action=self.actions["MED"],
            service_point=point,
            provider_office_id=point.office_id,
            consent=self.consent,
            track="MED",
            service="first_medical_care",
            state="completed" if finished else "sent",
            risk_level=self.story.risk if self.story.risk != "UNK" else "medium",
            shared={"call_name": self.story.given, "sex": self.story.sex, "safe_contact": "By the school, afternoons."},
            message="A check-up, please.",
            result="Seen; healthy." if finished else "",
            answer_due_at=self.at(day + dt.timedelta(days=3)),
            expires_at=self.at(self.batch.today + dt.timedelta(days=120)),
            sent_at=self.at(day),
            sent_by=self.worker,
            created_at=self.at(day),
            created_by=self.worker,
        )
        self.put(row)
        for later, state in enumerate(("sent", "accepted", "started", "completed") if finished else ("sent",)):
            at = self.at(day + dt.timedelta(days=later))
            self.put(care.ReferralStep(referral=row, state=state, at=at, by=self.worker))

    def closed(self) -> None:
        story = self.story
        if story.closed_on is None:
            return
        self.section(
            care.Closure,
            story.closed_on,
            reason=story.closure_reason,
            criteria=dict.fromkeys(("child_safe", "goals_met", "care_supported", "no_further_concern"), True),
            view=self.view,
            continuing_support="The school counsellor and the aunt.",
            post_closure_on=story.closed_on + dt.timedelta(days=60),
            principles=PRINCIPLES,
            **self.approved(story.closed_on),
        )
        self.event("closure_approved", story.closed_on)

    def deadlines(self) -> None:
        story = self.story
        if story.closed_on:
            return
        kind = {"triaged": "assignment", "in_assessment": "assessment"}.get(story.stage, "follow_up")
        due = self.at(self.batch.today + dt.timedelta(days=(story.number % 21) - 3))
        self.put(
            cases.Deadline(
                file_id=self.file_id,
                office=self.office,
                kind=kind,
                due_at=due,
                with_user=None if story.stage == "triaged" else self.worker,
            )
        )

    def section(self, model: Any, day: dt.date, **values: Any) -> Any:
        at = self.at(day)
        row = model(
            file_id=self.file_id,
            key_id=self.child_id,
            created_at=at,
            created_by=self.worker,
            updated_at=at,
            updated_by=self.worker,
            **values,
        )
        self.put(row)
        return row

    def approved(self, day: dt.date) -> dict[str, Any]:
        return {
            "state": "approved",
            "submitted_at": self.at(day),
            "decided_at": self.at(day),
            "decided_by": self.supervisor,
        }

    def event(self, action: str, day: dt.date) -> None:
        self.batch.events.append(
            {
                "at": self.at(day).isoformat(),
                "actor": str(self.worker.pk),
                "action": action,
                "subject": f"cases.file:{self.file_id}",
                "about": str(self.child_id),
                "purpose": "",
                "outcome": "done",
                "details": "",
            }
        )

    def put(self, row: django_models.Model) -> None:
        self.batch.rows[type(row)].append(row)

    def at(self, day: dt.date) -> dt.datetime:
        hour = 8 + self.story.number % 9
        return dt.datetime.combine(min(day, self.batch.today + dt.timedelta(days=400)), dt.time(hour), tzinfo=dt.UTC)


def batches(told: Iterable[Story], size: int) -> Iterable[list[Story]]:
    """Stories in lists of at most ``size``."""
    batch: list[Story] = []
    for story in told:
        batch.append(story)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
