"""Exports: who asks and decides, what is in the file, who can open it, how it ends."""

import datetime as dt
import json
import os
import stat

import pyrage
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tests.factories.cases import make_concern, make_person, make_team_of_office, make_view, open_case, put_in_state
from tests.unit.exports.conftest import values_for
from tutela.accounts import api as accounts
from tutela.accounts.models import Grant
from tutela.audit.models import Event
from tutela.exports import policies
from tutela.exports.actions import build as building
from tutela.exports.actions.build import Content, build_export
from tutela.exports.actions.exports import (
    ask_export,
    decide_export,
    erase_old_exports,
    take_export,
    try_again,
    withdraw_export,
)
from tutela.exports.actions.recipients import confirm_recipient, end_recipient, enter_recipient
from tutela.exports.models import Export, Recipient
from tutela.exports.queries import content
from tutela.exports.queries.exports import find, place_of, visible
from tutela.exports.states import ExportState
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion, WrongState

pytestmark = pytest.mark.requirement("R135")


def opened(export, pair):
    return pyrage.decrypt(place_of(export).read_bytes(), [pair]).decode()


def lines(export, pair):
    return [json.loads(line) for line in opened(export, pair).splitlines()]


def test_from_the_question_to_a_file_that_only_the_recipient_opens(built, files, pair, boss, officer):
    export = built()
    assert (export.state, export.files, export.left_out) == ("ready", 3, 0)
    head, *rows, end = lines(export, pair)
    assert head["watermark"]["asked_by"] == boss.user.full_name
    assert head["watermark"]["agreed_by"] == officer.user.full_name
    assert head["watermark"]["purpose"] == "court_order"
    assert "Clerk Ono" in head["watermark"]["for"]
    assert sorted(row["given_names"] for row in rows) == ["Noor A", "Noor B", "Noor C"]
    assert {row["file_number"] for row in rows} == {file.number for file in files}
    assert {row["export"] for row in rows} == {str(export.pk)}
    assert end["end"]["files"] == 3

    raw = place_of(export).read_bytes()
    assert b"Noor" not in raw
    assert raw.startswith(b"age-encryption.org/v1")
    assert stat.S_IMODE(os.stat(place_of(export)).st_mode) == 0o600
    assert [path.name for path in place_of(export).parent.iterdir()] == [f"{export.pk}.age"]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(raw, [pyrage.x25519.Identity.generate()])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(raw[:-20], [pair])


def test_each_file_that_leaves_is_in_its_own_log(built, files, officer):
    export = built()
    with acting_as(officer):
        events = list(Event.objects.filter(action="file_exported"))
    assert {event.subject for event in events} == {f"cases.file:{file.pk}" for file in files}
    assert all(str(export.pk) in event.details for event in events)


def test_codes_name_nobody(built, team, files, pair):
    make_concern(team, files[0], description="A neighbour promised work.", person_of_concern="Uncle Bo")
    make_person(team, files[0], name="Aunt Mira")
    make_view(team, files[0])
    export = built(level="codes", purpose="research")
    text = opened(export, pair)
    for word in ("Noor", "Testova", "Uncle", "Mira", "neighbour", "I want", *(file.number for file in files)):
        assert word not in text
    assert not {*content.IDENTITY} & {*json.loads(text.splitlines()[1])}
    assert any(row.get("concerns") == ["PC08"] for row in map(json.loads, text.splitlines()))


def test_names_never_bring_other_people_or_free_text(built, team, files, pair):
    make_concern(team, files[0], description="A neighbour promised work.", person_of_concern="Uncle Bo")
    make_person(team, files[0], name="Aunt Mira")
    text = opened(built(), pair)
    assert "Noor A" in text
    for word in ("Uncle", "Mira", "neighbour"):
        assert word not in text


def test_a_table_has_a_row_for_each_file_and_runs_no_formula(built, team, pair):
    open_case(team, given_names="=1+1", family_names="Testova")
    export = built(form="csv")
    mark, head, row, end = opened(export, pair).splitlines()
    assert mark.startswith("# {")
    assert end.startswith("# {")
    assert head.split(",")[:4] == ["export", "row", "file_number", "given_names"]
    assert ",'=1+1," in row


