"""Marker words put where people's words go are found again nowhere else: not in the database's files, logs, e-mail, addresses,
cookies, sessions, error pages, the queue, the audit chain, the observations. Fields are found by their classification, forms
in the pages; a new one joins by itself."""

from __future__ import annotations

import base64
import io
import logging

import pytest
from django.core import mail
from django.db import models
from django.test import override_settings
from django.urls import path

from tests.integration.proof import looking
from tests.integration.proof.conftest import rolled_back
from tests.integration.proof.filling import WORDS, body, filled
from tests.integration.proof.looking import EVERYBODY, IN
from tests.integration.proof.mistakes import fingerprint
from tests.integration.proof.registry import operations, our_models, protected_models
from tests.integration.proof.world import arguments, as_superuser
from tutela.accounts.api import create_system_users, system_actor
from tutela.config.logs import WithoutValues
from tutela.kernel.database.acting import acting_as
from tutela.kernel.http import open_to_everyone
from tutela.kernel.vault.querysets import is_encrypted
from tutela.statistics.actions.build_observations import build_observations
from tutela.statistics.queries.snapshots import record_secret

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

MARK = "Zanzicanary"
READABLE = {
    "report_reveal": {"audit_event": "why a reporter was revealed is kept in the audit chain, where it is reviewed (R17)"},
    "lists_counts": {"estimates_listoverlap": "the name of a set of lists; it holds counts and nobody's words"},
    "obligation_new": {"coordination_obligation": "the law a duty rests on is public; a child's name in it is refused"},
    "estimate_decide": {"estimates_estimate": "what the second person says of a panel"},
}
"""Addresses whose words stand readable in these tables, each with its reason."""


def _spellings(mark):
    raw = mark.encode()
    return [raw, raw.lower(), raw.hex().encode(), base64.b64encode(raw)[:-3], mark.encode("utf-16-le"), mark[::-1].encode()]


def _dumped(tables):
    """What a dump writes of these tables, row for row."""
    with as_superuser() as cursor:
        found = {}
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                found[table] = b"".join(bytes(part) for part in copy)
        return found


def _holding(dumped, mark=MARK):
    return sorted(
        table for table, rows in dumped.items() if any(one in rows or one in rows.lower() for one in _spellings(mark))
    )


def _every_table():
    with as_superuser() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [row[0] for row in cursor.fetchall()]


def _open_tables():
    """Tables of ours that hold S0 and S1 only: names of offices, of colleagues."""
    return {one._meta.db_table for one in our_models()} - {one._meta.db_table for one in protected_models()}


@pytest.fixture
def log():
    """What the process would have written to its log, at the most talkative level."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutValues())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_the_marker_would_be_found():
    assert _holding({"a": f"x{MARK}y".encode(), "b": MARK.encode().hex().encode(), "c": b"nothing"}) == ["a", "b"]


@pytest.mark.requirement("R135")
def test_every_sealed_field_of_every_model_is_nowhere_in_a_dump(world):
    """S2+ words in each model's own row, written by the model itself and read back; the whole database shows none of them."""
    worker, marked = world.here.actor("caseworker"), 0
    for model in protected_models():
        sealed = [one for one in model._meta.concrete_fields if is_encrypted(one)]
        if not sealed:
            continue
        with acting_as(worker), as_superuser():
            row = model._default_manager.filter(pk__in=world.rows[model._meta.db_table][0]).first()
            assert row is not None, model
            for place in sealed:
                word = f"{MARK}{model.__name__}{place.name}"[: place.max_length or 200]
                setattr(row, place.attname, word if "Text" in type(place).__name__ else {word: [word]})
            row.save()
            again = model._default_manager.get(pk=row.pk)
            for place in sealed:
                assert MARK[: place.max_length or 200] in str(getattr(again, place.attname)), (model, place.name)
                marked += 1
    assert marked >= 30
    assert _holding(_dumped(_every_table())) == []


def test_plain_protected_fields_hold_codes_days_and_keys_only():
    """What is S2+ and not encrypted has a type or a length in which no story fits."""
    loose = [
        f"{model.__name__}.{name}"
        for model in protected_models()
        for name in model.data.protected()
        if not is_encrypted(one := model._meta.get_field(name))
        and (isinstance(one, models.TextField) or (isinstance(one, models.CharField) and one.max_length > 60))
    ]
    assert loose == ["Event.subject", "Event.purpose"], "encrypt it, or say here why it holds no words"


