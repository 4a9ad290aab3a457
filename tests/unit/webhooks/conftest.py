"""An office with a file, a service with a program, who enters and who confirms, and a receiver on this machine."""

import datetime as dt
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, open_case
from tests.unit.circumstances.conftest import enter, program
from tutela.accounts.models import ApiClient
from tutela.accounts.queries.sign_in import token_hash
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.webhooks.actions.deliver import deliver_due
from tutela.webhooks.actions.relay import relay_events
from tutela.webhooks.actions.subscriptions import confirm_webhook, enter_webhook
from tutela.webhooks.models import Delivery, Subscription
from tutela.webhooks.queries.subscriptions import find


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team, given_names="Noor", family_names="Testova")


@pytest.fixture
def administrator(db):
    return make_actor("administrator")


@pytest.fixture
def officer(db):
    return make_actor("data_protection_officer")


@pytest.fixture
def keeper(db):
    return make_actor("deadline_keeper", is_system=True)


def client_of(actor, scopes=("referral_answer",), **more):
    values = {
        "name": "System of the clinic", "user": actor.user, "scopes": list(scopes), "created_by": actor.user,
        "token_hash": token_hash(secrets.token_urlsafe(16)), "expires_at": now() + dt.timedelta(days=30),
    } | more  # fmt: skip
    return ApiClient.objects.create(**values)


@pytest.fixture
def client_program(team):
    return client_of(team.provider)


def values_for(client, **more):
    return {
        "program": client, "address": "https://hooks.clinic.example/tutela", "events": ["referral.sent"],
        "reason": "The clinic's own list shows new referrals at once.",
    } | more  # fmt: skip


@pytest.fixture
def entered(administrator, client_program):
    def entering(**more):
        with acting_as(administrator):
            made, _secret = enter_webhook(by=administrator, values=values_for(more.pop("program", client_program), **more))
        return made

    return entering


@pytest.fixture
def confirmed(entered, officer):
    def confirming(**more):
        made = entered(**more)
        with acting_as(officer):
            return confirm_webhook(one=find(officer, made.pk), by=officer, base_version=1, values={})

    return confirming


@pytest.fixture
def relay(keeper):
    """Read the trail to its end."""

    def relaying():
        with acting_as(keeper):
            while relay_events(by=keeper):
                pass

    return relaying


@pytest.fixture
def started(confirmed, relay, receiver):
    """A confirmed subscription to the receiver, with the trail read so far."""

    def starting(**more):
        one = confirmed(**{"address": receiver.address} | more)
        relay()
        return one

    return starting


@pytest.fixture
def send(keeper):
    def sending(one, **more):
        return deliver_due(subscription_id=one.pk, by=keeper, **more)

    return sending


@pytest.fixture
def log(keeper):
    """The messages as they are."""

    def reading(**which):
        with acting_as(keeper):
            return list(
                Delivery.objects.filter(**which).order_by("happened_at", "pk").select_related("subscription__program")
            )

    return reading


@pytest.fixture
def seen(keeper):
    """The subscription as it is."""

    def reading(one):
        with acting_as(keeper):
            fresh = Subscription.objects.select_related("program__user", "account").get(pk=one.pk)
            assert fresh.secret is not None
            return fresh

    return reading


class Receiver:
    """A server on this machine that keeps what it was sent, and answers as it is told."""

    def __init__(self):
        self.got, self.answers, self.slow = [], [], 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                status, headers = outer.answers.pop(0) if outer.answers else (204, {})
                time.sleep(outer.slow)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}/in"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def answer(self, *statuses, **headers):
        self.answers += [(status, headers) for status in statuses]

    @property
    def bodies(self):
        return [json.loads(body) for _path, _headers, body in self.got]


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


__all__ = ["enter", "program"]