def test_only_what_was_asked_for_and_what_the_asker_sees(built, team, files, pair):
    other = make_team_of_office()
    open_case(other, given_names="Elsewhere")
    put_in_state(files[0], "closed", team.worker)
    export = built(states=["closed"])
    assert [row["given_names"] for row in lines(export, pair)[1:-1]] == ["Noor A"]
    later = files[0].reported_on + dt.timedelta(days=1)
    assert built(reported_from=later).files == 0
    assert built(reported_until=later).files == 3
    assert "Elsewhere" not in opened(built(), pair)


@pytest.mark.rule("P13")
def test_names_of_a_child_whom_the_recipients_law_could_punish_are_kept_back(built, team, files, pair, monkeypatch):
    kept = files[1].pk
    monkeypatch.setattr(
        content, "share_with_body", type("Rule", (), {"allows": staticmethod(lambda file, body: file.pk != kept)})
    )
    export = built()
    assert (export.files, export.left_out) == (2, 1)
    assert "Noor B" not in opened(export, pair)
    assert lines(export, pair)[-1]["end"]["left_out"] == 1
    assert built(level="codes").files == 3


def test_batches_follow_each_other_without_a_gap(built, team, files, pair, monkeypatch):
    monkeypatch.setattr(content, "BATCH", 2)
    rows = lines(built(), pair)[1:-1]
    assert [row["row"] for row in rows] == [1, 2, 3]
    assert len({row["file_number"] for row in rows}) == 3


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"purpose": "curiosity"}, "purpose"),
        ({"reason": "x"}, "reason"),
        ({"level": "all"}, "level"),
        ({"form": "xml"}, "form"),
        ({"states": ["asleep"]}, "states"),
        ({"reported_from": dt.date(2026, 5, 2), "reported_until": dt.date(2026, 5, 1)}, "reported_until"),
    ],
)
def test_bad_questions_name_their_field(ask, changed, field):
    with pytest.raises(InvalidInput) as error:
        ask(**changed)
    assert field in error.value.fields
    assert not Export.objects.exists()


def test_names_leave_only_for_what_the_law_names(ask):
    for purpose in ("research", "evaluation", "audit"):
        with pytest.raises(Refused, match="Ask for codes"):
            ask(purpose=purpose)
    assert ask(purpose="research", level="codes").state == "asked"


def test_nothing_is_asked_for_a_key_that_nobody_compared(entered, team, boss):
    with acting_as(boss), pytest.raises(Refused, match="not confirmed"):
        ask_export(by=boss, values=values_for(team, entered))


def test_nothing_goes_to_a_key_that_was_ended(recipient, boss, agree, keeper):
    made = agree()
    with acting_as(boss):
        end_recipient(recipient=recipient, by=boss, base_version=2)
    failed = build_export(export_id=made.pk, by=boss, keeper=keeper)
    assert failed.state == "failed"
    assert "not confirmed" in failed.note
    assert not place_of(failed).exists()
    with acting_as(boss), pytest.raises(Refused, match="not confirmed"):
        try_again(export=find(made.pk), by=boss, base_version=failed.version, later=print)


def test_agreeing_asks_again_whether_the_key_holds(ask, recipient, boss, officer):
    made = ask()
    with acting_as(boss):
        end_recipient(recipient=recipient, by=boss, base_version=2)
    with acting_as(officer), pytest.raises(Refused, match="not confirmed"):
        decide_export(export=find(made.pk), by=officer, base_version=1, agreed=True, note="", later=print)


def test_a_key_is_looked_at_before_it_is_kept(entered, boss, court, pair, officer):
    def entering(key):
        with acting_as(boss):
            return enter_recipient(by=boss, values={"agency": court, "holder": "Clerk", "public_key": key})

    for key, words in (
        (str(pair), "private key"),
        ("age1short", "no age key"),
        (str(pair.to_public()), "in the list already"),
    ):
        with pytest.raises(InvalidInput, match=words):
            entering(key)
    with acting_as(boss), pytest.raises(Refused):
        confirm_recipient(recipient=entered, by=boss, base_version=1)
    with acting_as(officer), pytest.raises(StaleVersion):
        confirm_recipient(recipient=entered, by=officer, base_version=9)
    with acting_as(officer):
        end_recipient(recipient=entered, by=officer, base_version=1)
        with pytest.raises(InvalidInput, match="was ended"):
            confirm_recipient(recipient=entered, by=officer, base_version=2)
    assert entering(str(pair.to_public())).confirmed_at is None


