"""Medical and psychological tracks (R61): status for the file, content for the service, notes for their author, alerts in time."""

import datetime as dt

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tests.factories.cases import fresh, make_team_of_office
from tests.unit.circumstances.conftest import referred
from tests.unit.treatment.conftest import SOON, alerted, kept, measured, moved, noted, planned
from tutela.accounts.api import ROLES
from tutela.audit.models import Event
from tutela.care.actions import answer_referral, refer
from tutela.care.api import Referral, get_for_service
from tutela.cases.models import Deadline
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion, WrongState
from tutela.kernel.ids import uuid7
from tutela.treatment import policies, queries
from tutela.treatment.actions import notes, steps
from tutela.treatment.api import first
from tutela.treatment.enums import OPEN_TO_ALL, Ended, Missed, TreatmentReason
from tutela.treatment.models import ClinicalStep, SessionNote, TreatmentStep
from tutela.treatment.states import OPEN, STEP, Stand
from tutela.vocabulary import api as vocabulary

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
CLINICAL = ("exposure", "contraception", "infection", "Laboratory", "dependence", "reproductive", "WHO", "HIV")


def refused(why, what):
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.reason == why, caught.value.reason


def wrong(what):
    with pytest.raises(InvalidInput) as caught:
        what()
    return set(caught.value.fields)


def seen(by, file):
    with acting_as(by):
        return list(queries.steps_of(file))


def health_deadlines(team, file):
    with acting_as(team.worker):
        return list(Deadline.objects.filter(file=file, kind="health_step", done_at=None, cancelled_at=None))


# Time


@pytest.mark.requirement("R61")
def test_a_time_critical_step_is_due_by_the_country_s_rules(team, file, nurse, treated):
    since = now() - 10 * HOUR
    one = planned(nurse, treated, code="exposure_care", next_on=None, needed_at=since)
    with acting_as(nurse):
        half = ClinicalStep.objects.get(step=one)
    rule = queries.time_of("exposure_care")
    assert (half.code, half.time_critical, half.due_at) == ("exposure_care", True, since + rule.within)
    assert "WHO" in half.basis
    assert (one.kind, one.measure, one.next_on) == ("health_appointment", "", half.due_at.date())
    follow_up = planned(nurse, treated)
    with acting_as(nurse):
        assert not ClinicalStep.objects.get(step=follow_up).time_critical


@pytest.mark.requirement("R61")
def test_a_day_after_the_time_is_refused_and_so_are_other_days_that_cannot_be(nurse, treated):
    assert wrong(lambda: planned(nurse, treated, code="exposure_care", next_on=today() + 9 * DAY)) == {"next_on"}
    assert wrong(lambda: planned(nurse, treated, code="exposure_care", needed_at=now() + HOUR)) == {"needed_at"}
    assert wrong(lambda: planned(nurse, treated, code="exposure_care", needed_at=now() - 40 * DAY)) == {"needed_at"}
    assert wrong(lambda: planned(nurse, treated, code="nothing")) == {"code"}
    assert wrong(lambda: planned(nurse, treated, next_on=None)) == {"next_on"}
    assert wrong(lambda: planned(nurse, treated, next_on=today() - DAY)) == {"next_on"}
    assert wrong(lambda: planned(nurse, treated, next_on=today() + 400 * DAY)) == {"next_on"}
    late = planned(nurse, treated, code="exposure_care", next_on=None, needed_at=now() - 20 * DAY)
    assert late.next_on == today(), "what is late already is due today"


@pytest.mark.requirement("R61")
def test_every_country_names_known_steps_and_their_source():
    steps_known = {code.code for code in vocabulary.code_list("treatment_steps").own()}
    kinds = {code.code for code in vocabulary.code_list("health_step_kinds").own()}
    rules = vocabulary.jurisdiction().time_critical
    assert set(rules) <= steps_known
    assert all(rule.source and rule.within > dt.timedelta() for rule in rules.values())
    assert {queries.shown_as(code) for code in steps_known} == kinds
    assert set(OPEN_TO_ALL) < kinds
    assert {queries.shown_as(one.code) for one in queries.plannable(by_service=False)} == set(OPEN_TO_ALL)
    assert len(queries.plannable(by_service=True)) == len(steps_known)


