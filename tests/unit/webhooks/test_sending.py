"""Sending: signed, tried again with growing waits, given up; and nowhere it must not go. Against a real server."""

import base64
import datetime as dt
import hashlib
import hmac
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.factories.care import send_case_referral
from tutela.accounts.api import create_system_users
from tutela.audit.models import Event
from tutela.care.actions.refer import recall_referral
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused
from tutela.webhooks import tasks
from tutela.webhooks.actions import deliver, post
from tutela.webhooks.actions.sign import new_secret, signature
from tutela.webhooks.actions.subscriptions import change_secret, end_webhook, pause_webhook, resume_webhook, send_test
from tutela.webhooks.enums import Problem
from tutela.webhooks.models import Delivery, Subscription
from tutela.webhooks.policies import retries
from tutela.webhooks.queries.subscriptions import due, find

pytestmark = [pytest.mark.requirement("R135"), pytest.mark.requirement("R116")]
LATER = dt.timedelta(seconds=1)


@pytest.fixture
def waiting(started, team, file, relay):
    """A subscription with one message to send."""
    one = started()
    send_case_referral(team, file)
    relay()
    return one


def checks(secret, headers, body):
    """As a receiver checks it, written from the specification alone."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return f"v1,{wanted}" in headers["webhook-signature"].split(" ")


def test_the_example_of_the_specification():
    known = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    made = signature(known, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_arrives_signed(waiting, send, receiver, seen, log, officer, team, file):
    assert send(waiting) == 1
    ((path, headers, body),) = receiver.got
    (message,) = log()
    assert path == "/in"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert headers["webhook-id"] == str(message.pk)
    assert abs(int(headers["webhook-timestamp"]) - now().timestamp()) < 60
    assert checks(seen(waiting).secret, headers, body)
    assert not checks(new_secret(), headers, body)
    assert not checks(seen(waiting).secret, headers, body + b" ")
    assert (message.state, message.attempts, message.status, message.problem) == ("delivered", 1, 204, "")
    assert receiver.bodies[0]["type"] == "referral.sent"
    with acting_as(officer):
        left = Event.objects.get(action="webhook_sent")
    assert left.about == str(file.child_id)
    assert str(waiting.pk) in left.details
    assert send(waiting) == 0


def test_both_secrets_sign_for_a_day(waiting, send, receiver, seen, administrator):
    before = seen(waiting).secret
    with acting_as(administrator):
        change_secret(one=find(administrator, waiting.pk), by=administrator, base_version=2)
        send_test(one=find(administrator, waiting.pk), by=administrator, base_version=3, values={})
    send(waiting)
    after = seen(waiting).secret
    assert len(receiver.got) == 2
    for _path, headers, body in receiver.got:
        assert checks(before, headers, body)
        assert checks(after, headers, body)
    with moved_to(now() + dt.timedelta(days=2)):
        with acting_as(administrator):
            send_test(one=find(administrator, waiting.pk), by=administrator, base_version=3, values={})
        send(waiting)
    _path, headers, body = receiver.got[-1]
    assert checks(after, headers, body)
    assert not checks(before, headers, body)


def test_a_failed_message_is_tried_again_later_and_later_then_given_up(waiting, send, receiver, log):
    receiver.answer(*[500] * 7)
    moment = now()
    for wait in (*retries.WAITS, None):
        with moved_to(moment):
            assert send(waiting) == 1
            assert send(waiting) == 0
        (message,) = log()
        if wait:
            assert message.next_at == moment + wait
            moment += wait
    assert (message.state, message.attempts, message.status, message.problem) == ("given_up", 7, 500, "status")
    assert message.next_at is None
    assert len({headers["webhook-id"] for _path, headers, _body in receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for _path, headers, _body in receiver.got}) == 7
    with moved_to(moment + dt.timedelta(days=3)):
        assert send(waiting) == 0


def test_it_arrives_at_the_second_try(waiting, send, receiver, log, seen):
    receiver.answer(503)
    send(waiting)
    assert seen(waiting).failures == 1
    with moved_to(now() + dt.timedelta(minutes=2)):
        send(waiting)
    (message,) = log()
    assert (message.state, message.attempts) == ("delivered", 2)
    assert seen(waiting).failures == 0


def test_gone_pauses_and_gives_up(waiting, send, receiver, log, seen, officer):
    receiver.answer(410)
    send(waiting)
    (message,) = log()
    assert (message.state, message.problem) == ("given_up", "gone")
    assert (seen(waiting).state, seen(waiting).pause) == ("paused", "gone")
    with acting_as(officer):
        assert Event.objects.filter(action="webhook_rested").count() == 1


def test_twenty_failures_in_a_row_pause(started, team, file, relay, send, receiver, seen, log, administrator):
    one = started()
    for _number in range(4):
        send_case_referral(team, file)
    relay()
    receiver.answer(*[500] * 40)
    moment, tries = now(), 0
    for _turn in range(60):
        if seen(one).state != "active":
            break
        moment += dt.timedelta(minutes=1)
        with moved_to(moment):
            tries += send(one)
        moment += dt.timedelta(hours=1)
    assert tries == retries.MOST_FAILURES
    assert seen(one).pause == "failing"
    with moved_to(moment + dt.timedelta(days=2)):
        assert send(one) == 0
        with acting_as(administrator):
            found = find(administrator, one.pk)
            resume_webhook(one=found, by=administrator, base_version=found.version, values={})
        receiver.answers.clear()
        assert send(one) == len(log(state="delivered")) > 0


def test_the_first_failure_ends_the_turn(started, team, file, relay, send, receiver):
    one = started()
    for _number in range(3):
        send_case_referral(team, file)
    relay()
    receiver.answer(204, 500)
    assert send(one) == 2
    assert send(one) == 0
    with moved_to(now() + dt.timedelta(minutes=2)):
        assert send(one, most=1) == 1
        assert send(one) == 1
    assert len(receiver.got) == 4


def test_a_redirect_is_not_followed(waiting, send, receiver, log):
    receiver.answer(302, Location=f"http://127.0.0.1:{receiver.port}/elsewhere")
    send(waiting)
    (message,) = log()
    assert (message.status, message.problem) == (302, "redirect")
    assert [path for path, _headers, _body in receiver.got] == ["/in"]


def test_a_slow_server_is_not_waited_for(waiting, send, receiver, log, monkeypatch):
    monkeypatch.setattr(post, "WHOLE", 0.3)
    receiver.slow = 1.0
    begun = time.monotonic()
    send(waiting)
    assert time.monotonic() - begun < 0.9
    (message,) = log()
    assert (message.problem, message.status) == ("timeout", None)


def test_a_server_that_drips_its_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(post, "WHOLE", 0.5)
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        taken, _who = listening.accept()
        with taken:
            for sign in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50:
                try:
                    taken.send(bytes([sign]))
                except OSError:
                    return
                time.sleep(0.05)

    threading.Thread(target=drip, daemon=True).start()
    begun = time.monotonic()
    answer = post.post(f"http://127.0.0.1:{listening.getsockname()[1]}/", {}, b"{}")
    assert answer == post.Answer(problem=Problem.TIMEOUT, left=True)
    assert time.monotonic() - begun < 2
    listening.close()


def test_an_endless_answer_is_not_read(monkeypatch):
    listening = socket.create_server(("127.0.0.1", 0))
    sent = []

    def flood():
        taken, _who = listening.accept()
        with taken:
            taken.recv(65536)
            taken.send(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
            try:
                while len(sent) < 2000:
                    sent.append(taken.send(b"x" * 65536))
            except OSError:
                return

    thread = threading.Thread(target=flood, daemon=True)
    thread.start()
    answer = post.post(f"http://127.0.0.1:{listening.getsockname()[1]}/", {}, b"{}")
    thread.join(10)
    assert answer == post.Answer(200, left=True)
    assert sum(sent) < 64 * 1024**2
    listening.close()


def test_what_is_no_answer(waiting):
    listening = socket.create_server(("127.0.0.1", 0))

    def speak():
        taken, _who = listening.accept()
        with taken:
            taken.recv(65536)
            taken.send(b"no http at all\r\n\r\n")

    threading.Thread(target=speak, daemon=True).start()
    answer = post.post(f"http://127.0.0.1:{listening.getsockname()[1]}/", {}, b"{}")
    assert answer == post.Answer(problem=Problem.BROKEN, left=True)
    listening.close()


def test_a_port_where_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    assert post.post(f"http://127.0.0.1:{port}/", {}, b"{}") == post.Answer(problem=Problem.NO_CONNECTION)


def test_a_wrong_address_in_the_table_is_not_sent_to(settings):
    settings.DEMO = False
    assert post.post("http://127.0.0.1:1/", {}, b"{}") == post.Answer(problem=Problem.ADDRESS)


def named(monkeypatch, *numbers):
    """The names of this test's network: what any name server could answer. How often it was asked is counted."""
    asked = []

    def answer(host, port, *more, **options):
        asked.append(host)
        if not numbers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        kind = socket.AF_INET6 if ":" in numbers[0] else socket.AF_INET
        return [(kind, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.mark.parametrize("numbers", [("10.0.0.7",), ("169.254.169.254",), ("::1",), ("93.184.216.34", "10.0.0.7")])
def test_a_name_that_leads_into_a_private_network_is_not_connected_to(monkeypatch, settings, numbers):
    settings.DEMO = False
    named(monkeypatch, *numbers)
    assert post.post("https://hooks.clinic.example/", {}, b"{}") == post.Answer(problem=Problem.ADDRESS)


def test_a_name_that_there_is_not(monkeypatch):
    named(monkeypatch)
    assert post.post("https://hooks.clinic.example/", {}, b"{}") == post.Answer(problem=Problem.NO_NAME)


def certificate(tmp_path, name):
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    day = dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime.now(dt.UTC) - day)
        .not_valid_after(dt.datetime.now(dt.UTC) + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.KeyUsage(*[True, False, False, False, False, True, False, False, False]), critical=True)
        .sign(key, hashes.SHA256())
    )
    both = tmp_path / "both.pem"
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    both.write_bytes(text + made.public_bytes(serialization.Encoding.PEM))
    return both