def test_who_enters_a_key_does_not_confirm_it_even_as_data_protection(officer, court, pair):
    with acting_as(officer):
        made = enter_recipient(by=officer, values={"agency": court, "holder": "Clerk", "public_key": str(pair.to_public())})
        with pytest.raises(Refused):
            confirm_recipient(recipient=made, by=officer, base_version=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Recipient.objects.filter(pk=made.pk).update(confirmed_by=officer.id)


@pytest.mark.parametrize("role", ["caseworker", "intake_officer", "legal_officer", "administrator", "ministry_planner"])
def test_other_roles_neither_ask_nor_enter_keys(role, team, recipient, court, pair):
    actor = make_actor(role, office=team.office)
    with acting_as(actor):
        with pytest.raises(Refused):
            ask_export(by=actor, values=values_for(team, recipient))
        with pytest.raises(Refused):
            enter_recipient(by=actor, values={"agency": court, "holder": "C", "public_key": str(pair.to_public())})
        assert not visible().exists()


def test_a_supervisor_asks_for_their_own_office_only(recipient, ask):
    made, elsewhere = ask(), make_team_of_office()
    boss = accounts.actor_for(elsewhere.supervisor.user)
    with acting_as(boss), pytest.raises(NotHere):
        find(made.pk)
    team = make_team_of_office()
    with acting_as(boss), pytest.raises(Refused):
        ask_export(by=boss, values=values_for(team, recipient))


def test_who_asks_does_not_decide_and_a_refusal_has_a_reason(ask, boss, officer):
    made = ask()
    with acting_as(boss), pytest.raises(Refused):
        decide_export(export=find(made.pk), by=boss, base_version=1, agreed=True, note="", later=print)
    with acting_as(officer):
        with pytest.raises(InvalidInput, match="what to change"):
            decide_export(export=find(made.pk), by=officer, base_version=1, agreed=False, note=" ", later=print)
        with pytest.raises(StaleVersion):
            decide_export(export=find(made.pk), by=officer, base_version=2, agreed=True, note="", later=print)
        refused = decide_export(
            export=find(made.pk), by=officer, base_version=1, agreed=False, note="Codes do.", later=print
        )
        assert refused.state == "refused"
        with pytest.raises(WrongState):
            decide_export(export=refused, by=officer, base_version=2, agreed=True, note="", later=print)
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=made.pk).update(decided_by=boss.id)


def test_nobody_builds_what_nobody_agreed_to(ask, boss):
    made = ask()
    with acting_as(boss):
        with pytest.raises(Refused, match="agreed"):
            try_again(export=find(made.pk), by=boss, base_version=1, later=print)
        for state in ("approved", "ready", "failed"):
            with pytest.raises(IntegrityError), transaction.atomic():
                Export.objects.filter(pk=made.pk).update(state=state)


def test_an_asker_who_is_data_protection_too_does_not_decide(ask, boss):
    made = ask()
    both = make_actor("data_protection_officer")
    with acting_as(boss):
        export = find(made.pk)
    export.asked_by_id = both.id
    assert not policies.decide.allows(both, export)


def test_building_waits_for_the_commit(ask, officer, django_capture_on_commit_callbacks):
    made, sent = ask(), []
    with django_capture_on_commit_callbacks(execute=True), acting_as(officer):
        decide_export(export=find(made.pk), by=officer, base_version=1, agreed=True, note="", later=sent.append)
        assert sent == []
    assert sent == [made.pk]


def test_the_asker_withdraws_before_the_decision(ask, agree, boss, officer):
    made = ask()
    with acting_as(officer), pytest.raises(Refused):
        withdraw_export(export=find(made.pk), by=officer, base_version=1)
    with acting_as(boss):
        assert withdraw_export(export=find(made.pk), by=boss, base_version=1).state == "withdrawn"
        decided = agree()
        with pytest.raises(WrongState):
            withdraw_export(export=find(decided.pk), by=boss, base_version=2)


