"""From the trail to messages: only what is named, only what the account may see, once, and without a word about a child."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office, make_organisation, sign
from tests.factories.care import complete_closure, send_case_referral
from tests.factories.cases import make_concern, make_person, make_team_of_office, make_view, open_case
from tests.unit.webhooks.conftest import client_of
from tutela.audit import api as audit
from tutela.care.actions.answer_referral import answer_referral
from tutela.care.models import Referral
from tutela.cases.actions.assign_file import assign_file
from tutela.cases.api import visible_to
from tutela.cases.models import CaseFile, Deadline
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused
from tutela.webhooks.actions.relay import clear_log, relay_events
from tutela.webhooks.actions.subscriptions import pause_webhook
from tutela.webhooks.enums import ACTIONS, EventKind, WebhookReason
from tutela.webhooks.models import Delivery, RelayPosition
from tutela.webhooks.queries import sight, trail
from tutela.webhooks.queries.subscriptions import find

pytestmark = [pytest.mark.requirement("R135"), pytest.mark.requirement("R116")]


def test_a_referral_is_told_to_the_service_it_was_sent_to(started, team, file, relay, log):
    one = started()
    referral = send_case_referral(team, file)
    relay()
    relay()
    (message,) = log()
    assert (message.subscription_id, message.event, message.state) == (one.pk, "referral.sent", "waiting")
    told = {name: message.told[name] for name in ("kind", "id", "path")}
    assert told == {"kind": "referral", "id": str(referral.pk), "path": "/api/referrals"}


def test_another_service_hears_nothing(started, team, file, relay, log):
    started(program=client_of(make_actor("service_provider", office=make_office(holds_files=False))))
    send_case_referral(team, file)
    relay()
    assert log() == []


def test_the_office_hears_of_answers_where_it_reads_the_file(started, team, file, relay, log):
    started(
        program=client_of(team.supervisor, ["file_view"]), events=["referral.sent", "referral.answered", "referral.ended"]
    )
    referral = send_case_referral(team, file)
    for target, more in (("received", {}), ("accepted", {}), ("started", {}), ("completed", {"result": "Seen twice."})):
        with acting_as(team.provider):
            held = Referral.objects.select_related("service_point").get(pk=referral.pk)
            answer_referral(referral=held, by=team.provider, target=target, **more)
    relay()
    assert [message.event for message in log()] == ["referral.sent", "referral.answered", "referral.ended"]
    assert {message.told["path"] for message in log()} == {f"/api/files/{file.pk}/referrals"}


def test_files_deadlines_and_exports(started, team, file, relay, log, keeper):
    client = client_of(team.supervisor, ["file_view", "file_export"])
    started(program=client, events=[kind.value for kind in EventKind])
    closure = complete_closure(team, file)
    with acting_as(keeper):
        deadline = Deadline.objects.filter(file=file).first()
    subjects = {
        "file_assigned": f"cases.file:{file.pk}",
        "file_reopened": f"cases.file:{file.pk}",
        "closure_approved": f"care.closure:{closure.pk}",
        "deadline_escalated": f"cases.deadline:{deadline.pk}",
    }
    write(team.supervisor, subjects, about=file.child_id)
    relay()
    assert {message.event for message in log()} == {
        "file.assigned",
        "file.closed",
        "file.reopened",
        "deadline.carried_up",
    }
    assert {message.told["path"] for message in log()} == {f"/api/files/{file.pk}"}


def test_an_export_is_told_to_who_asked_alone(started, team, relay, log, monkeypatch):
    from tutela.exports.actions.recipients import confirm_recipient, enter_recipient
    from tutela.exports.models import Export

    boss, officer = team.supervisor, make_actor("data_protection_officer")
    started(program=client_of(boss, ["file_export"]), events=["export.ready"])
    other = make_actor("supervisor", office=team.office)
    started(program=client_of(other, ["file_export"]), events=["export.ready"])
    court = make_office(organisation=make_organisation(kind="court", sector="justice"))
    import pyrage

    key = str(pyrage.x25519.Identity.generate().to_public())
    with acting_as(boss):
        recipient = enter_recipient(by=boss, values={"agency": court, "holder": "Clerk", "public_key": key})
    with acting_as(officer):
        recipient = confirm_recipient(recipient=recipient, by=officer, base_version=1)
    with acting_as(boss):
        made = Export.objects.create(
            office=team.office, recipient=recipient, purpose="research", reason="An agreed study.", level="codes",
            form="csv", asked_by=boss.user,
        )  # fmt: skip
    with acting_as(officer):
        Export.objects.filter(pk=made.pk).update(
            state="ready", decided_by=officer.id, erase_after=now() + dt.timedelta(days=7)
        )
    write(officer, {"export_ready": f"exports.export:{made.pk}"})
    relay()
    (message,) = log()
    assert message.subscription.program.user_id == boss.id
    assert message.told["path"] == f"/api/exports/{made.pk}"


def write(actor, subjects, about=""):
    with acting_as(actor):
        for action, subject in subjects.items():
            audit.record(by=actor, action=action, subject=subject, about=str(about))


def test_what_left_the_accounts_sight_is_not_told(started, team, file, relay, log):
    started(program=client_of(team.worker, ["file_work"]), events=["file.assigned"])
    other = make_actor("caseworker", office=team.office)
    with acting_as(team.supervisor):
        assign_file(file=CaseFile.objects.get(pk=file.pk), worker=other.user, by=team.supervisor)
    relay()
    assert log() == []


def test_a_token_that_does_not_cover_it_any_more_hears_nothing(started, team, file, relay, log, client_program):
    started()
    send_case_referral(team, file)
    client_program.scopes = ["medical_track"]
    client_program.save()
    relay()
    assert log() == []


@pytest.mark.parametrize("ending", ["revoked", "expired", "closed"])
def test_an_account_that_reaches_nothing_hears_nothing(started, team, file, relay, log, client_program, ending):
    started()
    send_case_referral(team, file)
    if ending == "revoked":
        client_program.revoked_at = now()
    if ending == "expired":
        client_program.expires_at = now()
    client_program.save()
    if ending == "closed":
        team.provider.user.is_active = False
        team.provider.user.save()
    relay()
    assert log() == []


def test_an_account_whose_undertaking_ran_out_hears_nothing(started, team, file, relay, log):
    signed = make_actor("service_provider", office=team.clinic, signed=False)
    sign(signed.user, days=1)
    started(program=client_of(signed))
    with moved_to(now() + dt.timedelta(days=2)):
        send_case_referral(team, file)
        relay()
        assert log() == []


def test_nothing_from_before_it_was_confirmed_nor_while_it_was_paused(
    confirmed, receiver, team, file, relay, log, administrator
):
    relay()
    send_case_referral(team, file)
    one = confirmed(address=receiver.address)
    relay()
    assert log() == []
    with acting_as(administrator):
        pause_webhook(one=find(administrator, one.pk), by=administrator, base_version=2, values={})
    send_case_referral(team, file)
    relay()
    assert log() == []


def test_the_first_reading_begins_at_the_end(confirmed, team, file, keeper, relay, log):
    confirmed()
    send_case_referral(team, file)
    relay()
    assert log() == []
    with acting_as(keeper):
        assert RelayPosition.objects.get().position == trail.latest() > 0


def test_it_reads_on_in_parts(started, team, file, keeper, log):
    started()
    for _number in range(3):
        send_case_referral(team, file)
    with acting_as(keeper):
        assert relay_events(by=keeper, most=2)
    assert len(log()) == 2
    with acting_as(keeper):
        assert not relay_events(by=keeper, most=2)
    assert len(log()) == 3


def test_persons_neither_relay_nor_read_the_trail_this_way(started, team, file, officer, administrator):
    started()
    send_case_referral(team, file)
    for actor in (team.worker, officer, administrator, team.provider):
        with acting_as(actor):
            assert trail.lines_after(0, 100) == []
            assert trail.latest() == 0
            for act in (relay_events, clear_log):
                with pytest.raises(Refused) as refused:
                    act(by=actor)
                assert refused.value.reason == WebhookReason.NOT_A_PROCESS


def test_the_process_reads_no_other_line_of_the_trail(team, file, keeper):
    send_case_referral(team, file)
    with acting_as(keeper):
        assert {line.action for line in trail.lines_after(0, 10_000)} <= set(ACTIONS)
        assert audit.latest().count() == 0


def test_a_refused_act_is_no_event(started, team, file, relay, log):
    started(program=client_of(team.supervisor, ["file_view"]), events=["file.assigned"])
    with acting_as(team.supervisor):
        audit.record(
            by=team.supervisor, action="file_assigned", subject=f"cases.file:{file.pk}", outcome=audit.Outcome.REFUSED
        )
    relay()
    assert log() == []


def test_a_subject_of_another_kind_is_never_told(team):
    with acting_as(team.supervisor):
        assert sight.look(team.supervisor, EventKind.FILE_CLOSED, "intake.report:0190") is None
        assert sight.look(team.supervisor, EventKind.FILE_CLOSED, "") is None
        nobody = "00000000-0000-7000-8000-000000000000"
        for kind in ("care.referral", "care.closure", "cases.file", "cases.deadline", "exports.export"):
            assert sight.look(team.supervisor, EventKind.FILE_CLOSED, f"{kind}:{nobody}") is None


def test_the_log_is_kept_for_thirty_days(started, team, file, relay, log, keeper):
    started()
    send_case_referral(team, file)
    relay()
    for days, left in ((29, 1), (31, 0)):
        with moved_to(now() + dt.timedelta(days=days)), acting_as(keeper):
            clear_log(by=keeper)
        assert len(log()) == left


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_message_about_a_file_that_the_account_may_not_see(db, confirmed, receiver, keeper, relay, data):
    """Whichever account, tasks, files and events: a message is made if and only if the account sees the file at that moment."""
    teams = [make_team_of_office(), make_team_of_office()]
    files = [open_case(team, assigned=data.draw(st.booleans())) for team in teams for _number in range(2)]
    everybody = [actor for team in teams for actor in (team.worker, team.supervisor, team.intake, team.provider)]
    actor = data.draw(st.sampled_from(everybody))
    held = ["file_view", "file_work", "file_open", "referral_answer"]
    scopes = data.draw(st.lists(st.sampled_from([scope for scope in held if actor.has(scope)]), min_size=1, unique=True))
    kinds = [EventKind.FILE_ASSIGNED, EventKind.FILE_REOPENED, EventKind.REFERRAL_SENT]
    client = client_of(actor, scopes)
    from tutela.accounts.api import actor_of_client

    narrowed = actor_of_client(client)
    covered = [kind for kind in kinds if sight.covers(narrowed, kind)]
    one = confirmed(program=client, events=[kind.value for kind in covered], address=receiver.address)
    relay()
    happened = data.draw(st.lists(st.tuples(st.sampled_from(files), st.sampled_from(["file_assigned", "file_reopened"]))))
    for file, action in happened:
        write(keeper, {action: f"cases.file:{file.pk}"})
    relay()
    with acting_as(narrowed):
        seen = set(visible_to(narrowed).values_list("pk", flat=True)) if sight.covers(narrowed, "file.assigned") else set()
    expected = sorted((str(file.pk), ACTIONS[action].value) for file, action in happened if file.pk in seen)
    with acting_as(keeper):
        made = Delivery.objects.filter(subscription=one)
        assert sorted((row.told["id"], row.event) for row in made) == expected


def test_no_word_of_a_child_is_in_a_body(started, team, file, relay, send, receiver):
    """A canary in every text around the file; and the body holds nothing but what the scheme names."""
    canary = "Zephyrine"
    one = started(program=client_of(team.supervisor, ["file_view"]), events=["referral.sent", "file.assigned"])
    make_concern(team, file, description=f"{canary} said so.", person_of_concern=canary)
    make_person(team, file, name=canary)
    make_view(team, file, views=f"{canary} wants to stay.")
    send_case_referral(team, file, message=f"Please see {canary}.")
    write(team.supervisor, {"file_assigned": f"cases.file:{file.pk}"}, about=file.child_id)
    relay()
    assert send(one) == 2
    for (_path, headers, body), said in zip(receiver.got, receiver.bodies, strict=True):
        everything = repr(headers).encode() + body
        for word in (canary, "Noor", "Testova", file.number, str(file.child_id), "PC08", "MED", "first_medical_care"):
            assert word.encode() not in everything
        assert set(said) == {"type", "timestamp", "data"}
        assert set(said["data"]) == {"kind", "id", "path"}


def test_what_a_message_says_lies_sealed(started, team, file, relay, keeper):
    started(program=client_of(team.supervisor, ["file_view"]), events=["file.assigned"])
    write(team.supervisor, {"file_assigned": f"cases.file:{file.pk}"}, about=file.child_id)
    relay()
    with acting_as(keeper), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(d::text, ' ') FROM webhooks_delivery d")
        text = cursor.fetchone()[0]
    assert "file.assigned" in text
    assert str(file.pk) not in text
    assert str(file.child_id) not in text
