"""One file in the hands of a worker, with a supervisor, an aunt and somebody unsafe; browsers signed in with a second factor."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import Client

from tests.factories.accounts import actor_of, make_office, make_user, sign_in
from tutela.care.actions import assess, plans
from tutela.care.policies.planning import PRINCIPLES
from tutela.cases.actions import assign_file, circle, open_file, register_child, views_of_child
from tutela.cases.models import CaseFile
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

SENTENCES = dict.fromkeys(PRINCIPLES, "Applied in this way.")
SOON = today() + dt.timedelta(days=30)


def browser(user):
    client = Client()
    sign_in(client, user)
    return client


def opened(worker, supervisor, office, name="Amina"):
    """A file opened by the supervisor and given to the worker."""
    by = actor_of(supervisor)
    with acting_as(by):
        file = open_file.open_file(
            by=by,
            office=office,
            territory=office.territory,
            opening=open_file.Opening(given_names=name, family_names="Testova", sex="girl", age_low=12, age_high=15),
        )
        assign_file.assign_file(file=CaseFile.objects.get(pk=file.pk), worker=worker, by=by)
    me = actor_of(worker)
    with acting_as(me):
        file = CaseFile.objects.select_related("child", "office", "worker").get(pk=file.pk)
        register_child.register_child(file=file, by=me, base_version=file.child.version, values={"sex": "girl"})
    return file


class Case(SimpleNamespace):
    """The file and its people; ``now()`` reads the file again."""

    def now(self):
        return CaseFile.objects.select_related("child", "office", "worker").get(pk=self.file.pk)

    def view(self, **values):
        return views_of_child.record_view(
            file=self.now(), by=self.me, values={"about": "risk", "heard_on": today(), "views": "I want to stay.", **values}
        )

    def weighed_view(self):
        view = self.view()
        return views_of_child.weigh_view(view=view, by=self.me, base_version=1, weight="Followed.", feedback="Told.")

    def whole(self, **values):
        """Values of an assessment with nothing missing."""
        return {
            "factors": {"A06": {"state": "present", "level": "c"}, "B09": {"state": "present", "level": "f"}},
            "strengths": "Likes school.",
            "risk_level": "medium",
            "risk_reasons": "A marriage was announced.",
            "reassess_on": SOON,
            "principles": SENTENCES,
            **values,
        }

    def assessment(self, **values):
        return assess.start_assessment(file=self.now(), by=self.me, values=self.whole(**values))

    def submitted(self, **values):
        found = self.assessment(**{"view": self.weighed_view(), **values})
        return assess.submit_for_approval(assessment=found, by=self.me)

    def plan(self, **values):
        return plans.start_plan(
            file=self.now(), by=self.me, values={"principles": SENTENCES, "review_on": SOON, "summary": "Aims", **values}
        )

    def justify(self, plan, *tracks):
        for track in tracks or ("MED", "PSY", "SOC", "LEG", "REI"):
            plans.decide_track(plan=plan, by=self.me, track=track, decision="not_needed", reason="Agreed with the child.")


@pytest.fixture
def case(db):
    office = make_office()
    worker = make_user("caseworker", office=office, second_factor=True)
    supervisor = make_user("supervisor", office=office, second_factor=True)
    file = opened(worker, supervisor, office)
    me, boss = actor_of(worker), actor_of(supervisor)
    with acting_as(me):
        aunt = circle.add_person(file=file, by=me, values={"name": "Aunt Sel", "relation": "aunt", "protective": True})
        uncle = circle.add_person(file=file, by=me, values={"name": "Uncle Bor", "relation": "uncle"})
        circle.mark_unsafe(person=uncle, by=me, reason="Threats.")
    return Case(
        file=file,
        office=office,
        worker=worker,
        supervisor=supervisor,
        me=me,
        boss=boss,
        aunt=aunt,
        uncle=uncle,
        at_work=browser(worker),
        at_desk=browser(supervisor),
    )


@pytest.fixture
def acting(case):
    """Inside the worker's transaction."""
    with acting_as(case.me):
        yield case
