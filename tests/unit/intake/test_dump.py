"""A stolen dump without the pepper opens nothing, and what the channel was told stands nowhere in the clear.

The attack tries every value of the dump as a key for every sealed value, and to make the right receipt fit without the
server's key. With the key the very same attack succeeds, which shows that it is one.
"""

import itertools

import pytest
from django.core import mail
from django.db import connection

from tests.unit.intake.conftest import the_public
from tutela.accounts.api import PUBLIC_ACTOR
from tutela.accounts.models import UserKey
from tutela.intake.actions import mailbox, settle, triage
from tutela.intake.actions.alert import alert_duty
from tutela.intake.actions.answer import answer_reporter
from tutela.intake.actions.visits import begin_visit
from tutela.intake.enums import VisitKind
from tutela.intake.models import Report
from tutela.intake.queries.mailbox import mailbox_of_receipt, mailbox_place
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import CannotOpen, aead, kdf, master, receipt

CANARY = "canary-7731"


@pytest.fixture
def lived(world, send):
    """A report with everything: who reported, notes, answers, a draft, an alert. Gives the receipt."""
    received = send(
        worry=f"{CANARY}-worry", place=f"{CANARY}-place", name=f"{CANARY}-name", phone="55517731", times=f"{CANARY}-times",
        contact="phone", signs=("near",),
    )  # fmt: skip
    with acting_as(world.officer):
        report = triage.take_in_hand(report=Report.objects.get(), by=world.officer)
        triage.write_note(report=report, text=f"{CANARY}-note", by=world.officer)
        answer_reporter(report=report, text=f"{CANARY}-answer", keys=world.keys, by=world.officer)
        settle.propose_settling(report=report, target="referred_out", reason=f"{CANARY}-reason", by=world.officer)
    with the_public():
        mailbox.write_to_team(mailbox=mailbox_of_receipt(received.receipt), text=f"{CANARY}-more", by=PUBLIC_ACTOR)
        begin_visit(kind=VisitKind.DRAFT, content={"answers": {"worry": f"{CANARY}-draft"}}, by=PUBLIC_ACTOR)
    with acting_as(world.keeper):
        alert_duty(by=world.keeper)
    for key in UserKey.objects.all():  # these tests' members have no passphrase: lock their keys under one nobody knows
        key.wrapped_private = aead.seal(aead.new_key(), bytes(key.wrapped_private), b"members")
        key.save()
    return received.receipt


def dump():
    """Every row of every table, as whoever steals the disk has them: {table: [row as a list of values]}."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tutela_owner")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO tutela_definer")
        cursor.execute("SET LOCAL ROLE tutela_definer")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL ROLE tutela_staff")
    return rows


def raw_values(rows):
    """Every value of bytes in the dump."""
    return [value for table in rows.values() for row in table for value in row if isinstance(value, bytes) and value]


def opens(key, sealed, places):
    """Whether a key opens a sealed value in any of the places, or as a sealed box."""
    for place in places:
        try:
            return aead.unseal(key, sealed, place)
        except CannotOpen:
            continue
    try:
        return aead.unseal_with(key, sealed)
    except (CannotOpen, ValueError):
        return None


@pytest.mark.requirement("R17")
@pytest.mark.rule("P8")
def test_no_canary_in_any_table_mail_or_log(lived, caplog):
    rows = dump()
    text = str(rows)
    assert "intake_report" in text
    assert CANARY not in text
    assert "55517731" not in text
    assert lived not in text
    for raw in raw_values(rows):
        assert CANARY.encode() not in raw
        assert lived.encode() not in raw
    assert CANARY not in caplog.text + str([(one.subject, one.body) for one in mail.outbox])
    queue = [row for table, content in rows.items() if table.startswith("procrastinate") for row in content]
    assert CANARY not in str(queue)


def test_with_the_dump_alone_and_even_with_the_receipt_nothing_opens(lived):
    rows = dump()
    values = raw_values(rows)
    report = next(row for row in rows["intake_report"])
    places = [mailbox_place(report[0])] + [
        aead.associated("tutela-intake-1", table, "words", str(row))
        for table in ("intake_report", "intake_reporter", "intake_message", "intake_triagenote")
        for row in [report[0], *(other[0] for other in rows[table])]
    ]
    keys = {value[start : start + 32] for value in values for start in (0, 1, 4) if len(value) >= start + 32}
    sealed = [value for value in values if len(value) > 40]
    assert [one for key, one in itertools.product(keys, sealed) if opens(key, one, places) is not None] == []
    peppers = {bytes(32), b"\xff" * 32, *itertools.islice((key for key in keys if len(key) == 32), 40)}
    guesses = {receipt.derive(lived, pepper, salt[:16]).lookup for pepper in peppers for salt in (bytes(32), pepper)}
    assert not guesses & set(values), "the receipt alone does not even find its row"


def test_the_same_attack_with_the_servers_key_finds_the_mailbox_and_still_not_the_report(lived):
    rows = dump()
    version = master.source().current()
    derived = receipt.derive_here(lived, version)
    values = raw_values(rows)
    assert derived.lookup in values
    report = next(row for row in rows["intake_report"])
    opened = [opens(derived.wrap, value, [mailbox_place(report[0])]) for value in values]
    private = next(one for one in opened if one is not None)
    boxes = [value for value in values if value[:1] == b"\x10"]
    data_keys = [key for box in boxes if (key := opens(private, box, [])) is not None]
    assert len(data_keys) == 1, "the team's answer; not the report, not the notes, not the reporter's own message"


@pytest.fixture(autouse=True)
def quick_receipts(monkeypatch):
    """The memory-hard function is replaced by a keyed hash of the same inputs: the attack tries many keys."""
    monkeypatch.setattr(kdf, "argon2id", lambda secret, salt: kdf.blake2b(salt, secret, person=b"tests"))