def test_a_right_that_ended_ends_the_work(agree, boss, keeper, files):
    made = agree()
    Grant.objects.filter(user=boss.user).update(ended_at=now())
    failed = build_export(export_id=made.pk, by=accounts.actor_for(boss.user), keeper=keeper)
    assert failed.state == "failed"
    assert "Only the person who asked" in failed.note
    assert not place_of(failed).exists()


def test_what_fails_in_the_middle_leaves_nothing_and_can_be_tried_again(agree, boss, keeper, files, monkeypatch):
    made = agree()

    def broken(*_args):
        raise OSError("disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(building, "_digest", broken)
        failed = build_export(export_id=made.pk, by=boss, keeper=keeper)
    assert (failed.state, failed.note) == ("failed", "")
    assert list(place_of(failed).parent.iterdir()) == []
    sent = []
    with acting_as(boss):
        again = try_again(export=find(made.pk), by=boss, base_version=failed.version, later=sent.append)
    assert again.state == "approved"
    assert build_export(export_id=made.pk, by=boss, keeper=keeper).files == 3
    assert build_export(export_id=made.pk, by=boss, keeper=keeper).state == "ready"
    with acting_as(boss), pytest.raises(Refused, match="agreed"):
        try_again(export=find(made.pk), by=boss, base_version=find(made.pk).version, later=sent.append)


def test_a_row_that_cannot_be_read_stops_the_whole(agree, boss, officer, keeper, files, monkeypatch):
    made = agree()

    def broken(*_args):
        raise InvalidInput({"row": "wrong"})
        yield

    monkeypatch.setattr(content, "rows", broken)
    failed = build_export(export_id=made.pk, by=boss, keeper=keeper)
    assert failed.state == "failed"
    with acting_as(officer):
        assert not Event.objects.filter(action="file_exported").exists()
    assert list(place_of(failed).parent.iterdir()) == []


def test_only_the_asker_takes_it_and_each_time_is_written_down(built, boss, officer, team, own_folder):
    export = built()
    deputy = make_actor("supervisor", office=team.office)
    with acting_as(boss):
        assert take_export(export=find(export.pk), by=boss) == own_folder / "exports" / f"{export.pk}.age"
        first = find(export.pk).taken_at
        take_export(export=find(export.pk), by=boss)
        assert find(export.pk).taken_at == first
    for other in (officer, deputy):
        with acting_as(other), pytest.raises(Refused, match="Only the person"):
            take_export(export=find(export.pk), by=other)
    with acting_as(officer):
        assert Event.objects.filter(action="export_taken").count() == 2
    place_of(export).unlink()
    with acting_as(boss), pytest.raises(InvalidInput, match="not on this server"):
        take_export(export=find(export.pk), by=boss)


def test_after_seven_days_it_is_erased(built, ask, boss, keeper):
    export = built()
    with acting_as(keeper):
        assert erase_old_exports(by=keeper) == 0
        Export.objects.filter(pk=export.pk).update(erase_after=now() - dt.timedelta(seconds=1))
        assert erase_old_exports(by=keeper) == 1
    assert not place_of(export).exists()
    with acting_as(boss), pytest.raises(Refused, match="Ask again"):
        take_export(export=find(export.pk), by=boss)
    with acting_as(boss):
        assert find(export.pk).state == ExportState.ERASED


def test_row_security_alone_keeps_other_offices_out(ask, recipient):
    made, elsewhere = ask(), make_team_of_office()
    for actor in (accounts.actor_for(elsewhere.supervisor.user), elsewhere.worker):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM exports_export WHERE id = %s", [made.pk])
            assert cursor.fetchone() == (0,)
            cursor.execute("UPDATE exports_export SET state = 'approved' WHERE id = %s", [made.pk])
            assert cursor.rowcount == 0
    with acting_as(elsewhere.worker), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM exports_recipient")
        assert cursor.fetchone() == (0,)


@given(st.lists(st.binary(min_size=1, max_size=50)), st.integers(1, 70))
def test_the_cipher_reads_every_byte_once_and_in_order(parts, size):
    reader, read = Content(iter(parts)), b""
    while piece := reader.read(size):
        read += piece
    assert read == b"".join(parts)
    assert reader.readable()