@pytest.mark.requirement("R61")
def test_an_overdue_time_critical_step_alerts_the_health_focal_point(
    team, file, nurse, treated, focal, enter, program, django_capture_on_commit_callbacks
):
    focal.user.email = "focal@example.org"
    focal.user.save()
    one = planned(nurse, treated, code="pregnancy_prevention", next_on=None, needed_at=now() - 6 * DAY)
    planned(nurse, treated)
    with django_capture_on_commit_callbacks(execute=True):
        assert alerted(team) == 1
    assert alerted(team) == 0, "once"
    assert [letter.to for letter in mail.outbox] == [["focal@example.org"]]
    letter = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert treated.number not in letter
    assert "contraception" not in letter
    with acting_as(focal):
        assert [row.pk for row in queries.overdue_steps(focal)] == [one.pk]
        assert TreatmentStep.objects.count() == 1
        assert not ClinicalStep.objects.exists()
        assert first(focal)[0]["about"] == treated.number
    browser = enter(focal)
    page = browser.get(reverse("health_overdue")).content.decode()
    assert treated.number in page
    assert "contraception" not in page
    assert "health step is overdue" in browser.get(reverse("today")).content.decode()
    found = program(focal, ("health_focal",))("get", "/treatments/overdue").json()
    assert [(row["id"], row["number"]) for row in found] == [(str(one.pk), treated.number)]
    (deadline,) = health_deadlines(team, file)
    assert deadline.subject == one.pk
    page = enter(team.worker).get(reverse("file", args=[file.pk])).content.decode()
    assert "A health step is overdue" in page
    assert not [word for word in CLINICAL if word in page]
    moved(nurse, one, steps.done)
    assert not health_deadlines(team, file)
    with acting_as(focal):
        assert not TreatmentStep.objects.exists()
        assert first(focal) == []


@pytest.mark.requirement("R61")
def test_a_missed_time_critical_step_alerts_and_one_done_in_time_does_not(team, file, nurse, treated):
    since = now() - 4 * DAY
    missed = planned(nurse, treated, code="exposure_care", next_on=today(), needed_at=since)
    done = planned(nurse, treated, code="first_examination", next_on=today(), needed_at=since)
    moved(nurse, missed, steps.miss, why=Missed.NO_WAY, next_on=SOON)
    moved(nurse, done, steps.done)
    assert alerted(team) == 1
    (late,) = [one for one in seen(team.worker, file) if one.overdue_since]
    assert late.pk == missed.pk
    assert queries.is_late(late)


@pytest.mark.requirement("R61")
def test_nobody_is_alerted_while_there_is_time_or_where_nothing_is_time_critical(team, file, nurse, treated):
    planned(nurse, treated, code="exposure_care", next_on=None, needed_at=now() - 70 * HOUR)
    follow_up = planned(nurse, treated, next_on=today())
    with acting_as(nurse):
        TreatmentStep.objects.filter(pk=follow_up.pk).update(next_on=today() - DAY)
    assert alerted(team) == 0
    assert not health_deadlines(team, file)
    assert [one.pk for one in seen(team.worker, file) if queries.is_late(one)] == [follow_up.pk]


