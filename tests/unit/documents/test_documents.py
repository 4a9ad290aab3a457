"""Papers through the actions and by plain SQL: who attaches, who reads, who destroys; what stays (P2, P14)."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, put_in_state
from tests.unit.documents.conftest import another, attached, current, purged, seen, values
from tests.unit.documents.papers import CORPUS, GOOD, TEXT
from tutela.cases.enums.file import FileReason
from tutela.documents import actions, policies
from tutela.documents.enums import REFUSED, DocumentReason
from tutela.documents.models import Document, DocumentContent
from tutela.documents.queries import content_of, documents
from tutela.documents.states import DOCUMENT, State
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion
from tutela.kernel.vault import KeyDestroyed, keys
from tutela.methods.papers.faults import Fault

pytestmark = [pytest.mark.rule("P2"), pytest.mark.requirement("R9")]
DAY = dt.timedelta(days=1)


def refused(why, what):
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.reason == why


def wrong(what):
    with pytest.raises(InvalidInput) as caught:
        what()
    return set(caught.value.fields)


def test_a_paper_of_text_is_kept_byte_for_byte(team, file):
    for content, name in ((TEXT, "a.txt"), (GOOD, "Name of the child.pdf")):
        one = attached(team, file, content, name)
        assert (one.state, one.size, one.declared_by_id) == ("present", len(content), team.worker.id)
        with acting_as(team.worker):
            assert content_of(one) == content
            held = DocumentContent.objects.get(document=one)
            assert held.key_id == held.pk != file.child_id
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT d::text, c.body FROM documents_document d JOIN documents_documentcontent c ON c.document_id = d.id"
                )
                for row, body in cursor.fetchall():
                    assert "Name of the child" not in row
                    assert "Where the child lives" not in row
                    assert content[:9] not in bytes(body)


@pytest.mark.parametrize("name", ["an image", "a script", "a file inside", "a locked one", "an archive behind", "a bomb"])
def test_anything_but_text_is_refused_with_the_way_on(team, file, name):
    with pytest.raises(InvalidInput) as caught:
        attached(team, file, CORPUS[name][0], "paper.pdf")
    assert "Record instead that you have seen the paper" in str(caught.value.fields["paper"])
    with acting_as(team.worker):
        assert not Document.objects.exists()
        assert not DocumentContent.objects.exists()


def test_every_fault_has_its_sentence():
    assert set(REFUSED) == set(Fault) - {Fault.NONE}


def test_nothing_is_attached_without_the_declaration_or_the_paper(team, file):
    for said in (False, None, "on"):
        assert wrong(lambda said=said: attached(team, file, declares=said)) == {"declares"}
    assert wrong(lambda: attached(team, file, b"")) == {"paper"}


def test_answers_that_cannot_be(team, file):
    cases = {
        "title": ({"title": " "}, {"title": "x" * 201}),
        "kind": ({"kind": "photograph"}, {"kind": None}),
        "seen_on": ({"seen_on": today() + DAY}, {"seen_on": None}, {"seen_on": "x"}),
        "issued_on": ({"issued_on": today() + DAY}, {"issued_on": today(), "seen_on": today() - DAY}),
        "number": ({"number": "x" * 101}, {"number": "", "issued_by": ""}),
    }
    for field, changes in cases.items():
        for change in changes:
            assert wrong(lambda change=change: seen(team, file, **change)) == {field}
    assert seen(team, file, issued_on=today() - DAY).state == "seen"


def test_only_whoever_works_on_the_file(team, file):
    elsewhere = make_team_of_office()
    people = {
        FileReason.NOT_VISIBLE: [
            elsewhere.worker,
            another(team),
            team.provider,
            make_actor("health_professional", office=team.clinic),
        ],
        FileReason.NOT_ASSIGNED: [team.supervisor],
    }
    for why, actors in people.items():
        for actor in actors:
            refused(why, lambda actor=actor: attached(team, file, by=actor))
            with acting_as(actor):
                refused(why, lambda actor=actor: actions.record_seen(file=file, by=actor, values=values()))
    closed = put_in_state(file, "closed", team.worker, closed_at=now())
    refused(FileReason.FILE_CLOSED, lambda: attached(team, closed))


def test_nobody_else_sees_a_row_even_by_sql(team, file):
    one = attached(team, file)
    strangers = [
        make_team_of_office().worker,
        another(team),
        team.provider,
        make_actor("health_professional", office=team.clinic),
    ]
    strangers += [make_actor(role) for role in ("administrator", "ombudsperson", "statistician", "data_protection_officer")]
    for actor in strangers:
        with acting_as(actor), connection.cursor() as cursor:
            for table in ("documents_document", "documents_documentcontent"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), actor
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(
                    "INSERT INTO documents_documentcontent (id, key_id, document_id, body) VALUES (gen_random_uuid(), %s, %s, '')",
                    [one.pk, one.pk],
                )
    for role in ("tutela_public", "tutela_oversight", "tutela_statistics"):
        with acting_as(team.worker), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute("SELECT body FROM documents_documentcontent")
            cursor.execute("SET LOCAL ROLE tutela_staff")


def test_a_file_takes_so_many(team, file, monkeypatch):
    monkeypatch.setattr(policies, "MOST", 1)
    one = attached(team, file)
    refused(DocumentReason.FULL, lambda: attached(team, file))
    seen(team, file)
    purged(team, one)
    assert attached(team, file).state == "present"


@pytest.mark.rule("P14")
def test_a_supervisor_who_did_not_attach_it_destroys_it(team, file):
    one = attached(team, file)
    with acting_as(team.worker):
        key = DocumentContent.objects.get(document=one).key_id
    refused(FileReason.NO_PERMISSION, lambda: purged(team, one, by=team.worker))
    with acting_as(make_team_of_office().supervisor) as _outside:
        assert not Document.objects.filter(pk=one.pk).exists()
    stranger = make_team_of_office().supervisor
    held = current(team.supervisor, one)
    with acting_as(stranger):
        said = {"purge_because": "No."}
        refused(FileReason.NOT_VISIBLE, lambda: actions.purge_document(one=held, by=stranger, base_version=1, values=said))
    assert wrong(lambda: purged(team, one, because=" ")) == {"purge_because"}
    assert wrong(lambda: purged(team, one, because="x" * 1001)) == {"purge_because"}
    with pytest.raises(StaleVersion):
        purged(team, one, version=9)
    gone = purged(team, one)
    assert (gone.state, gone.purge_because, gone.purged_by_id) == (
        "purged",
        "A page shows more than words.",
        team.supervisor.id,
    )
    with acting_as(team.supervisor):
        assert not DocumentContent.objects.exists()
        with pytest.raises(KeyDestroyed):
            keys.open_key(key)
        assert Document.objects.get().title == "Where the child lives"
    refused(DocumentReason.NOTHING_TO_PURGE, lambda: purged(team, one))
    refused(DocumentReason.NOTHING_TO_PURGE, lambda: purged(team, seen(team, file)))
    assert policies.read_content.why_not(team.worker, current(team.worker, one)) == DocumentReason.DESTROYED
    assert policies.read_content.why_not(team.worker, current(team.worker, seen(team, file))) == DocumentReason.ONLY_SEEN
    assert policies.read_content.why_not(stranger, held) == FileReason.NOT_VISIBLE


@pytest.mark.rule("P14")
def test_nobody_destroys_what_they_attached(team, file):
    one = attached(team, file)
    with acting_as(team.supervisor):
        Document.objects.filter(pk=one.pk).update(declared_by_id=team.supervisor.id)
    refused(DocumentReason.OWN_DOCUMENT, lambda: purged(team, one))
    change = {"state": "purged", "purged_by_id": team.supervisor.id, "purged_at": now()}
    with acting_as(team.supervisor), pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=one.pk).update(**change)


def test_a_closed_file_keeps_nothing_that_must_go(team, file):
    one = attached(team, file)
    put_in_state(file, "closed", team.worker, closed_at=now())
    assert purged(team, one).state == "purged"


def test_by_sql_nothing_is_kept_undeclared_destroyed_quietly_or_changed(team, file):
    one = attached(team, file)
    with acting_as(team.worker):
        for change in (
            {"declared": ""},
            {"content_type": "image/jpeg"},
            {"state": "seen"},
            {"state": "purged"},
            {"size": 5_000_001},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Document.objects.filter(pk=one.pk).update(**change)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM documents_documentcontent")
            assert cursor.rowcount == 0
            for sql in ("DELETE FROM documents_document", "UPDATE documents_documentcontent SET body = ''"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(sql)


def test_states():
    assert DOCUMENT.move("present", State.PURGED) == State.PURGED
    assert not DOCUMENT.allows("seen", State.PURGED)
    assert not any(DOCUMENT.allows("purged", other) for other in State)


def test_lists_load_nothing_of_what_a_paper_holds(team, file, django_assert_num_queries):
    attached(team, file)
    with acting_as(team.worker), django_assert_num_queries(1):
        rows = list(documents(file))
    assert "body" not in {field.name for field in rows[0]._meta.get_fields() if field.concrete}


def test_no_other_context_reads_what_a_paper_holds():
    """Exports, referrals, prints and searches are written elsewhere: nothing there names these tables, and no relation leads to them."""
    import pathlib

    import tutela

    house = pathlib.Path(tutela.__file__).parent
    named = ("DocumentContent", "documents_document", "tutela.documents.models", "documents.queries")
    allowed = ("documents", "demo", "locale")
    found = [
        path
        for path in house.rglob("*.py")
        if path.relative_to(house).parts[0] not in allowed and any(name in path.read_text() for name in named)
    ]
    assert found == []
    pointing = [
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in (Document, DocumentContent) and model not in (Document, DocumentContent)
    ]
    assert pointing == []
