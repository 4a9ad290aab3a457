"""Support for a family, inside a child's plan or outside: eligibility, application, answer, payment, effect (R103)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories.care import approved_plan
from tests.factories.cases import fresh, make_person, make_team_of_office, open_case, put_in_state
from tutela.accounts.models import User
from tutela.care.models import PlanAction
from tutela.cases.actions import escalate
from tutela.cases.models import Deadline
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion, WrongState
from tutela.placements.actions import support as acts
from tutela.placements.enums import SupportReason
from tutela.placements.models import FamilySupport, SupportPayment

DAY = dt.timedelta(days=1)
WRITTEN = {
    "kind": "cash_transfer", "provider": "District welfare office", "eligibility": "eligible",
    "eligibility_words": "Income below the line; the card is shown.",
}  # fmt: skip


def considered(team, file, **changes):
    with acting_as(team.worker):
        return acts.consider_support(file=file, by=team.worker, values=WRITTEN | changes)


def applied(team, file, *, days_ago=10, wait=30, **changes):
    support = considered(team, file, **changes)
    asked = today() - days_ago * DAY
    with acting_as(team.worker):
        return acts.apply_for_support(
            support=support, by=team.worker, base_version=1, applied_on=asked, answer_due_on=asked + wait * DAY
        )


def granted(team, file, **changes):
    support = applied(team, file, **changes)
    with acting_as(team.worker):
        return acts.grant_support(
            support=support, by=team.worker, base_version=support.version, decided_on=today(), words="Granted for a year.",
            amount=Decimal("40.00"), every="month", next_payment_on=today() + 5 * DAY,
        )  # fmt: skip


def refused(team, support, **changes):
    said = {"words": "No papers, no help.", "refusal_stated": "no_documents", "refusal_suspected": "nationality_or_origin"}
    with acting_as(team.worker):
        return acts.note_refusal(
            support=support, by=team.worker, base_version=support.version, decided_on=today(), **said | changes
        )


def goal_of(team, plan):
    """A goal of a plan in force, put there directly."""
    with acting_as(team.worker):
        return PlanAction.objects.create(
            file_id=plan.file_id, key_id=plan.key_id, plan=plan, track="SOC", service="cash_or_social_protection",
            goal="The rent is paid.", owner=team.worker.user, due_on=today(),
        )  # fmt: skip


def open_deadlines(team, support):
    with acting_as(team.worker):
        rows = Deadline.objects.filter(subject=support.pk, done_at=None, cancelled_at=None)
        return {row.kind: row.due_at.date() for row in rows}


@pytest.mark.requirement("R103")
def test_from_eligibility_to_the_effect(team, file):
    aunt = make_person(team, file)
    support = granted(team, file, person=aunt)
    assert (support.state, support.person_id) == ("granted", aunt.pk)
    assert open_deadlines(team, support) == {"support_payment": today() + 5 * DAY}
    with acting_as(team.worker):
        acts.record_payment(
            support=support, by=team.worker, base_version=support.version, paid_on=today(), amount=Decimal("40"),
            next_payment_on=today() + 30 * DAY,
        )  # fmt: skip
    assert open_deadlines(team, support) == {"support_payment": today() + 30 * DAY}
    with acting_as(team.worker):
        partly = acts.record_effect(
            support=support, by=team.worker, base_version=4, effect="partly", words="The rent is paid; school waits."
        )
        assert (partly.state, partly.effect) == ("granted", "partly")
        ended = acts.record_effect(
            support=support, by=team.worker, base_version=5, effect="enough", words="The child is at home.", ended_on=today()
        )
        assert (ended.state, ended.ended_on) == ("ended", today())
        assert SupportPayment.objects.get().amount == Decimal("40.00")
    assert open_deadlines(team, support) == {}


@pytest.mark.requirement("R103")
def test_an_unanswered_application_and_a_payment_that_does_not_come_are_carried_up(world, team, file):
    waiting = applied(team, file, days_ago=40)
    paid = granted(team, open_case(team))
    keeper = world.keeper
    with acting_as(keeper):
        assert escalate.escalate_overdue(by=keeper) >= 1
    with acting_as(team.supervisor):
        late = Deadline.objects.get(subject=waiting.pk)
        assert (late.kind, late.step, late.with_user) == ("support_answer", 1, team.supervisor.user)
        assert Deadline.objects.get(subject=paid.pk, done_at=None).step == 0
        Deadline.objects.filter(subject=paid.pk).update(due_at=Deadline.objects.get(subject=waiting.pk).due_at)
    with acting_as(keeper):
        escalate.escalate_overdue(by=keeper)
    with acting_as(team.supervisor):
        assert Deadline.objects.get(subject=paid.pk, done_at=None).step == 1
    refused(team, waiting)
    assert open_deadlines(team, waiting) == {}


@pytest.mark.requirement("R103")
@pytest.mark.requirement("R59")
@pytest.mark.requirement("R60")
def test_a_refusal_makes_the_goal_an_unmet_need_and_is_told(team, file, mailoutbox, django_capture_on_commit_callbacks):
    User.objects.filter(pk=team.supervisor.id).update(email="supervisor@example.org")
    plan = approved_plan(team, file)
    file = fresh(team.worker, file)
    goal = goal_of(team, plan)
    support = applied(team, file, plan_action=goal)
    with django_capture_on_commit_callbacks(execute=True):
        support = refused(team, support)
    with acting_as(team.worker):
        goal.refresh_from_db()
        assert (goal.state, goal.unmet_reason) == ("unmet", "refused_service")
        assert (goal.refusal_stated, goal.refusal_suspected) == ("no_documents", "nationality_or_origin")
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("A service was refused", ["supervisor@example.org"])]
    with acting_as(team.worker):
        again = acts.apply_for_support(
            support=support, by=team.worker, base_version=support.version, applied_on=today(), answer_due_on=None
        )
        assert again.answer_due_on == today() + acts.ANSWER_WITHIN
        goal.state = "done"
        goal.save()
    refused(team, again)
    with acting_as(team.worker):
        goal.refresh_from_db()
        assert goal.state == "done", "what was reached another way stays reached"


@pytest.mark.rule("P11")
@pytest.mark.requirement("R103")
def test_nothing_goes_through_a_person_marked_unsafe(team, file):
    person = make_person(team, file, unsafe=True)
    with pytest.raises(InvalidInput) as wrong:
        considered(team, file, person=person)
    assert set(wrong.value.fields) == {"person"}
    aunt = make_person(team, file)
    support = granted(team, file, person=aunt)
    waiting = applied(team, file, person=aunt)
    draft = considered(team, file, person=aunt)
    with acting_as(team.worker):
        type(aunt).objects.filter(pk=aunt.pk).update(unsafe=True)
        pay = {"paid_on": today(), "amount": Decimal(1)}
        for act, row, values in (
            (acts.apply_for_support, draft, {"applied_on": today()}),
            (acts.grant_support, waiting, {"decided_on": today()}),
            (acts.record_payment, support, pay),
        ):
            with pytest.raises(Refused) as refusal:
                act(support=row, by=team.worker, base_version=row.version, **values)
            assert refusal.value.reason == SupportReason.RECIPIENT_UNSAFE
        changed = acts.revise_support(support=draft, by=team.worker, base_version=1, values={"person": None})
        assert changed.person is None
        ended = acts.record_effect(
            support=support, by=team.worker, base_version=support.version, effect="none", words="Stopped.", ended_on=today()
        )
        assert ended.state == "ended"
    assert refused(team, waiting).state == "refused"


def test_each_step_has_its_time(team, file):
    bare = considered(team, file, eligibility_words=" ", eligibility="unclear")
    running = granted(team, file)
    with acting_as(team.worker):
        with pytest.raises(Refused) as no:
            acts.apply_for_support(support=bare, by=team.worker, base_version=1, applied_on=today())
        assert no.value.reason == SupportReason.NOT_LOOKED_AT
        for act, row, values, reason in (
            (acts.record_payment, bare, {"paid_on": today(), "amount": Decimal(1)}, SupportReason.NOT_GRANTED),
            (acts.record_effect, bare, {"effect": "none", "words": "x"}, SupportReason.NOT_GRANTED),
            (acts.withdraw_support, running, {}, SupportReason.RUNS_OR_OVER),
            (acts.revise_support, running, {"values": {"provider": "Other"}}, SupportReason.ASKED_FOR),
        ):
            with pytest.raises(Refused) as no:
                act(support=row, by=team.worker, base_version=row.version, **values)
            assert no.value.reason == reason
        with pytest.raises(WrongState):
            acts.grant_support(support=bare, by=team.worker, base_version=1, decided_on=today())
        with pytest.raises(StaleVersion):
            acts.withdraw_support(support=bare, by=team.worker, base_version=9)
        assert acts.withdraw_support(support=bare, by=team.worker, base_version=1).state == "withdrawn"
    waiting = applied(team, file)
    with acting_as(team.worker):
        acts.withdraw_support(support=waiting, by=team.worker, base_version=waiting.version)
    assert open_deadlines(team, waiting) == {}
    with acting_as(team.worker), pytest.raises(WrongState):
        acts.grant_support(support=waiting, by=team.worker, base_version=3, decided_on=today())  # an old copy in hand


def test_only_the_files_own_worker(team, file):
    support, other = granted(team, file), make_team_of_office()
    draft, waiting = considered(team, file), applied(team, file)
    put_in_state(file, "closed", team.worker)
    for row in (support, draft, waiting):
        row.file = fresh(team.worker, file)
    everything = (
        (acts.consider_support, {"file": support.file, "values": WRITTEN}),
        (acts.revise_support, {"support": draft, "base_version": 1, "values": {"provider": "B"}}),
        (acts.apply_for_support, {"support": draft, "base_version": 1, "applied_on": today()}),
        (acts.grant_support, {"support": waiting, "base_version": 2, "decided_on": today()}),
        (acts.note_refusal, {"support": waiting, "base_version": 2, "decided_on": today(), "words": "x",
                             "refusal_stated": "age", "refusal_suspected": "age"}),
        (acts.record_payment, {"support": support, "base_version": 3, "paid_on": today(), "amount": Decimal(1)}),
        (acts.record_effect, {"support": support, "base_version": 3, "effect": "none", "words": "x"}),
        (acts.withdraw_support, {"support": draft, "base_version": 1}),
    )  # fmt: skip
    for act, values in everything:
        with acting_as(team.worker), pytest.raises(Refused):
            act(by=team.worker, **values)
    with acting_as(other.worker):
        assert not FamilySupport.objects.exists()
        assert not SupportPayment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "lottery"}, "kind"),
        ({"provider": "  "}, "provider"),
        ({"eligibility": "maybe"}, "eligibility"),
        ({"person": "x"}, "person"),
        ({"plan_action": "x"}, "plan_action"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_wrong_answers_are_named(team, file, changes, field):
    with pytest.raises(InvalidInput) as wrong:
        considered(team, file, **changes)
    assert set(wrong.value.fields) == {field}


def test_days_and_amounts_that_cannot_be(team, file):
    draft, waiting, running = considered(team, file), applied(team, file), granted(team, file)
    soon = today() + DAY
    cases = (
        (acts.apply_for_support, draft, {"applied_on": soon}, {"applied_on"}),
        (acts.apply_for_support, draft, {"applied_on": today(), "answer_due_on": today()}, {"answer_due_on"}),
        (acts.apply_for_support, draft, {"applied_on": today(), "answer_due_on": today() + 400 * DAY}, {"answer_due_on"}),
        (acts.grant_support, waiting, {"decided_on": soon}, {"decided_on"}),
        (acts.grant_support, waiting, {"decided_on": today() - 90 * DAY}, {"decided_on"}),
        (acts.grant_support, waiting, {"decided_on": today(), "amount": Decimal(5)}, {"every", "next_payment_on"}),
        (acts.grant_support, waiting, {"decided_on": today(), "amount": Decimal(-5), "every": "day", "next_payment_on": soon},
         {"amount", "every"}),
        (acts.note_refusal, waiting, {"decided_on": today(), "words": " ", "refusal_stated": "", "refusal_suspected": "age"},
         {"words", "refusal_stated"}),
        (acts.record_payment, running, {"paid_on": soon, "amount": Decimal(0), "next_payment_on": today()},
         {"paid_on", "amount", "next_payment_on"}),
        (acts.record_effect, running, {"effect": "magic", "words": "", "ended_on": soon}, {"effect", "words", "ended_on"}),
    )  # fmt: skip
    for act, row, values, fields in cases:
        with acting_as(team.worker), pytest.raises(InvalidInput) as wrong:
            act(support=row, by=team.worker, base_version=row.version, **values)
        assert set(wrong.value.fields) == fields, act.__name__
    with acting_as(team.worker):
        last = acts.record_payment(
            support=running, by=team.worker, base_version=running.version, paid_on=today(), amount=Decimal(4)
        )
        assert last.amount == 4
    assert open_deadlines(team, running) == {}


# Screens.


@pytest.mark.requirement("R103")
def test_through_the_pages_and_beside_the_plan(enter, team, file):
    plan = approved_plan(team, file)
    goal = goal_of(team, plan)
    client = enter(team.worker.user)
    here = reverse("supports", args=[file.pk])
    assert "No support has been looked at yet" in client.get(here).content.decode()
    new = reverse("support_new", args=[file.pk])
    assert "Goal of the plan" in client.get(new).content.decode()
    assert client.post(new, {"kind": "housing"}).status_code == 422
    body = {"kind": "housing", "provider": "Housing fund", "eligibility": "eligible", "plan_action": str(goal.pk)}
    assert client.post(new, body).status_code == 302
    with acting_as(team.worker):
        made = FamilySupport.objects.get()
    one = reverse("support", args=[file.pk, made.pk])
    page = client.get(one).content.decode()
    assert "Find out whether the family may get it" in page
    edit = reverse("support_edit", args=[file.pk, made.pk])
    assert "Housing fund" in client.get(edit).content.decode()
    assert client.post(edit, body | {"eligibility_words": "Rent is late.", "base_version": "1"}).status_code == 302
    assert client.post(edit, body | {"eligibility_words": "Old.", "base_version": "1"}).status_code == 412

    def step(what, **data):
        with acting_as(team.worker):
            version = FamilySupport.objects.get().version
        address = reverse(f"support_{what}", args=[file.pk, made.pk])
        assert client.get(address).status_code == 200
        return client.post(address, {"base_version": version} | data).status_code

    day = today().isoformat()
    assert step("apply", applied_on=day) == 302
    assert client.get(edit).status_code == 403
    assert "Answer" in client.get(reverse("plan", args=[file.pk, plan.pk])).content.decode()
    assert step("grant", decided_on=day, amount="x") == 422
    next_day = (today() + DAY).isoformat()
    assert step("grant", decided_on=day, amount="12.50", every="month", next_payment_on=next_day) == 302
    assert step("pay", paid_on=day, amount="12.50", next_payment_on="") == 302
    assert step("effect", effect="partly", words="Warm again.") == 302
    page = client.get(one).content.decode()
    assert "12.50" in page
    assert "It helps; the plan goes on" in page
    beside = client.get(reverse("plan", args=[file.pk, plan.pk])).content.decode()
    assert "Housing fund" in beside
    assert "It helps; the plan goes on" in beside
    assert "Housing" in client.get(here).content.decode()
    assert "Support for the family granted" in client.get(reverse("file", args=[file.pk])).content.decode()
    withdraw = reverse("support_withdraw", args=[file.pk, made.pk])
    assert "This support runs" in client.post(withdraw, follow=True).content.decode()


@pytest.mark.requirement("R103")
def test_a_refused_and_a_late_one_on_the_page(enter, team, file):
    late = applied(team, file, days_ago=40, person=make_person(team, file))
    client = enter(team.worker.user)
    one = reverse("support", args=[file.pk, late.pk])
    assert "Late" in client.get(one).content.decode()
    assert "Late" in client.get(reverse("supports", args=[file.pk])).content.decode()
    refused(team, late)
    page = client.get(one).content.decode()
    assert "No documents" in page
    assert "Aunt" in page
    withdraw = reverse("support_withdraw", args=[file.pk, late.pk])
    assert "Noted. What was written stays." in client.post(withdraw, follow=True).content.decode()
    other = enter(make_team_of_office().worker.user)
    for address in (one, withdraw, reverse("supports", args=[file.pk])):
        assert (other.post if "withdraw" in address else other.get)(address).status_code == 404


@pytest.mark.requirement("R103")
def test_the_supervisor_reads_and_does_not_write(enter, team, file):
    support = applied(team, file)
    client = enter(team.supervisor.user)
    page = client.get(reverse("support", args=[file.pk, support.pk])).content.decode()
    assert "District welfare office" in page
    assert "It is granted" not in page
    assert client.get(reverse("support_grant", args=[file.pk, support.pk])).status_code == 403


# Programs.


@pytest.mark.requirement("R103")
def test_a_program_does_the_same(program, team, file):
    call, here = program(team.worker.user), f"/files/{file.pk}/support"
    body = {"kind": "day_care", "provider": "Town", "eligibility": "eligible", "eligibility_words": "Lives there."}
    for wrong, field in (
        ({"kind": "lottery"}, "kind"), ({"provider": None}, "provider"), ({"person": str(file.pk)}, "person"),
        ({"plan_action": str(file.pk)}, "plan_action"), ({"colour": "red"}, "colour"),
    ):  # fmt: skip
        answer = call("post", here, body | wrong)
        assert answer.status_code == 422
        assert any(name.endswith(field) for name in answer.json()["fields"]), answer.json()
    person = make_person(team, file)
    made = call("post", here, body | {"person": str(person.pk)})
    assert (made.status_code, made["ETag"], made.json()["state"]) == (201, '"1"', "considered")
    one, day = f"{here}/{made.json()['id']}", today().isoformat()
    assert call("patch", one, {"person": None}).status_code == 428
    changed = call("patch", one, {"person": None}, seen=1)
    assert (changed.json()["person"], changed["ETag"]) == (None, '"2"')
    assert call("post", f"{one}/application", {"applied_on": day}, seen=1).status_code == 412
    asked = call("post", f"{one}/application", {"applied_on": day}, seen=2)
    assert (asked.json()["state"], asked.json()["answer_due_on"]) == ("applied", (today() + 30 * DAY).isoformat())
    no = {"decided_on": day, "words": "Full.", "refusal_stated": "not_stated", "refusal_suspected": "poverty"}
    assert call("post", f"{one}/refusal", no, seen=3).json()["state"] == "refused"
    call("post", f"{one}/application", {"applied_on": day}, seen=4)
    yes = {"decided_on": day, "amount": "10.00", "every": "once", "next_payment_on": day}
    assert call("post", f"{one}/grant", yes | {"amount": "1.234"}, seen=5).status_code == 422
    assert call("post", f"{one}/grant", yes, seen=5).json()["state"] == "granted"
    assert call("post", f"{one}/grant", yes, seen=6).status_code == 409
    assert call("post", f"{one}/payments", {"paid_on": day, "amount": "10"}, seen=6).json()["next_payment_on"] is None
    ended = call("post", f"{one}/effect", {"effect": "enough", "words": "There is a place.", "ended_on": day}, seen=7)
    assert (ended.json()["state"], ended.json()["effect"]) == ("ended", "enough")
    assert [row["state"] for row in call("get", here).json()] == ["ended"]
    stranger = program(make_team_of_office().worker.user)
    assert stranger("get", here).status_code == 404
    assert stranger("post", f"{one}/effect", {"effect": "none", "words": "x"}, seen=8).status_code == 404
    without = program(team.worker.user, ["referral_answer"])
    assert without("get", here).status_code == without("post", here, body).status_code == 403
