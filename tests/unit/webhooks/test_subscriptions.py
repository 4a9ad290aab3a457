"""Who enters, confirms, pauses, changes and ends a webhook; two people; the secret."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.factories.accounts import make_actor
from tests.unit.webhooks.conftest import client_of, values_for
from tutela.audit.models import Event
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion, WrongState
from tutela.webhooks.actions import subscriptions as acts
from tutela.webhooks.actions.sign import PREFIX
from tutela.webhooks.enums import ACTIONS, EventKind, WebhookReason
from tutela.webhooks.models import Delivery, Subscription
from tutela.webhooks.policies import people
from tutela.webhooks.queries.subscriptions import find, first, own, visible
from tutela.webhooks.states import DELIVERY, SUBSCRIPTION, DeliveryState, SubscriptionState

pytestmark = [pytest.mark.requirement("R135"), pytest.mark.requirement("R116")]


def test_entered_by_one_confirmed_by_another(entered, officer, administrator):
    one = entered()
    assert (one.state, one.version, one.sends_from) == ("entered", 1, None)
    with acting_as(officer):
        sent_to = acts.confirm_webhook(one=find(officer, one.pk), by=officer, base_version=1, values={})
        assert (sent_to.state, sent_to.version, sent_to.confirmed_by_id) == ("active", 2, officer.id)
        assert sent_to.sends_from is not None
        told = Event.objects.filter(subject=f"webhooks.subscription:{one.pk}").values_list("action", flat=True)
    with acting_as(officer):
        assert {"webhook_entered", "webhook_confirmed"} <= set(told)


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "service_provider", "data_protection_officer", "ombudsperson"])
def test_nobody_but_administrators_enters_one(role, client_program):
    actor = make_actor(role)
    with acting_as(actor), pytest.raises(Refused) as refused:
        acts.enter_webhook(by=actor, values=values_for(client_program))
    assert refused.value.reason == WebhookReason.NOT_ADMINISTRATOR


def test_who_entered_it_does_not_confirm_it(entered, administrator, officer):
    one = entered()
    with acting_as(administrator), pytest.raises(Refused) as refused:
        acts.confirm_webhook(one=one, by=administrator, base_version=1, values={})
    assert refused.value.reason == WebhookReason.NOT_CONFIRMER
    with acting_as(officer):
        mine = find(officer, one.pk)
        mine.entered_by_id = officer.id
        assert people.confirm.why_not(officer, mine) == WebhookReason.NOT_CONFIRMER
    with acting_as(administrator), pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.filter(pk=one.pk).update(confirmed_by=administrator.id)


def test_the_database_lets_nothing_be_sent_to_before_it_is_confirmed(entered, administrator):
    one = entered()
    with acting_as(administrator), pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.filter(pk=one.pk).update(state="active")


def test_it_is_confirmed_once_and_only_with_a_token_that_opens_something(entered, officer, client_program):
    one = entered()
    with acting_as(officer):
        with pytest.raises(StaleVersion):
            acts.confirm_webhook(one=find(officer, one.pk), by=officer, base_version=9, values={})
        client_program.revoked_at = now()
        client_program.save()
        with pytest.raises(Refused) as refused:
            acts.confirm_webhook(one=find(officer, one.pk), by=officer, base_version=1, values={})
        assert refused.value.reason == WebhookReason.NO_TOKEN
        client_program.revoked_at = None
        client_program.save()
        acts.confirm_webhook(one=find(officer, one.pk), by=officer, base_version=1, values={})
        with pytest.raises(Refused) as refused:
            acts.confirm_webhook(one=find(officer, one.pk), by=officer, base_version=2, values={})
    assert refused.value.reason == WebhookReason.NOT_WAITING


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "http://hooks.clinic.example/"},
        {"address": "https://10.0.0.7/"},
        {"events": []},
        {"events": ["report.received"]},
        {"events": ["file.closed"]},
        {"events": ["export.ready"]},
        {"reason": "short"},
    ],
)
def test_what_is_not_taken(entered, wrong):
    with pytest.raises(InvalidInput) as error:
        entered(**wrong)
    assert set(error.value.fields) == set(wrong)


def test_no_webhook_for_a_token_that_opens_nothing(entered, team, client_program):
    gone = client_of(team.provider, expires_at=now() - dt.timedelta(days=1))
    with pytest.raises(Refused) as refused:
        entered(program=gone)
    assert refused.value.reason == WebhookReason.NO_TOKEN
    unsigned = client_of(make_actor("service_provider", office=team.clinic, signed=False))
    with pytest.raises(InvalidInput) as error:
        entered(program=unsigned)
    assert "events" in error.value.fields


def test_paused_started_again_and_ended(confirmed, administrator, officer, log, seen):
    one = confirmed()
    with acting_as(administrator):
        acts.send_test(one=find(administrator, one.pk), by=administrator, base_version=2, values={})
        paused = acts.pause_webhook(one=find(administrator, one.pk), by=administrator, base_version=2, values={})
        assert (paused.state, paused.pause) == ("paused", "person")
        for act, reason in (
            (acts.pause_webhook, WebhookReason.NOT_RUNNING),
            (acts.send_test, WebhookReason.NOT_RUNNING),
        ):
            with pytest.raises(Refused) as refused:
                act(one=find(administrator, one.pk), by=administrator, base_version=3, values={})
            assert refused.value.reason == reason
    with acting_as(officer), pytest.raises(Refused):
        acts.resume_webhook(one=find(officer, one.pk), by=officer, base_version=3, values={})
    with acting_as(administrator):
        again = acts.resume_webhook(one=find(administrator, one.pk), by=administrator, base_version=3, values={})
        assert (again.state, again.pause, again.failures) == ("active", "", 0)
        with pytest.raises(Refused) as refused:
            acts.resume_webhook(one=find(administrator, one.pk), by=administrator, base_version=4, values={})
        assert refused.value.reason == WebhookReason.NOT_PAUSED
    with acting_as(officer):
        ended = acts.end_webhook(one=find(officer, one.pk), by=officer, base_version=4, values={})
        assert ended.state == "ended"
    (test,) = log()
    assert (test.state, test.next_at) == ("dropped", None)
    assert not seen(one).secret
    assert not test.told
    assert seen(one).reason.startswith("The clinic")
    with acting_as(administrator):
        for act, reason in ((acts.end_webhook, WebhookReason.ENDED), (acts.resume_webhook, WebhookReason.NOT_PAUSED)):
            with pytest.raises(Refused) as refused:
                act(one=find(administrator, one.pk), by=administrator, base_version=5, values={})
            assert refused.value.reason == reason
        with pytest.raises(Refused) as refused:
            acts.change_secret(one=find(administrator, one.pk), by=administrator, base_version=5)
        assert refused.value.reason == WebhookReason.ENDED


def test_a_paused_one_without_token_is_not_started_again(confirmed, administrator, client_program):
    one = confirmed()
    with acting_as(administrator):
        acts.pause_webhook(one=find(administrator, one.pk), by=administrator, base_version=2, values={})
        client_program.revoked_at = now()
        client_program.save()
        with pytest.raises(Refused) as refused:
            acts.resume_webhook(one=find(administrator, one.pk), by=administrator, base_version=3, values={})
    assert refused.value.reason == WebhookReason.NO_TOKEN


def test_a_changed_secret_is_new_and_the_former_stays_for_a_day(confirmed, administrator, seen):
    one = confirmed()
    before = seen(one).secret
    assert before.startswith(PREFIX)
    with acting_as(administrator):
        _changed, secret = acts.change_secret(one=find(administrator, one.pk), by=administrator, base_version=2)
    after = seen(one)
    assert secret == after.secret != before
    assert after.former_secret == before
    assert dt.timedelta(hours=23) < after.former_until - now() <= dt.timedelta(days=1)


def test_the_secret_lies_sealed(confirmed, administrator):
    one = confirmed()
    with acting_as(administrator), connection.cursor() as cursor:
        cursor.execute("SELECT s::text, secret::text FROM webhooks_subscription s WHERE id = %s", [one.pk])
        row, secret = cursor.fetchone()
    assert len(secret) > 40
    assert "new referrals" not in row
    assert PREFIX not in row


def test_no_secret_is_in_the_trail(confirmed, administrator, officer, seen):
    one = confirmed()
    with acting_as(administrator):
        acts.change_secret(one=find(administrator, one.pk), by=administrator, base_version=2)
    with acting_as(officer):
        assert not any(PREFIX in event.details for event in Event.objects.all())


def test_an_account_sees_its_own_and_nobody_elses(confirmed, team, administrator, officer):
    one = confirmed()
    for actor in (administrator, officer, team.provider):
        with acting_as(actor):
            assert find(actor, one.pk).pk == one.pk
    for actor in (team.worker, team.supervisor, make_actor("service_provider"), make_actor("ombudsperson")):
        with acting_as(actor):
            assert not visible().exists()
            assert people.see.why_not(actor, one) == WebhookReason.NOT_YOURS
            with pytest.raises(NotHere):
                find(actor, one.pk)
    for actor in (administrator, team.provider, team.worker):
        with acting_as(actor):
            assert [row.pk for row in own(actor)] == [row.pk for row in visible() if people.own.allows(actor, row)]


def test_the_account_itself_changes_nothing_by_plain_sql(confirmed, team):
    one = confirmed()
    with acting_as(team.provider), connection.cursor() as cursor:
        cursor.execute("UPDATE webhooks_subscription SET address = 'https://other.example/' WHERE id = %s", [one.pk])
        assert cursor.rowcount == 0
    with acting_as(team.provider), pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.create(key_id=one.pk, subscription=one, event="test", happened_at=now(), next_at=now())


def test_nobody_without_a_part_pauses_or_ends(confirmed, team, administrator):
    one = confirmed()
    for act in (acts.pause_webhook, acts.end_webhook):
        with acting_as(team.provider), pytest.raises(Refused) as refused:
            act(one=find(team.provider, one.pk), by=team.provider, base_version=2, values={})
        assert refused.value.reason == WebhookReason.NOT_KEEPER
    with acting_as(team.provider), pytest.raises(Refused):
        acts.change_secret(one=find(team.provider, one.pk), by=team.provider, base_version=2)
    with acting_as(team.provider), pytest.raises(Refused):
        acts.send_test(one=find(team.provider, one.pk), by=team.provider, base_version=2, values={})


def test_what_comes_first_for_whom(entered, confirmed, officer, administrator, team, seen):
    one, other = entered(), confirmed()
    with acting_as(officer):
        assert [row["url"].rsplit("/", 1)[1] for row in first(officer)] == [str(one.pk)]
    for actor in (team.provider, team.worker):
        with acting_as(actor):
            assert first(actor) == []
    with acting_as(administrator):
        assert first(administrator) == []
        Subscription.objects.filter(pk=other.pk).update(state="paused", pause="failing")
    for actor in (team.provider, administrator):
        with acting_as(actor):
            assert [row["url"].rsplit("/", 1)[1] for row in first(actor)] == [str(other.pk)]
    with acting_as(team.worker):
        assert first(team.worker) == []


def test_the_states():
    assert SUBSCRIPTION.allows(SubscriptionState.PAUSED, SubscriptionState.ACTIVE)
    assert not SUBSCRIPTION.allows(SubscriptionState.ENTERED, SubscriptionState.PAUSED)
    with pytest.raises(WrongState):
        SUBSCRIPTION.move("ended", "active")
    assert not any(DELIVERY.allows(DeliveryState.DELIVERED, state) for state in DeliveryState)


def test_every_event_has_a_line_of_the_trail():
    assert set(ACTIONS.values()) == set(EventKind)


def test_the_clock_of_a_former_secret_runs_out(confirmed, administrator, keeper, seen):
    from tutela.webhooks.actions.relay import clear_log

    one = confirmed()
    with acting_as(administrator):
        acts.change_secret(one=find(administrator, one.pk), by=administrator, base_version=2)
    with moved_to(now() + dt.timedelta(days=2)), acting_as(keeper):
        clear_log(by=keeper)
    assert (seen(one).former_secret, seen(one).former_until) == ("", None)