@pytest.fixture
def secure_server(tmp_path):
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.headers["Host"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Quiet."""

    pem = certificate(tmp_path, "hooks.clinic.example")
    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_args: None
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_address[1], pem, got
    server.shutdown()
    server.server_close()


def test_the_number_that_was_judged_is_connected_to_and_the_certificate_is_of_the_name(secure_server, monkeypatch, settings):
    port, pem, got = secure_server
    settings.TUTELA_WEBHOOK_PORTS = [str(port)]
    asked = named(monkeypatch, "127.0.0.1")
    address = f"https://hooks.clinic.example:{port}/in"
    assert post.post(address, {}, b"{}") == post.Answer(problem=Problem.CERTIFICATE)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    asked.clear()
    assert post.post(address, {}, b"{}") == post.Answer(200, left=True)
    assert got == [(f"hooks.clinic.example:{port}", b"{}")]
    assert asked.count("hooks.clinic.example") == 1
    other = f"https://other.clinic.example:{port}/in"
    assert post.post(other, {}, b"{}") == post.Answer(problem=Problem.CERTIFICATE)
    settings.DEMO = False
    assert post.post(address, {}, b"{}") == post.Answer(problem=Problem.ADDRESS)


def test_no_proxy_of_the_environment_is_used(waiting, send, receiver, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert send(waiting) == 1
    assert len(receiver.got) == 1


def test_what_left_the_sight_meanwhile_is_dropped_unsent(waiting, team, send, receiver, log):
    with acting_as(team.worker):
        from tutela.care.models import Referral

        referral = Referral.objects.select_related("file", "service_point").get()
        recall_referral(referral=referral, by=team.worker)
    assert send(waiting) == 0
    (message,) = log()
    assert (message.state, message.told, message.next_at) == ("dropped", {}, None)
    assert receiver.got == []


def test_a_token_that_was_revoked_meanwhile_ends_even_a_test(started, administrator, client_program, send, receiver, log):
    one = started()
    with acting_as(administrator):
        send_test(one=find(administrator, one.pk), by=administrator, base_version=2, values={})
    client_program.revoked_at = now()
    client_program.save()
    assert send(one) == 0
    assert [message.state for message in log()] == ["dropped"]


def test_a_test_message_says_nothing(started, administrator, send, receiver, seen):
    one = started()
    with acting_as(administrator):
        send_test(one=find(administrator, one.pk), by=administrator, base_version=2, values={})
    send(one)
    ((_path, headers, body),) = receiver.got
    assert checks(seen(one).secret, headers, body)
    assert (receiver.bodies[0]["type"], receiver.bodies[0]["data"]) == ("test", {})


def test_a_try_that_died_is_made_again(waiting, keeper, send, receiver, log):
    with acting_as(keeper):
        assert deliver.take_up(subscription_id=waiting.pk, by=keeper) is not None
        assert deliver.take_up(subscription_id=waiting.pk, by=keeper) is None
    assert send(waiting) == 0
    with moved_to(now() + retries.LEASE + LATER):
        assert send(waiting) == 1
    (message,) = log()
    assert (message.state, message.attempts) == ("delivered", 2)


def test_ended_while_it_was_being_sent(waiting, keeper, administrator, log):
    with acting_as(keeper):
        message = deliver.take_up(subscription_id=waiting.pk, by=keeper)
    with acting_as(administrator):
        end_webhook(one=find(administrator, waiting.pk), by=administrator, base_version=2, values={})
    with acting_as(keeper):
        deliver.write_down(delivery_id=message.delivery_id, answer=post.Answer(200, left=True), by=keeper)
    assert [row.state for row in log()] == ["dropped"]


def test_ending_empties_what_was_delivered(waiting, send, administrator, log):
    send(waiting)
    assert log()[0].told
    with acting_as(administrator):
        end_webhook(one=find(administrator, waiting.pk), by=administrator, base_version=2, values={})
    (message,) = log()
    assert (message.state, message.told) == ("delivered", {})


def test_paused_while_it_was_being_sent(waiting, keeper, administrator, log, seen):
    with acting_as(keeper):
        message = deliver.take_up(subscription_id=waiting.pk, by=keeper)
    with acting_as(administrator):
        pause_webhook(one=find(administrator, waiting.pk), by=administrator, base_version=2, values={})
    with acting_as(keeper):
        deliver.write_down(delivery_id=message.delivery_id, answer=post.Answer(410, Problem.GONE, left=True), by=keeper)
    assert [row.state for row in log()] == ["given_up"]
    assert (seen(waiting).state, seen(waiting).pause) == ("paused", "person")


def test_persons_send_nothing(waiting, officer, administrator, log):
    for actor in (officer, administrator):
        with acting_as(actor):
            for act in (
                lambda by: deliver.deliver_due(subscription_id=waiting.pk, by=by),
                lambda by: deliver.take_up(subscription_id=waiting.pk, by=by),
                lambda by: deliver.write_down(delivery_id=log()[0].pk, answer=post.Answer(200), by=by),
            ):
                with pytest.raises(Refused):
                    act(actor)


def test_the_worker_reads_sends_and_clears(waiting, keeper, receiver, monkeypatch, log):
    create_system_users()
    sent = []

    class Configured:
        def defer(self, **said):
            sent.append(said)

    monkeypatch.setattr(tasks.deliver, "configure", lambda **_options: Configured())
    tasks.relay(timestamp=0)
    assert sent == [{"subscription_id": str(waiting.pk)}]
    tasks.deliver(**sent[0])
    assert [row.state for row in log()] == ["delivered"]
    with acting_as(keeper):
        assert due() == []
    tasks.clear(timestamp=0)
    with acting_as(keeper):
        assert (Subscription.objects.count(), Delivery.objects.count()) == (1, 1)