@pytest.mark.requirement("R61")
def test_without_a_focal_point_the_professionals_are_told(team, nurse, treated, django_capture_on_commit_callbacks):
    nurse.user.email = "nurse@example.org"
    nurse.user.save()
    planned(nurse, treated, code="first_examination", next_on=None, needed_at=now() - 3 * DAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert alerted(team) == 1
    assert [letter.to for letter in mail.outbox] == [["nurse@example.org"]]


def test_the_database_tells_nobody_else_what_is_overdue(team, nurse, treated, focal):
    planned(nurse, treated, code="first_examination", next_on=None, needed_at=now() - 3 * DAY)
    for actor in (team.worker, team.supervisor, nurse, focal):
        with acting_as(actor):
            assert queries.newly_overdue() == []


# What the file shows


@pytest.mark.requirement("R61", "R41")
def test_the_caseworker_reads_status_only(team, file, nurse, treated, enter, program):
    """Page, form, API, story, trail, tables: the words of a step, its time and its rule are nowhere."""
    planned(nurse, treated, code="exposure_care", next_on=None)
    planned(nurse, treated, code="laboratory")
    planned(nurse, treated, code="dependence_care")
    came = planned(nurse, treated, code="reproductive_care")
    moved(nurse, came, steps.attend, next_on=SOON)
    missed = planned(nurse, treated, code="continued_care")
    moved(nurse, missed, steps.miss, why=Missed.AFRAID)
    for reader in (team.worker, team.supervisor):
        browser = enter(reader)
        addresses = [reverse(name, args=[file.pk]) for name in ("file", "health_status", "child_sheet")]
        addresses += [reverse("health_status_step", args=[file.pk, row.pk]) for row in (came, missed)]
        for address in addresses:
            text = browser.get(address).content.decode()
            assert not [word for word in CLINICAL if word in text], address
        page = browser.get(reverse("health_status", args=[file.pk])).content.decode()
        assert "Health appointment" in page
        assert "Last appointment: Came" in page
        assert "afraid" not in page
        with acting_as(reader):
            assert not ClinicalStep.objects.exists()
            assert not SessionNote.objects.exists()
            assert not [e for e in Event.objects.all() if any(word in str(e.details) for word in CLINICAL)]
    rows = program(team.worker)("get", f"/files/{file.pk}/health-steps").json()
    assert {row["kind"] for row in rows} == {"health_appointment"}
    assert set(rows[0]) == {"id", "version", "kind", "measure", "attended", "done", "state", "next_on", "overdue"}
    assert {row["measure"] for row in rows} == {""}
    assert program(team.worker, ("file_work", "medical_track"))("get", f"/treatments/{treated.pk}/steps").status_code == 403


@pytest.mark.requirement("R61")
def test_the_worker_keeps_what_is_not_clinical(team, file, enter, program):
    browser = enter(team.worker)
    here = reverse("health_measure_new", args=[file.pk])
    page = browser.get(here).content.decode()
    assert "Agreement on who at school knows what" in page
    assert not [word for word in CLINICAL if word in page]
    assert browser.post(here, {"code": "exposure_care", "next_on": SOON}).status_code == 422
    assert browser.post(here, {"code": "school_discretion", "next_on": SOON}).status_code == 302
    (one,) = seen(team.worker, file)
    assert (one.kind, one.measure) == ("school_protection", "school_discretion")
    step = reverse("health_status_step", args=[file.pk, one.pk])
    assert "Agreement on who at school knows what" in browser.get(step).content.decode()
    move = reverse("health_status_move", args=[file.pk, one.pk, "missed"])
    assert browser.get(move).status_code == 200
    assert browser.post(move, {"base_version": 1, "why": "not_told", "next_on": SOON}).status_code == 302
    assert "Was not told of it" in browser.get(step).content.decode()
    call = program(team.worker)
    path = f"/files/{file.pk}/health-steps"
    made = call("post", path, {"code": "caregiver_talks", "next_on": SOON.isoformat()})
    assert made.status_code == 201
    done = call("post", f"{path}/{made.json()['id']}/done", {}, seen=1)
    assert (done.json()["done"], done.json()["attended"], done["ETag"]) == (True, None, '"2"')
    assert call("post", f"{path}/{made.json()['id']}/done", {}, seen=2).status_code == 403
    assert call("post", path, {"code": "exposure_care", "next_on": SOON.isoformat()}).status_code == 422


@pytest.mark.requirement("R61")
def test_only_the_worker_plans_in_a_file_and_only_what_is_not_clinical(team, file):
    with pytest.raises(Refused):
        measured(team.supervisor, file)
    assert wrong(lambda: measured(team.worker, file, code="laboratory")) == {"code"}
    assert wrong(lambda: measured(team.worker, file, code="")) == {"code"}
    assert wrong(lambda: measured(team.worker, file, next_on=None)) == {"next_on"}


# The service


@pytest.mark.requirement("R61")
def test_the_service_keeps_its_steps_on_the_screen_and_through_the_api(team, file, nurse, treated, enter, program):
    browser = enter(nurse)
    assert treated.number in browser.get(reverse("treatments")).content.decode()
    here = reverse("treatment_step_new", args=[treated.pk])
    assert browser.get(here).status_code == 200
    assert browser.post(here, {"code": "exposure_care"}).status_code == 302
    course = browser.get(reverse("treatment", args=[treated.pk])).content.decode()
    assert "Preventive care after possible exposure" in course
    assert "due by" in course
    (one,) = seen(team.worker, file)
    step = reverse("treatment_step", args=[treated.pk, one.pk])
    assert "WHO" in browser.get(step).content.decode()
    move = reverse("treatment_move", args=[treated.pk, one.pk, "attended"])
    assert browser.get(move).status_code == 200
    assert browser.post(move, {"base_version": 1, "next_on": SOON}).status_code == 302
    assert browser.get(reverse("treatment_move", args=[treated.pk, one.pk, "nothing"])).status_code == 404
    call = program(nurse, ("medical_track", "referral_answer"))
    assert [row["id"] for row in call("get", "/treatments").json()] == [str(treated.pk)]
    path = f"/treatments/{treated.pk}/steps"
    assert call("get", path).json()[0]["code"] == "exposure_care"
    made = call("post", path, {"code": "vaccination", "next_on": SOON.isoformat()})
    assert made.status_code == 201, made.content
    told = call("post", f"{path}/{made.json()['id']}/missed", {"why": "no_way"}, seen=1)
    assert (told.json()["reason"], told.json()["attended"]) == ("no_way", False)
    assert call("post", f"{path}/{made.json()['id']}/day", {"next_on": SOON.isoformat()}, seen=1).status_code == 412
    assert (
        call("post", f"{path}/{made.json()['id']}/day", {"next_on": SOON.isoformat()}, seen=2).json()["state"] == "planned"
    )
    ended = call("post", f"{path}/{made.json()['id']}/cancel", {"why": "not_needed"}, seen=3)
    assert (ended.json()["reason"], ended.json()["state"]) == ("not_needed", "cancelled")
    with acting_as(nurse):
        assert [line["about"] for line in first(nurse)] == []
    planned(nurse, treated, next_on=today())
    with acting_as(nurse):
        assert [line["about"] for line in first(nurse)] == [treated.number]


@pytest.mark.requirement("R61")
def test_what_a_service_plans_for_caregivers_is_no_secret(team, file, nurse, treated):
    one = planned(nurse, treated, code="caregiver_group")
    assert (one.kind, one.measure) == ("caregiver_support", "caregiver_group")
    with acting_as(nurse):
        assert not ClinicalStep.objects.exists()
    told = moved(nurse, one, steps.miss, why=Missed.NOT_TOLD)
    assert told.reason == "not_told"


@pytest.mark.requirement("R61")
def test_other_services_and_other_roles_of_the_service_are_kept_out(team, file, nurse, treated, focal, enter, program):
    one = planned(nurse, treated, code="exposure_care", next_on=None)
    stranger = make_actor("health_professional", office=make_team_of_office().clinic)
    for actor in (stranger, team.provider, focal):
        with acting_as(actor):
            assert not TreatmentStep.objects.exists()
            assert not ClinicalStep.objects.exists()
            assert not list(queries.courses(actor))
            with pytest.raises((NotHere, Refused)):
                queries.get_course(actor, treated.pk)
            assert policies.keep_course.why_not(actor, treated) == TreatmentReason.NOT_TREATED_HERE
            with pytest.raises(Refused):
                steps.plan_step(referral=treated, by=actor, values={"code": "laboratory", "next_on": SOON})
            with pytest.raises(DatabaseError), transaction.atomic():
                ClinicalStep.objects.create(step_id=one.pk, referral_id=treated.pk, key_id=one.key_id, code="laboratory")
    browser = enter(stranger)
    assert browser.get(reverse("treatment", args=[treated.pk])).status_code == 404
    assert browser.get(reverse("treatment_step", args=[treated.pk, one.pk])).status_code == 404
    assert enter(team.provider).get(reverse("treatment", args=[treated.pk])).status_code == 403
    call = program(team.provider, ("referral_answer",))
    assert call("get", f"/treatments/{treated.pk}/steps").status_code == 403
    assert call("get", "/treatments/overdue").status_code == 403


@pytest.mark.requirement("R61")
def test_a_step_is_of_one_treatment(team, file, nurse, treated):
    other = referred(team, file, nurse)
    one = planned(nurse, treated)
    with acting_as(nurse), pytest.raises(NotHere):
        queries.get_course_step(queries.get_course(nurse, other.pk), one.pk)


@pytest.mark.requirement("R61")
def test_not_before_the_service_takes_the_child_on_and_not_after(team, file, nurse):
    waiting = referred(team, file, nurse, accept=False)
    with acting_as(nurse):
        assert policies.see_course.why_not(nurse, waiting) == TreatmentReason.NOT_TREATED_HERE
        assert not list(queries.courses(nurse))
    with acting_as(nurse):
        held = get_for_service(nurse, waiting.pk)
        for target in ("accepted", "started"):
            answer_referral.answer_referral(referral=held, by=nurse, target=target)
    one = planned(nurse, waiting)
    with acting_as(nurse):
        held = get_for_service(nurse, waiting.pk)
        answer_referral.answer_referral(referral=held, by=nurse, target="completed", result="Seen.")
        held = queries.get_course(nurse, waiting.pk)
        assert policies.keep_course.why_not(nurse, held) == TreatmentReason.ENDED
        held_step = queries.get_course_step(held, one.pk)
        refused(
            TreatmentReason.ENDED,
            lambda: steps.done(one=held_step, by=nurse, base_version=held_step.version, values={}),
        )
    with acting_as(nurse), pytest.raises(DatabaseError), transaction.atomic():
        TreatmentStep.objects.create(
            key_id=uuid7(), file_id=file.pk, referral_id=waiting.pk, office_id=team.clinic.pk, kind="health_appointment",
            created_by=nurse.user, updated_by=nurse.user,
        )  # fmt: skip


@pytest.mark.requirement("R61")
def test_the_worker_ends_what_a_service_left_behind_and_nothing_before(team, file, nurse, treated, enter):
    one = planned(nurse, treated, code="first_examination", next_on=None, needed_at=now() - 3 * DAY)
    alerted(team)
    assert health_deadlines(team, file)
    refused(TreatmentReason.NOT_TREATED_HERE, lambda: kept(team.worker, one, steps.cancel, why=Ended.LEFT))
    refused(TreatmentReason.NOT_TREATED_HERE, lambda: kept(team.worker, one, steps.done))
    with acting_as(team.worker):
        assert TreatmentStep.objects.filter(pk=one.pk).update(state="done") == 0, "row security says the same"
    browser = enter(team.worker)
    assert browser.get(reverse("health_status_move", args=[file.pk, one.pk, "done"])).status_code == 403
    with acting_as(team.worker):
        refer.recall_referral(referral=Referral.objects.select_related("file").get(pk=treated.pk), by=team.worker)
    with acting_as(nurse):
        assert not TreatmentStep.objects.exists()
    assert browser.get(reverse("health_status_move", args=[file.pk, one.pk, "done"])).status_code == 403
    ended = kept(team.worker, one, steps.cancel, why=Ended.LEFT)
    assert (ended.state, ended.reason) == ("cancelled", "left")
    assert not health_deadlines(team, file)
    refused(TreatmentReason.STEP_ENDED, lambda: kept(team.worker, one, steps.cancel, why=Ended.LEFT))


def test_reasons_days_and_versions_are_checked(team, file, nurse, treated):
    one = planned(nurse, treated)
    assert wrong(lambda: moved(nurse, one, steps.miss, why="ill")) == {"why"}
    assert wrong(lambda: moved(nurse, one, steps.miss, why="no_way", next_on=today() - DAY)) == {"next_on"}
    assert wrong(lambda: moved(nurse, one, steps.cancel)) == {"why"}
    assert wrong(lambda: moved(nurse, one, steps.attend)) == {"next_on"}
    assert wrong(lambda: moved(nurse, one, steps.new_day, next_on="soon")) == {"next_on"}
    assert moved(nurse, one, steps.new_day, next_on=SOON + DAY).next_on == SOON + DAY
    with acting_as(nurse), pytest.raises(StaleVersion):
        steps.done(one=queries.get_course_step(treated, one.pk), by=nurse, base_version=1, values={})
    moved(nurse, one, steps.attend, next_on=SOON)
    with pytest.raises(WrongState):
        moved(nurse, one, steps.miss, why="no_way")
    assert moved(nurse, one, steps.done).attended is True
    refused(TreatmentReason.STEP_ENDED, lambda: moved(nurse, one, steps.done))


@pytest.mark.requirement("R61")
@given(st.lists(st.sampled_from(list(Stand)), max_size=12))
def test_whatever_is_tried_an_ended_step_stays_ended_and_an_open_one_can_end(targets):
    state, ended = STEP.start, None
    for target in targets:
        if STEP.allows(state, target):
            assert ended is None
            state = STEP.move(state, target)
        ended = state if state not in OPEN else None
        if ended is None:
            assert STEP.allows(state, Stand.DONE)
            assert STEP.allows(state, Stand.CANCELLED)


# Notes

CANARY = "The wren stayed in the hedge"


@pytest.mark.requirement("R61")
def test_session_notes_open_for_their_author_alone(team, file, nurse, colleague, focal, treated, enter, program):
    """Attacked by every role at every office concerned: through the query, the rule, the action, the screen, the API and plain SQL."""
    note = noted(nurse, treated, CANARY)
    others = [team.worker, team.supervisor, team.intake, team.provider, colleague, focal]
    for code, role in ROLES.items():
        if not role.system:
            others += [make_actor(code, office=office) for office in (team.office, team.clinic)]
    for actor in others:
        with acting_as(actor):
            assert not SessionNote.objects.exists(), actor
            assert SessionNote.objects.filter(pk=note.pk).count() == 0
            assert queries.notes_of(actor) == []
            assert policies.read_note.why_not(actor, note) == TreatmentReason.AUTHOR_ALONE
            with pytest.raises(NotHere):
                queries.get_note(actor, note.thread)
            refused(
                TreatmentReason.AUTHOR_ALONE,
                lambda actor=actor: notes.correct_session_note(
                    note=note, by=actor, base_version=1, values={"held_on": today(), "words": "Mine now."}
                ),
            )
            with pytest.raises(DatabaseError), transaction.atomic():
                SessionNote.objects.filter(pk=note.pk).update(version=9)
            with pytest.raises(DatabaseError), transaction.atomic():
                SessionNote.objects.filter(pk=note.pk).delete()
    with acting_as(colleague), pytest.raises(DatabaseError), transaction.atomic():
        SessionNote.objects.create(
            key_id=note.key_id, referral_id=treated.pk, number="X", thread=note.thread, version=2, author=nurse.user,
            held_on=today(), words="In another's name.",
        )  # fmt: skip
    for actor in (colleague, team.worker, team.supervisor, focal):
        browser = enter(actor)
        for address in ("session_note", "session_note_correct"):
            assert browser.get(reverse(address, args=[note.thread])).status_code in (403, 404)
        assert browser.post(
            reverse("session_note_correct", args=[note.thread]), {"base_version": 1, "held_on": today(), "words": "No."}
        ).status_code in (403, 404)
    assert CANARY not in enter(colleague).get(reverse("treatment", args=[treated.pk])).content.decode()
    assert enter(colleague).get(reverse("session_notes")).status_code == 200
    call = program(colleague, ("medical_track", "referral_answer"))
    assert call("get", f"/session-notes/{note.thread}").status_code == 404
    assert call("put", f"/session-notes/{note.thread}", {"held_on": "2026-01-01", "words": "No."}, seen=1).status_code == 404
    assert call("get", f"/treatments/{treated.pk}/notes").json() == []
    assert call("get", "/session-notes").json() == []
    assert program(team.worker)("get", f"/session-notes/{note.thread}").status_code == 403


@pytest.mark.requirement("R61")
def test_the_author_reads_writes_and_corrects(nurse, treated, enter, program):
    browser = enter(nurse)
    here = reverse("session_note_new", args=[treated.pk])
    assert browser.get(here).status_code == 200
    assert browser.post(here, {"held_on": today() + DAY, "words": "x"}).status_code == 422
    sent = browser.post(here, {"held_on": today(), "words": CANARY})
    assert sent.status_code == 302
    assert CANARY in browser.get(sent.url).content.decode()
    thread = sent.url.rsplit("/", 1)[1]
    fix = reverse("session_note_correct", args=[thread])
    assert CANARY in browser.get(fix).content.decode()
    assert browser.post(fix, {"base_version": 1, "held_on": today(), "words": "The wren flew."}).status_code == 302
    page = browser.get(sent.url).content.decode()
    assert "The wren flew." in page
    assert CANARY in page, "the version before stays"
    assert browser.post(fix, {"base_version": 1, "held_on": today(), "words": "Lost?"}).status_code == 412
    call = program(nurse, ("medical_track", "referral_answer"))
    assert call("get", f"/session-notes/{thread}").json()["words"] == "The wren flew."
    body = {"held_on": today().isoformat(), "words": "Again."}
    assert call("put", f"/session-notes/{thread}", body, seen=2)["ETag"] == '"3"'
    assert call("put", f"/session-notes/{thread}", body).status_code == 428
    made = call("post", f"/treatments/{treated.pk}/notes", body)
    assert made.status_code == 201
    assert len(call("get", "/session-notes").json()) == 2
    assert len(call("get", f"/treatments/{treated.pk}/notes").json()) == 2
    assert wrong(lambda: noted(nurse, treated, " ")) == {"words"}
    assert wrong(lambda: noted(nurse, treated, "x" * 10_001)) == {"words"}
    with acting_as(nurse):
        keys_of = set(SessionNote.objects.values_list("key_id", flat=True))
        assert treated.key_id not in keys_of
        assert len(keys_of) == 2


@pytest.mark.requirement("R61")
def test_after_the_treatment_the_author_reads_on_and_writes_no_more(team, nurse, treated, enter):
    note = noted(nurse, treated, CANARY)
    with acting_as(team.worker):
        refer.recall_referral(referral=Referral.objects.select_related("file").get(pk=treated.pk), by=team.worker)
    browser = enter(nurse)
    assert CANARY in browser.get(reverse("session_note", args=[note.thread])).content.decode()
    assert treated.number in browser.get(reverse("session_notes")).content.decode()
    assert browser.get(reverse("session_note_correct", args=[note.thread])).status_code == 403
    with acting_as(nurse):
        refused(
            TreatmentReason.ENDED,
            lambda: notes.correct_session_note(
                note=note, by=nurse, base_version=1, values={"held_on": today(), "words": "x"}
            ),
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            SessionNote.objects.create(
                key_id=note.key_id, referral_id=treated.pk, number="X", thread=note.thread, version=2, author=nurse.user,
                held_on=today(), words="Late.",
            )  # fmt: skip


@pytest.mark.requirement("R61")
def test_whoever_leaves_the_role_leaves_the_notes_closed(nurse, treated):
    note = noted(nurse, treated, CANARY)
    nurse.user.grants.update(valid_to=today() - DAY, valid_from=today() - 2 * DAY)
    from tutela.accounts.api import actor_for

    former = actor_for(nurse.user)
    with acting_as(former):
        assert not SessionNote.objects.exists()
        assert policies.read_note.why_not(former, note) == TreatmentReason.AUTHOR_ALONE


@pytest.mark.requirement("R61", "R41")
def test_no_word_of_a_note_leaves_by_trail_search_or_revision(team, file, nurse, treated):
    from tutela.cases.models import Revision
    from tutela.cases.queries.search import search

    noted(nurse, treated, CANARY)
    with acting_as(team.worker):
        assert not Revision.objects.filter(file=file, section__in=("sessionnote", "clinicalstep")).exists()
        assert not list(search(team.worker, "wren"))
        assert fresh(team.worker, file).pk == file.pk
    with acting_as(make_actor("data_protection_officer", office=team.office)):
        everything = " ".join(
            f"{event.action} {event.subject} {event.about} {event.details}" for event in Event.objects.all()
        )
    assert "session_note_written" in everything
    assert "wren" not in everything


# Reaching the limits of the file's page


@pytest.mark.requirement("R61")
def test_the_file_s_page_shows_the_next_day_in_general_words(team, file, colleague, treated, enter):
    planned(colleague, treated, code="individual_session")
    done = planned(colleague, treated, code="vaccination")
    moved(colleague, done, steps.done)
    measured(team.worker, file)
    page = enter(team.worker).get(reverse("file", args=[file.pk])).content.decode()
    for words in ("Support session", "Protection at school", "A health step is done", "Health appointment"):
        assert words in page, words
    assert "Vaccination" not in page
    assert colleague.user.full_name not in page