def test_words_typed_into_every_form_stay_where_they_belong(seen, world, log):
    wrong, used = {}, set()
    before = None
    for address in seen.writing():
        if address.name in looking.SLOW_TO_DO or address.access.everyone:
            continue
        who = next(who for who in EVERYBODY if seen.letters.get((address.name, "POST", who)) == IN)
        fits = filled(world.here, address.name, seen.forms[address.name])
        sent = {name: MARK if value == WORDS else value for name, value in fits.items()}
        if MARK not in sent.values():
            continue
        with rolled_back():
            before = before or fingerprint()
            answer = looking.ask(world.here, who, "POST", address.url(**arguments(world.here, address)), sent)
            assert looking.letter(answer) == IN, (address.name, answer.status_code)
            after = fingerprint()
            changed = {table for table in after if after[table] != before.get(table)} - _open_tables()
            held = _holding(_dumped(sorted(changed | {"audit_event", "django_session"})))
            used |= {address.name} & READABLE.keys() if held else set()
            held = [table for table in held if table not in READABLE.get(address.name, {})]
            wrong |= {address.name: held} if held else {}
            assert MARK not in answer.get("Location", "")
            assert MARK not in answer.cookies.output()
    assert wrong == {}
    assert used == READABLE.keys(), "an exception that nothing needs"
    assert MARK not in log.getvalue()
    assert not [one for one in mail.outbox if MARK in str(one.message())]


def test_words_sent_by_programs_stay_where_they_belong(seen, world, log):
    wrong, before = {}, None
    for operation in (one for one in operations() if one.body):
        who = next(who for who in EVERYBODY if seen.letters[operation.path, operation.method.upper(), who] == IN)
        fitting = body(world.here, operation)
        texts = {
            name: MARK
            for name, told in operation.body["properties"].items()
            if "string" in {one.get("type") for one in told.get("anyOf", [told])}
            and name in FREE
            and ("/justice/" not in operation.path or fitting.get(name) == WORDS)  # there a reason or result may be a code
        }
        with rolled_back():
            before = before or fingerprint()
            told = looking.seen_version(world.here, operation)
            sent = body(world.here, operation) | texts
            answer = looking.call(world.here, who, operation, looking.at(world.here, operation), sent, **told)
            assert looking.letter(answer) == IN, (operation.key, answer.content)
            after = fingerprint()
            changed = {table for table in after if after[table] != before.get(table)} - _open_tables()
            if held := _holding(_dumped(sorted(changed | {"audit_event"}))):
                wrong[operation.key] = held
    assert wrong == {}
    assert MARK not in log.getvalue()


FREE = frozenset("needs strengths summary reason goal message answer_note result note risk_reasons given_names".split())
"""Properties of bodies that take words."""


def test_no_form_puts_words_into_an_address(seen):
    """Searching for a child is posted; what stays in an address are codes, keys, terms, whole years, the
    names of colleagues, services and facilities, words of recommendations and registers that are public."""
    from tests.integration.proof.pages import forms_of

    asking = {
        (page, one.name)
        for (page, _who), html in seen.pages.items()
        if not page.startswith(("GET ", "style"))
        for form in forms_of(html)
        if form.method == "get"
        for one in form.fields.values()
        if one.kind in ("text", "search", "textarea")
    }
    assert asking <= {
        ("accounts", "words"),
        ("bodies", "words"),
        ("glossary", "q"),
        ("vocabulary", "q"),
        ("audit_trail", "about"),
        ("service_points", "words"),
        ("service_points", "age"),
        ("places", "age"),
        ("facilities", "words"),
        ("monitoring_recommendations", "words"),
        ("register", "q"),
    }


@open_to_everyone
def _failing(request):
    raise ValueError(f"the name is {MARK} {request.POST.get('words')}")


urlpatterns = [path("failing", _failing)]
handler500 = "tutela.config.error_views.server_error"


def test_error_pages_and_their_log_lines_repeat_nothing(world, log):
    for who, url in (
        ("statistician", "/find"),
        ("caseworker", f"/decide/{MARK}/{world.here.of['file'].pk}"),
        ("caseworker", f"/{MARK}"),
    ):
        answer = looking.ask(world.here, who, "POST", url, {"words": MARK})
        assert answer.status_code in (403, 404)
        assert MARK not in answer.content.decode()
    with override_settings(ROOT_URLCONF=__name__):
        answer = looking.ask(world.here, "caseworker", "POST", "/failing", {"words": MARK})
    assert answer.status_code == 500
    assert MARK not in answer.content.decode()
    assert "ValueError at" in log.getvalue()
    assert MARK not in log.getvalue().replace(f"/{MARK}", "").replace(f"/decide/{MARK}/", "")


def test_observations_hold_codes_only(world, settings, tmp_path):
    settings.VAR = tmp_path
    worker = world.here.actor("caseworker")
    with acting_as(worker), as_superuser():
        child = world.here.of["file"].child
        child.given_names = child.family_names = MARK
        child.save()
    create_system_users()
    builder = system_actor("observation_builder")
    with acting_as(builder), rolled_back():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE tutela_statistics")
        record_secret(first=True)  # the folder is the test's own
        snapshot = build_observations(by=builder)
        import pyarrow.parquet as parquet

        rows = parquet.read_table(tmp_path / "observations" / snapshot.path).to_pylist()
    assert rows
    assert MARK not in str(rows)
    keys = {str(pk) for pk in world.rows[type(world.here.of["file"].child)._meta.db_table][0]}
    assert not [row for row in rows if keys & {str(value) for value in row.values()}]
