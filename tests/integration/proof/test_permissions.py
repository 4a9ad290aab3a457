"""The permission matrix: every role at every address and operation, by reading and by really sending; and below it the
database alone, with no rule of the application asked.

``permissions.csv`` and ``row_security.csv`` are the tables; ``docs/reference/permissions.md`` prints them. A new role, address,
operation or protected model that is not in them fails here. ``TUTELA_WRITE_TABLES=1`` writes them anew: read the difference.
"""

from __future__ import annotations

import csv
import os
import re
import uuid
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection

from tests.integration.proof import looking
from tests.integration.proof.conftest import rolled_back
from tests.integration.proof.looking import EVERYBODY, IN, NOT_HERE, NOTHING_PUBLISHED, REFUSED
from tests.integration.proof.registry import addresses, operations, protected_models
from tests.integration.proof.world import MEANT, NOBODY, PEOPLE, arguments
from tutela.accounts.api import PUBLIC_ACTOR, ROLES
from tutela.kernel.database.acting import acting_as

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

HERE = Path(__file__).parent
WRITE = os.environ.get("TUTELA_WRITE_TABLES") == "1"
SYSTEM = tuple(code for code, role in ROLES.items() if role.system)

NATIONWIDE = {
    "administrator": {
        *(
            "user_id",
            "client_id",
            "team_id",
            "member_id",
            "grant_id",
            "channel_id",
            "bundle_id",
            "webhook_id",
            "organisation_id",
        )
    },
    "data_protection_officer": {"access_id", "agreement_id", "export_id", "hold_id", "webhook_id"},
    "ministry_planner": {"agreement_id"},
    "statistician": {"pk"},
    "ombudsperson": {"inspection_id", "notice_id"},
}
"""Who may reach beyond the office, and which things: accounts are kept, and emergency accesses reviewed, for the whole country;
linked lists and estimates are of the whole country and hold no person, as are agreements on figures; exports are decided for the whole
country, and holds set; notices and inspections reach the independent mechanism from everywhere."""

KNOWN_TO_ALL = {"facility_id"} | {
    *(
        "finding_id",
        "form_id",
        "rec_id",
        "batch_id",
        "state_report_id",
        "version_id",
        "indicator_id",
        "activity_id",
        "first_id",
        "row_id",
        "release_id",
        "recipient_id",
    )
}
"""What whoever reads it at all knows of the whole country: the register of institutions, the monitoring mechanism. What is protected of a facility stands
in other rows, and whoever does not answer for it is refused in words."""

PROGRAMS_NATIONWIDE = {"data_protection_officer": {"hold_id"}, "administrator": {"bundle_id"}}
"""The same through the HTTP API."""

READ_NATIONWIDE = {(name, "data_protection_officer") for name in ("Event", "FileAccess", "Deadline", "Hold")} | {
    (name, who) for name in ("ListOverlap", "Estimate") for who in ("statistician", "observation_builder")
}
READ_NATIONWIDE |= {("BundleImport", "administrator")}
READ_NATIONWIDE |= {(name, "ombudsperson") for name in ("Answer", "Correction", "Notice")}
READ_NATIONWIDE |= {
    (name, who)
    for name in ("Subscription", "Delivery")
    for who in ("administrator", "data_protection_officer", "deadline_keeper")
}
"""The same for rows: the audit trail, the emergency accesses to review (their reasons stay encrypted), and by when; holds; the counts
of linked lists and the estimates made of them; what programs are told (what a message says stays encrypted)."""

OPEN_TEXTS = {"service_points", "report_enter", "referral_new", "grant_new", "team_new", "report_forward", "file_assign"} | {
    "transfer_new",
    "transfer_propose",
}
"""Pages that offer offices or services of the whole country by their public names."""


NO_THING = {"audit_event", "cases_searchtoken", "care_searchtoken", "estimates_listoverlap", "estimates_estimate"}
"""Tables whose keys name nothing of one office."""


def _table(name):
    with (HERE / name).open(newline="") as handle:
        return list(csv.DictReader(handle))


