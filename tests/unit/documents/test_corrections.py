"""What was written of a seen paper is corrected by a new record that replaces it; the old one stays readable (R9, ADR 0041)."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, make_team_of_office, open_case, put_in_state
from tests.unit.documents.conftest import another, attached, current, purged, seen, values
from tutela.audit.models import Event
from tutela.cases.enums.file import FileReason
from tutela.documents import actions, policies
from tutela.documents.enums import DocumentReason
from tutela.documents.models import Document
from tutela.documents.queries import documents
from tutela.documents.states import DOCUMENT, State
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion

pytestmark = [pytest.mark.requirement("R9"), pytest.mark.django_db]
WHY = "The number was mistyped."
DAY = dt.timedelta(days=1)


def corrected(by, one, version=None, **changes):
    held = current(by, one)
    said = values(number="21/2026", correction=WHY) | changes
    with acting_as(by):
        return actions.correct_seen(one=held, by=by, base_version=version or held.version, values=said)


def refused(call, *args, **changes):
    with pytest.raises(Refused) as caught:
        call(*args, **changes)
    return caught.value.reason


def test_a_new_record_replaces_the_wrong_one_which_stays(team, file):
    old = seen(team, file)
    new = corrected(team.worker, old)
    assert (new.state, new.number, new.replaces_id, new.correction) == ("seen", "21/2026", old.pk, WHY)
    kept = current(team.worker, old)
    assert (kept.state, kept.number, kept.title) == ("replaced", "12/2026", old.title), "not a letter of it is changed"
    assert kept.created_at == old.created_at
    with acting_as(make_actor("data_protection_officer")):
        event = Event.objects.get(action="document_corrected")
    assert (event.subject, event.about) == (f"documents.document:{new.pk}", str(file.child_id))
    assert str(old.pk) in event.details


def test_the_states_say_so():
    assert DOCUMENT.allows(State.SEEN, State.REPLACED)
    assert not any(DOCUMENT.allows(state, State.REPLACED) for state in State if state != State.SEEN)
    assert not any(DOCUMENT.allows(State.REPLACED, state) for state in State)


def test_who_corrects_and_what(team, file):
    old = seen(team, file)
    for by, reason in (
        (team.supervisor, FileReason.NOT_ASSIGNED),
        (another(team), FileReason.NOT_VISIBLE),
        (make_actor("caseworker", office=make_office()), FileReason.NOT_VISIBLE),
    ):
        with acting_as(by):
            held = current(team.worker, old)
            assert policies.correct.why_not(by, held) == reason
    kept, gone = attached(team, file), attached(team, file)
    purged(team, gone)
    assert refused(corrected, team.worker, kept) == DocumentReason.KEPT
    assert refused(corrected, team.worker, gone) == DocumentReason.KEPT
    new = corrected(team.worker, old)
    assert refused(corrected, team.worker, old, number="3") == DocumentReason.CORRECTED
    with acting_as(team.worker):
        assert policies.read_content.why_not(team.worker, current(team.worker, old)) == DocumentReason.ONLY_SEEN
    assert corrected(team.worker, new, number="22/2026").replaces_id == new.pk, "a correction is corrected in its turn"
    last = seen(team, file)
    put_in_state(file, "closed", team.worker)
    assert refused(corrected, team.worker, last) == FileReason.FILE_CLOSED


def test_answers_that_cannot_be_taken_change_nothing(team, file):
    old = seen(team, file)
    for wrong, names in (
        ({"correction": " "}, {"correction"}),
        ({"correction": "x" * 1001}, {"correction"}),
        ({"title": "", "kind": "odd"}, {"title", "kind"}),
        ({"number": "", "issued_by": ""}, {"number"}),
        ({"seen_on": today() + DAY}, {"seen_on"}),
        ({"number": "12/2026"}, {"title"}),
    ):
        with pytest.raises(InvalidInput) as caught:
            corrected(team.worker, old, **wrong)
        assert set(caught.value.fields) == names
    with pytest.raises(StaleVersion):
        corrected(team.worker, old, version=7)
    with acting_as(team.worker):
        assert [one.state for one in documents(fresh(team.worker, file))] == ["seen"]


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.sampled_from(["1", "2", "3", "12/2026"]), max_size=6))
def test_however_often_it_is_corrected_one_record_counts_and_none_is_lost(db, numbers):
    team = make_team_of_office()
    file = put_in_state(open_case(team), "active", team.worker)
    one, written = seen(team, file), ["12/2026"]
    for number in numbers:
        try:
            one = corrected(team.worker, one, number=number)
        except InvalidInput:
            assert number == written[-1], "only what differs is a correction"
        else:
            written.append(number)
    with acting_as(team.worker):
        rows = list(Document.objects.filter(file=file).order_by("created_at", "id"))
    assert [row.number for row in rows] == written
    assert [row.state for row in rows] == ["replaced"] * (len(written) - 1) + ["seen"]
    assert [row.replaces_id for row in rows[1:]] == [row.pk for row in rows[:-1]]


def test_plain_sql_replaces_none_twice_and_no_kept_paper(team, file):
    old, kept, other = seen(team, file), attached(team, file), seen(team, file)
    corrected(team.worker, old)
    for row, replaced in ((other, old.pk), (kept, other.pk), (other, other.pk)):
        with pytest.raises(IntegrityError), acting_as(team.worker), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE documents_document SET replaces_id = %s WHERE id = %s", [replaced, row.pk])
    with pytest.raises(IntegrityError), acting_as(team.worker), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET state = 'replaced' WHERE id = %s", [kept.pk])


def test_on_screen(team, file, enter):
    old = seen(team, file)
    client = enter(team.worker.user)
    step = reverse("document_move", args=[file.pk, old.pk, "correct"])
    assert step in client.get(reverse("document", args=[file.pk, old.pk])).content.decode()
    form = client.get(step).content.decode()
    assert 'value="12/2026"' in form, "it starts with what is written"
    assert "This one stays readable" in form
    sent = values(number="21/2026", correction=WHY, base_version=1) | {"seen_on": today().isoformat(), "issued_on": ""}
    assert client.post(step, sent | {"correction": ""}).status_code == 422
    assert client.post(step, sent | {"number": "12/2026"}).status_code == 422
    assert client.post(step, sent | {"base_version": 9}).status_code == 412
    page = client.post(step, sent, follow=True).content.decode()
    assert "Corrected: replaced" in page
    assert WHY in page
    assert team.worker.user.full_name in page
    with acting_as(team.worker):
        new = Document.objects.get(replaces=old)
    assert reverse("document", args=[file.pk, new.pk]) in page
    newer = client.get(reverse("document", args=[file.pk, new.pk])).content.decode()
    assert reverse("document", args=[file.pk, old.pk]) in newer
    assert client.get(step).status_code == 403
    listed = client.get(reverse("documents", args=[file.pk])).content.decode()
    assert "12/2026" in listed
    assert "21/2026" in listed
    assert "What was written of a paper was corrected" in client.get(reverse("file", args=[file.pk])).content.decode()
    client.logout()
    boss = enter(team.supervisor.user)
    assert boss.get(reverse("document_move", args=[file.pk, new.pk, "correct"])).status_code == 403


def test_the_same_through_the_api(team, file, program):
    call = program(team.worker.user, ("file_work",))
    base = f"/files/{file.pk}/documents"
    body = values(number="12/2026") | {"seen_on": today().isoformat()}
    old = call("post", f"{base}/seen", body).json()
    assert (old["replaces_id"], old["replaced_by_id"], old["correction"]) == (None, None, "")
    step, sent = f"{base}/{old['id']}/correct", body | {"number": "21/2026", "correction": WHY}
    assert call("post", step, sent).status_code == 428
    assert call("post", step, sent, seen=7).status_code == 412
    assert call("post", step, sent | {"correction": ""}, seen=1).status_code == 422
    narrow = program(team.supervisor.user, ("file_view",))
    assert narrow("post", step, sent, seen=1).status_code == 403
    assert program(make_team_of_office().worker.user, ("file_work",))("post", step, sent, seen=1).status_code == 404
    new = call("post", step, sent, seen=1).json()
    assert (new["replaces_id"], new["correction"], new["number"]) == (old["id"], WHY, "21/2026")
    again = call("get", f"{base}/{old['id']}").json()
    assert (again["state"], again["replaced_by_id"], again["number"]) == ("replaced", new["id"], "12/2026")
    assert call("post", step, sent, seen=2).json()["code"] == "document_corrected"
    assert [row["state"] for row in call("get", base).json()] == ["seen", "replaced"]
