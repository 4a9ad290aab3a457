"""Papers through their pages and the HTTP API: the same rules attacked, no preview, each look with its trace."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office
from tests.unit.documents.conftest import SAID, attached, purged, seen
from tests.unit.documents.papers import CORPUS, GOOD, JPEG, TEXT
from tutela.audit.models import Event
from tutela.documents.forms import upload
from tutela.documents.models import Document
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

pytestmark = [pytest.mark.rule("P2"), pytest.mark.requirement("R9")]
FORM = SAID | {"seen_on": today().isoformat(), "issued_on": "", "declares": "on"}
BODY = SAID | {"seen_on": today().isoformat(), "declares": True, "name": "decision.txt"}


def page(name, file, *more):
    return reverse(name, args=[file.pk, *more])


def paper(content, name="decision.txt", kind="text/plain"):
    return {"paper": SimpleUploadedFile(name, content, content_type=kind)}


def coded(content):
    return {"paper": base64.b64encode(content).decode()}


def trail(*, action=None):
    with acting_as(make_actor("data_protection_officer")):
        rows = Event.objects.filter(subject__startswith="documents.document:").order_by("at")
        return [row.action for row in rows if action in (None, row.action)]


def test_a_worker_attaches_a_paper_on_screen_and_takes_it_out(enter, team, file):
    client = enter(team.worker.user)
    assert "No paper is written down yet" in client.get(page("documents", file)).content.decode()
    assert client.get(page("document_attach", file)).status_code == 200
    missing = client.post(page("document_attach", file), FORM | paper(TEXT) | {"declares": "", "title": ""})
    assert missing.status_code == 422
    made = client.post(page("document_attach", file), FORM | paper(GOOD, "Amina.pdf"), follow=True).content.decode()
    assert "Take the paper out" in made
    assert "Amina.pdf" not in made
    with acting_as(team.worker):
        one = Document.objects.get()
    taken = client.get(page("document_content", file, one.pk))
    assert taken.content == GOOD
    assert taken["Content-Disposition"] == f'attachment; filename="document-{one.pk}.pdf"'
    assert (taken["Content-Type"], taken["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "no-store" in taken["Cache-Control"]
    for shown in ("documents", "document"):
        html = client.get(page(shown, file, *([one.pk] if shown == "document" else []))).content.decode()
        assert "Where the child lives" in html
        assert not any(tag in html for tag in ("<embed", "<object", "<iframe", "data:application"))
    assert {"document_attached", "document_read", "document_taken"} <= set(trail())
    assert "A paper was attached" in client.get(reverse("file", args=[file.pk])).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("photo.jpg", JPEG, "paper"),
        ("photo.pdf", JPEG, "paper"),
        ("photo.txt", b"%PDF-1.7", "paper"),
        ("list.zip", b"PK\x03\x04", "paper"),
        ("decision.pdf", GOOD, "other"),
        ("decision.pdf", CORPUS["an image"][0], "paper"),
        ("decision.pdf", CORPUS["an archive behind"][0], "paper"),
        ("photo.txt", JPEG, "paper"),
    ],
)
def test_what_is_no_paper_of_text_is_refused_on_screen(enter, team, file, name, content, field):
    client = enter(team.worker.user)
    answer = client.post(page("document_attach", file), FORM | {field: SimpleUploadedFile(name, content, "application/pdf")})
    assert answer.status_code == 422
    assert "(P2)" in answer.content.decode()
    assert "Record instead that you have seen the paper" in answer.content.decode()
    with acting_as(team.worker):
        assert not Document.objects.exists()


def test_what_is_too_large_and_a_second_file_are_refused_on_the_way(enter, team, file, monkeypatch):
    client = enter(team.worker.user)
    two = FORM | {"paper": [SimpleUploadedFile(f"{n}.txt", TEXT) for n in range(2)]}
    assert client.post(page("document_attach", file), two).status_code == 422
    monkeypatch.setattr(upload.apart, "LARGEST", 5)
    assert client.post(page("document_attach", file), FORM | paper(TEXT)).status_code == 422


def test_no_other_page_takes_a_paper(enter, team, file):
    client = enter(team.worker.user)
    assert client.post(page("document_seen", file), FORM | paper(TEXT)).status_code == 422


def test_a_paper_is_recorded_as_seen_and_nothing_is_kept(enter, team, file):
    client = enter(team.worker.user)
    assert client.get(page("document_seen", file)).status_code == 200
    assert client.post(page("document_seen", file), FORM | {"seen_on": ""}).status_code == 422
    made = client.post(page("document_seen", file), FORM | {"kind": "identity"}, follow=True).content.decode()
    assert "Seen, no copy kept" in made
    assert "Take the paper out" not in made
    with acting_as(team.worker):
        one = Document.objects.get()
    assert client.get(page("document_content", file, one.pk)).status_code == 403


@pytest.mark.rule("P14")
def test_a_supervisor_destroys_a_paper_on_screen(enter, team, file):
    one = attached(team, file)
    move = page("document_move", file, one.pk, "purge")
    assert enter(team.worker.user).get(move).status_code == 403
    client = enter(team.supervisor.user)
    assert "tell the competent authority first" in " ".join(client.get(move).content.decode().split())
    assert client.get(page("document_move", file, one.pk, "odd")).status_code == 404
    assert client.post(move, {"base_version": 1}).status_code == 422
    assert client.post(move, {"base_version": 1, "purge_because": "A page shows more than words."}).status_code == 302
    shown = client.get(page("document", file, one.pk)).content.decode()
    assert "A page shows more than words." in shown
    assert team.supervisor.user.full_name in shown
    assert client.get(page("document_content", file, one.pk)).status_code == 403
    assert trail(action="document_purged") == ["document_purged"]


def test_strangers_find_nothing(enter, program, team, file):
    one = attached(team, file)
    outside = make_team_of_office()
    for actor in (outside.worker, outside.supervisor):
        client = enter(actor.user)
        for url in (
            *(page(name, file) for name in ("documents", "document_attach", "document_seen")),
            *(page(name, file, one.pk) for name in ("document", "document_content")),
            page("document_move", file, one.pk, "purge"),
        ):
            assert client.get(url).status_code == 404, url
    for role in ("health_professional", "service_provider"):
        client = enter(make_actor(role, office=team.clinic).user)
        assert client.get(page("document_content", file, one.pk)).status_code == 403
    call = program(outside.worker.user)
    for rest in ("", f"/{one.pk}", f"/{one.pk}/content"):
        assert call("get", f"/files/{file.pk}/documents{rest}").status_code == 404
    assert call("post", f"/files/{file.pk}/documents", BODY | coded(TEXT)).status_code == 404


def test_a_program_attaches_reads_and_destroys(program, team, file):
    call, here = program(team.worker.user), f"/files/{file.pk}/documents"
    made = call("post", here, BODY | coded(TEXT))
    assert made.status_code == 201, made.json()
    one = made.json()
    assert (one["state"], one["content_type"], one["size"]) == ("present", "text/plain", len(TEXT))
    listed = call("get", here)
    assert [row["id"] for row in listed.json()] == [one["id"]]
    assert "paper" not in listed.json()[0]
    assert call("get", f"{here}/{one['id']}").json()["title"] == "Where the child lives"
    content = call("get", f"{here}/{one['id']}/content").json()
    assert base64.b64decode(content["paper"]) == TEXT
    assert call("post", f"{here}/{one['id']}/purge", {"purge_because": "No."}, seen=1).status_code == 403
    boss = program(team.supervisor.user, ("file_approve", "file_view"))
    assert boss("post", f"{here}/{one['id']}/purge", {"purge_because": "No."}).status_code == 428
    assert boss("post", f"{here}/{one['id']}/purge", {"purge_because": "No."}, seen=1).json()["state"] == "purged"
    assert call("get", f"{here}/{one['id']}/content").status_code == 403
    paper_seen = {name: said for name, said in BODY.items() if name not in ("name", "declares")}
    assert call("post", f"{here}/seen", paper_seen).json()["state"] == "seen"
    assert {"document_taken", "document_purged"} <= set(trail())


@pytest.mark.parametrize(
    "wrong",
    [
        coded(JPEG),
        coded(CORPUS["an image"][0]) | {"name": "a.pdf"},
        coded(GOOD),
        {"paper": "no base64!"},
        coded(TEXT) | {"name": "a.jpg"},
        coded(TEXT) | {"declares": False},
        coded(b""),
    ],
)
def test_a_program_attaches_nothing_else(program, team, file, wrong):
    answer = program(team.worker.user)("post", f"/files/{file.pk}/documents", BODY | wrong)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) <= {"paper", "declares"}
    with acting_as(team.worker):
        assert not Document.objects.exists()


def test_what_leaves_the_house_never_carries_a_paper(enter, team, file):
    """The file's page and its print know a paper by its happening at most; that no other context reads one is in test_documents."""
    attached(team, file, b"Words that stay inside.")
    seen(team, file)
    purged(team, attached(team, file, b"Words that stay inside."))
    client = enter(team.worker.user)
    for url in (reverse("file", args=[file.pk]), page("documents", file), reverse("file_print", args=[file.pk])):
        assert b"Words that stay inside" not in client.get(url).content