def _write(name, columns, rows):
    with (HERE / name).open("w", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.requirement("R134")
def test_everybody_gets_what_the_table_says(seen):
    found = [
        {"address": name, "method": method} | {who: seen.row(name, method).get(who, "") for who in EVERYBODY}
        for name, method in dict.fromkeys((name, method) for name, method, _who in seen.letters)
    ]
    if WRITE:
        _write("permissions.csv", ["address", "method", *EVERYBODY], found)
    said = {(row["address"], row["method"]): row for row in _table("permissions.csv")}
    got = {(row["address"], row["method"]): row for row in found}
    assert got.keys() == said.keys(), "an address or operation is in no row of permissions.csv, or is gone"
    assert {key: row for key, row in got.items() if row != said[key]} == {}


def test_the_table_is_whole(seen):
    """Every role, address and operation is in it, and whatever can be done is done by somebody."""
    rows = _table("permissions.csv")
    assert set(rows[0]) == {"address", "method", *EVERYBODY}
    named = {row["address"] for row in rows}
    assert {one.name for one in addresses()} <= named
    assert {one.path for one in operations()} <= named
    assert [row for row in rows if IN not in row.values() and row["address"] not in NOTHING_PUBLISHED] == []


def test_whoever_is_signed_out_gets_nothing(seen):
    public = {one.name for one in addresses() if one.access.everyone}
    let_in = {name for (name, _method, who), found in seen.letters.items() if who == NOBODY and found == IN}
    assert let_in <= public


def test_no_page_and_no_answer_names_a_thing_of_another_office(seen, world):
    """Lists, pages, search and the API alike: of all that was shown in the round, nothing belongs to the other office."""
    theirs = {
        str(pk)
        for table, (_ours, others) in world.rows.items()
        for pk in others
        if table not in NO_THING and isinstance(pk, uuid.UUID)
    }
    theirs |= {world.there.of[name].number for name in ("file", "closed_file", "unassigned", "referral", "draft")}
    shown = {
        (page, who)
        for (page, who), html in seen.pages.items()
        if page not in OPEN_TEXTS
        and any(word in theirs for word in re.findall(r"[0-9a-f-]{36}|[0-9A-Z]{4}-[0-9A-Z]{4}", html))
    }
    assert {(page, who) for page, who in shown if who not in NATIONWIDE} == set()


OF_A_CHILD = frozenset({"file_id", "report_id", "referral_id", "access_id", "view_id", "concern_id", "person_id"})
"""Parameters that name what a child's record or a report holds."""


@pytest.mark.requirement("R76")
def test_local_units_own_files_and_the_national_level_sees_aggregates_only(seen, world):
    """A ministry's planner opens no file and lists none; a district's head lists nothing of another district."""
    for who in ("ministry_planner", "statistician", "administrator"):
        for page in ("files", "file", "flags", "caseload", "search", "kept_lists", "several"):
            assert seen.letters[page, "GET", who] == REFUSED, (page, who)
        for path in ("/api/files", "/api/files/{file_id}", "/api/lists/{kept_id}/files", "/api/caseload"):
            assert seen.letters[path, "GET", who] in (REFUSED, NOT_HERE), (path, who)
    told = seen.pages["caseload_country", "ministry_planner"] + seen.pages["GET /api/caseload/country", "ministry_planner"]
    numbers = {world.here.of[name].number for name in ("file", "closed_file", "unassigned")}
    assert not any(number in told for number in numbers)
    assert "/files/" not in told
    head = seen.pages["files", "district_head"]
    assert world.here.of["file"].number in head
    assert world.there.of["file"].number not in head


@pytest.mark.requirement("R134")
def test_reading_of_a_child_or_a_report_leaves_a_trace(seen):
    """Every page about a child, a report or an emergency access is written down as read."""
    personal = {one.name for one in addresses() if OF_A_CHILD & set(one.parameters)} | {"decide", "override_decide"}
    assert seen.untraced & personal == set()


def test_lists_show_what_the_page_opens(seen, world):
    """A file is in a person's list exactly when its page opens to them (closed ones stand behind the filter)."""
    opens = {who for who in PEOPLE if seen.letters["file", "GET", who] == IN}
    lists = {who for who in PEOPLE if f"/files/{world.here.of['file'].pk}" in seen.pages.get(("files", who), "")}
    tells = {who for who in PEOPLE if str(world.here.of["file"].pk) in seen.pages.get(("GET /api/files", who), "")}
    assert opens == lists == {"caseworker", "supervisor", "district_head", "legal_officer"}
    assert tells == lists


def test_search_finds_where_the_page_opens_and_nothing_elsewhere(world):
    name, number = "Amina Testova", world.here.of["file"].number
    for who in PEOPLE:
        with rolled_back():
            answer = looking.ask(world.here, who, "POST", "/find", {"words": name})
            html = answer.content.decode()
        found = looking.letter(answer) == IN and number in html
        assert found == (who in ("caseworker", "supervisor", "district_head")), who
        assert world.there.of["file"].number not in html, who


def test_missing_and_foreign_are_the_same(seen, world):
    """Whoever comes in here gets the same 404 for the other office's thing as for one that never was."""
    wrong = {}
    reading = [(one, "GET") for one in addresses() if "GET" in one.methods]
    for address, method in reading + [(one, "POST") for one in seen.writing()]:
        ids = [name for name in address.parameters if name in MEANT or name == "pk"]
        come_in = [who for who in PEOPLE if ids and seen.letters.get((address.name, method, who)) == IN]
        for who in {*come_in[:1], *come_in[-1:]}:
            if set(ids) & (NATIONWIDE.get(who, set()) | KNOWN_TO_ALL):
                continue
            strange = [
                arguments(world.there, address),
                arguments(world.there, address) | {name: uuid.uuid4() for name in ids},
            ]
            data = looking.filled(world.there, address.name, seen.forms.get(address.name)) if method == "POST" else None
            with rolled_back():
                got = [looking.ask(world.here, who, method, address.url(**values), data) for values in strange]
            texts = [_plain(answer) for answer in got]
            if [answer.status_code for answer in got] != [404, 404] or texts[0] != texts[1]:
                wrong[address.name, method, who] = [answer.status_code for answer in got]
    assert wrong == {}


def test_missing_and_foreign_are_the_same_to_programs(seen, world):
    wrong = {}
    for operation in operations():
        ids = [name for name in operation.parameters if name in MEANT]
        for who in PEOPLE:
            if not ids or seen.letters[operation.path, operation.method.upper(), who] != IN:
                continue
            if set(ids) & PROGRAMS_NATIONWIDE.get(who, set()):
                continue
            nowhere = {name: uuid.uuid4() for name in ids}
            sent, told = looking.body(world.there, operation), looking.seen_version(world.there, operation)
            with rolled_back():
                places = (looking.at(world.there, operation), looking.at(world.there, operation, **nowhere))
                got = [looking.call(world.here, who, operation, url, sent, **told) for url in places]
            if [answer.status_code for answer in got] != [404, 404] or got[0].content != got[1].content:
                wrong[operation.key, who] = [answer.status_code for answer in got]
    assert wrong == {}


def _plain(answer):
    """A page without what differs at every request: its own address and the form's token."""
    html = answer.content.decode().replace(answer.wsgi_request.path, "")
    return re.sub(r"[A-Za-z0-9]{64}", "", html)


@pytest.mark.requirement("R134")
def test_a_report_about_officials_is_the_oversight_teams_alone(world):
    """Whoever reads reports otherwise is told that nothing is there, the office's own people and its heads too."""
    told = {}
    for who in PEOPLE:
        with rolled_back():
            told[who] = looking.letter(
                looking.ask(world.here, who, "GET", f"/reports/{world.here.of['oversight_report'].pk}")
            )
    assert {who for who in PEOPLE if told[who] == IN} == {"ombudsperson"}
    assert {told[who] for who in ("intake_officer", "supervisor", "district_head", "duty_officer")} == {NOT_HERE}
    with rolled_back():
        theirs = looking.ask(world.here, "ombudsperson", "GET", f"/reports/{world.there.of['oversight_report'].pk}")
        assert looking.letter(theirs) == NOT_HERE


@pytest.mark.requirement("R134")
def test_nobody_else_does_anything_to_a_report_about_officials(seen, world):
    """Whoever does it to another report is told that this one is not there; the mechanism's reader is not."""
    report = world.here.of["oversight_report"]
    done, missing = {}, set()
    for address in seen.writing():
        if "report_id" not in address.parameters:
            continue
        url = address.url(**arguments(world.here, address) | {"report_id": report.pk})
        data = looking.filled(world.here, address.name, seen.forms[address.name])
        for who in (who for who in PEOPLE if seen.letters[address.name, "POST", who] in (IN, NOT_HERE)):
            with rolled_back():
                told = looking.letter(looking.ask(world.here, who, "POST", url, data))
            if told == NOT_HERE and who == "ombudsperson":
                missing.add(address.name)
            elif told != NOT_HERE and who != "ombudsperson":
                done[address.name, who] = told
    assert done == {}
    assert missing == {"report_reveal"}, "of that reporter nothing was said that could be revealed"


# --- the database alone


def _visible(actor, model):
    """The keys that a bare SELECT brings, with this actor told to the database and no rule asked."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [model._meta.db_table])
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute(f"SELECT {model._meta.pk.column} FROM {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


def _share(visible, rows):
    if not visible & rows:
        return "none"
    return "all" if rows <= visible else "some"


@pytest.mark.requirement("R134")
def test_row_security_alone_holds_for_reads(world):
    """With the application's rules left out, the database gives each role what ``row_security.csv`` says, and nothing of
    the other office."""
    found = []
    for model in protected_models():
        ours, theirs = world.rows[model._meta.db_table]
        row = {"table": model.__name__}
        for who in (*PEOPLE, *SYSTEM):
            visible = _visible(world.here.actor(who), model)
            row[who] = _share(visible, ours)
            assert not visible & theirs or (model.__name__, who) in READ_NATIONWIDE, (model, who)
        found.append(row)
    if WRITE:
        _write("row_security.csv", ["table", *PEOPLE, *SYSTEM], found)
    assert found == _table("row_security.csv")


def test_every_protected_table_has_rows_in_both_offices(world):
    """A new model joins by itself: without rows nothing would be proved of it."""
    empty = [table for table, (ours, theirs) in world.rows.items() if not ours or not theirs]
    assert empty == []


@pytest.mark.parametrize("role", ["tutela_public", "tutela_oversight", "tutela_statistics"])
@pytest.mark.parametrize("who", ["supervisor", "observation_builder", NOBODY])
def test_other_processes_read_no_protected_row(world, role, who):
    """Whatever actor they name: the tables themselves are closed to them, or empty."""
    actor = PUBLIC_ACTOR if who == NOBODY else world.here.actor(who)
    for model in protected_models():
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute(f"SELECT has_table_privilege('{role}', '{model._meta.db_table}', 'SELECT')")
            if cursor.fetchone()[0]:
                cursor.execute(f"SET LOCAL ROLE {role}")
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                assert cursor.fetchone()[0] == 0, model
                cursor.execute("SET LOCAL ROLE tutela_staff")


def test_without_an_actor_the_database_shows_nothing(world):
    for model in protected_models():
        try:
            with rolled_back(), connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                assert cursor.fetchone()[0] == 0, model
        except ProgrammingError as error:
            closed = model.__name__ == "Visit" and "permission denied" in str(error)
            assert closed or "no actor is set" in str(error)


def test_refusals_leave_a_trace(world):
    """Being turned away is written down, with the address and without what was sent."""
    from tests.integration.proof.world import as_superuser

    looking.ask(world.here, "statistician", "POST", "/find", {"words": "Amina Testova"})
    with as_superuser() as cursor:
        cursor.execute("SELECT subject, outcome, details FROM audit_event ORDER BY position DESC LIMIT 1")
        assert cursor.fetchone() == ("view:search", "refused", '{"code": "no_such_permission", "method": "POST"}')


def test_letters_are_what_they_say(world):
    assert looking.letter(looking.ask(world.here, "caseworker", "GET", f"/files/{world.here.of['file'].pk}")) == IN
    assert looking.letter(looking.ask(world.here, "caseworker", "GET", f"/files/{world.there.of['file'].pk}")) == NOT_HERE
    assert looking.letter(looking.ask(world.here, "statistician", "GET", f"/files/{world.here.of['file'].pk}")) == REFUSED
    assert looking.letter(looking.ask(world.here, NOBODY, "GET", "/files")) == looking.SIGN_IN
