"""The screens: bringing lists in without keeping them, the panel, two people, the release."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import make_territory, make_user, sign_in
from tests.unit.methods.linkage.test_overlap import HEAD, line
from tutela.accounts.actor import actor_for
from tutela.estimates.forms.files import MOST_BYTES, is_text
from tutela.estimates.models import Estimate, ExternalEstimate, ListOverlap, Release
from tutela.kernel.database.acting import acting_as

from .test_work import OUTSIDE, READING

pytestmark = pytest.mark.django_db
ABOUT = {"title": "Lists of the south", "year_from": "2024", "year_to": "2024", "recall": ""}
COLUMNS = {f"column_{name}": name for name in ("given", "family", "sex", "born", "place", "seen")}


def csv_file(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.csv", text if isinstance(text, bytes) else text.encode(), "text/csv")


@pytest.fixture
def signed_in(client, statistician):
    sign_in(client, statistician.user)
    return client


@pytest.mark.slow
def test_lists_are_linked_and_nothing_of_them_is_kept(signed_in, statistician, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    uploads = [
        csv_file("police", HEAD + "".join(line(n) for n in range(30))),
        csv_file("health", HEAD + "".join(line(n) for n in range(20, 45))),
        csv_file("school", HEAD + "".join(line(n) for n in range(25, 35)) + "Omar,Sesay,m,never,Place 1,2024-05-01\n"),
    ]
    answer = signed_in.post(reverse("lists_link"), ABOUT | COLUMNS | {"uploads": uploads}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "only the numbers by pattern are kept" in page
    assert not list(tmp_path.iterdir())
    with acting_as(statistician):
        made = ListOverlap.objects.get()
        said = repr([vars(made)]).casefold()
    assert made.names == ["police", "health", "school"]
    assert "okonkwo" not in said
    assert "amina" not in said
    assert "okonkwo" not in page.casefold()
    assert made.sources[2]["problems"] == {"date": 1}


@pytest.mark.rule("P2")
@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("photo", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256))),
        ("page", b"%PDF-1.7\n\x00\x01\x02"),
        ("archive", b"PK\x03\x04\x14\x00\x00"),
        ("wide", b"\xff\xfe\x00\xd8\x00\xd8"),
    ],
)
def test_only_text_is_taken(signed_in, statistician, name, raw):
    for view in ("lists_link", "lists_counts"):
        answer = signed_in.post(reverse(view), ABOUT | {"uploads": [csv_file(name, raw)]})
        assert answer.status_code == 422
        assert "Only lists as CSV text" in answer.content.decode()
    with acting_as(statistician):
        assert not ListOverlap.objects.exists()


@pytest.mark.rule("P2")
def test_too_much_and_files_under_another_name_are_refused(signed_in):
    large = csv_file("large", b"a" * (MOST_BYTES + 1))
    assert "10 MB" in signed_in.post(reverse("lists_counts"), ABOUT | {"uploads": large}).content.decode()
    other = signed_in.post(reverse("lists_counts"), ABOUT | {"photo": csv_file("x", "a,b\n")})
    assert other.status_code == 422


def test_text_in_other_alphabets_is_text():
    assert is_text("naïve;é\tx\r\n".encode("latin-1"))
    assert is_text("محمد,عمر\n".encode())
    assert is_text("محمد,عمر\n".encode("utf-16"))
    assert not is_text(b"a\x00b")


def test_the_token_is_asked_for_though_the_view_sets_its_handler_first(statistician):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, statistician.user)
    answer = strict.post(reverse("lists_counts"), ABOUT | {"uploads": csv_file("x", "a,b,count\n1,1,2\n")})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("about", "uploads", "words"),
    [
        ({}, [], "needed"),
        ({"year_to": "2023"}, [("a", "given\nx\n"), ("b", "given\ny\n")], "before the first"),
        ({"year_to": "2999"}, [("a", "given\nx\n")], "has not begun"),
        ({"recall": "0"}, [("a", "given\nx\n")], "1"),
        ({}, [("police", "name\nx\n"), ("health", "given\ny\n")], "police has no column"),
        ({}, [("police", "")], "empty"),
        ({}, [("police", HEAD + line(1))], "Two to 12 lists"),
        ({"column_given": "", "column_family": ""}, [("a", "given\nx\n")], "which column holds a name"),
    ],
)
def test_bad_lists_are_named_and_nothing_typed_is_lost(signed_in, statistician, about, uploads, words):
    files = [csv_file(name, text) for name, text in uploads]
    answer = signed_in.post(reverse("lists_link"), ABOUT | COLUMNS | about | {"uploads": files})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Lists of the south" in page
    with acting_as(statistician):
        assert not ListOverlap.objects.exists()


def test_a_table_of_patterns_then_a_wish_in_the_queue(signed_in, statistician):
    table = csv_file("pairs", "a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n")
    answer = signed_in.post(reverse("lists_counts"), ABOUT | {"recall": "90", "uploads": table}, follow=True)
    page = answer.content.decode()
    assert "Linked elsewhere" in page
    with acting_as(statistician):
        lists = ListOverlap.objects.get()
    assert lists.recall == 0.9
    refused = signed_in.post(reverse("lists", args=[lists.pk]), {"lists": ["a", "b"], "stratum": "NONE"})
    assert refused.status_code == 422
    assert "Three lists are needed" in refused.content.decode()
    asked = signed_in.post(reverse("lists", args=[lists.pk]), {"lists": ["a", "b", "c"], "stratum": "NONE"}, follow=True)
    assert "Waiting for the worker" in asked.content.decode()
    with acting_as(statistician):
        estimate = Estimate.objects.get()
    assert signed_in.get(reverse("estimate_notebook", args=[estimate.pk])).status_code == 404
    assert "a,b" not in signed_in.get(reverse("unseen")).content.decode()
    bad = signed_in.post(reverse("lists_counts"), ABOUT | {"uploads": csv_file("t", "a,b\n1,0\n")})
    assert "no column" in bad.content.decode()


@pytest.mark.slow
@pytest.mark.requirement("R31")
def test_from_the_panel_to_the_release_by_two_people(signed_in, client, done, statistician, second, planner):
    estimate = done(stratum="sex")
    at = reverse("estimate", args=[estimate.pk])
    page = signed_in.get(at).content.decode()
    for words in (
        "Read the whole panel", "Whitehead", "not known", "Girls", "If a list were not there", "If links were missed",
        "Have the limits settled?", "Where the answers lie", "Links found", "held the truth less often",
    ):  # fmt: skip
        assert words in page, words
    assert " style=" not in page
    book = signed_in.get(reverse("estimate_notebook", args=[estimate.pk]))
    assert book["Content-Type"] == "application/x-ipynb+json"
    send = reverse("estimate_send", args=[estimate.pk])
    assert signed_in.post(send, {"reading": ""}).status_code == 422
    assert "In review" in signed_in.post(send, {"reading": READING}, follow=True).content.decode()
    decide = reverse("estimate_decide", args=[estimate.pk])
    assert signed_in.post(decide, {"decision": "approve"}).status_code == 403
    assert "does not review it" in signed_in.get(at).content.decode()
    sign_in(client, second.user)
    assert client.post(decide, {"decision": "return", "remark": ""}).status_code == 422
    assert "Approved" in client.post(decide, {"decision": "approve", "remark": "Good"}, follow=True).content.decode()
    published = client.post(reverse("estimate_publish", args=[estimate.pk]), follow=True).content.decode()
    assert READING in published
    sign_in(client, planner.user)
    page = client.get(reverse("unseen")).content.decode()
    assert "Lists of the north" in page
    assert "List totals, rounded to ten" in page
    assert "Children by pattern" not in page
    assert "Link lists" not in page
    assert client.get(at).status_code == 403
    sign_in(client, second.user)
    withdraw = reverse("estimate_withdraw", args=[estimate.pk])
    assert client.post(withdraw, {"because": ""}).status_code == 422
    assert "Withdrawn" in client.post(withdraw, {"because": "A list twice"}, follow=True).content.decode()
    with acting_as(second):
        assert Release.objects.get().withdrawn_at is not None


def test_work_that_failed_can_be_asked_again_on_the_screen(signed_in, ask, statistician):
    estimate = ask()
    with acting_as(statistician):
        Estimate.objects.filter(pk=estimate.pk).update(state="failed", failure="broken")
    page = signed_in.get(reverse("estimate", args=[estimate.pk])).content.decode()
    assert "The work broke off" in page
    again = signed_in.post(reverse("estimate_again", args=[estimate.pk]), follow=True)
    assert "Waiting for the worker" in again.content.decode()
    with acting_as(statistician):
        Estimate.objects.filter(pk=estimate.pk).update(
            state="running", progress={"what": "method graphs", "done": 1, "total": 4}
        )
    page = signed_in.get(reverse("estimate", args=[estimate.pk])).content.decode()
    assert "Average over decomposable graphs" in page
    assert "25 %" in page


@pytest.mark.requirement("R31")
def test_the_register_on_the_screen(signed_in, statistician):
    new = reverse("external_new")
    assert signed_in.get(new).status_code == 200
    answer = signed_in.post(new, OUTSIDE | {"method": ""})
    assert answer.status_code == 422
    assert "A university study" in answer.content.decode()
    assert signed_in.post(new, OUTSIDE | {"high": "50"}).status_code == 422
    page = signed_in.post(new, OUTSIDE, follow=True).content.decode()
    signed_in.post(new, OUTSIDE | {"source": "Another study", "low": "700", "high": "700"})
    page = signed_in.get(reverse("unseen")).content.decode()
    assert page.index("A university study") < page.index("Another study")
    assert "None is averaged with another" in page
    assert "450" not in page.partition("<main")[2]  # what a mean would be
    with acting_as(statistician):
        assert ExternalEstimate.objects.count() == 2


@pytest.mark.requirement("R31")
def test_the_first_entries_are_one_button_until_they_all_stand_there(signed_in, client, planner):
    first = reverse("external_first")
    page = signed_in.get(reverse("unseen")).content.decode()
    assert first in page
    number = re.search(r"Register the (\d+) figures that the report A/65/221 quotes", page)[1]
    page = signed_in.post(first, follow=True).content.decode()
    assert "each as the report gives it" in page
    assert first not in page
    assert page.count("A/65/221, para.") >= int(number) > 10
    assert "each as the report gives it" not in signed_in.post(first, follow=True).content.decode()
    sign_in(client, planner.user)
    assert client.post(first).status_code == 403
    assert first not in client.get(reverse("unseen")).content.decode()


def test_a_table_in_a_windows_alphabet_is_kept(signed_in, statistician):
    table = "Justiça;Santé;Polícia;count\n1;0;0;40\n0;1;0;30\n0;0;1;20\n1;1;0;6\n".encode("cp1252")
    answer = signed_in.post(reverse("lists_counts"), ABOUT | {"uploads": [csv_file("made", table)]})
    assert answer.status_code == 302
    with acting_as(statistician):
        assert ListOverlap.objects.get().names == ["Justiça", "Santé", "Polícia"]


def test_nobody_else_comes_in(client, lists, ask):
    make_territory()
    user = make_user("caseworker", second_factor=True)
    sign_in(client, user)
    estimate = ask()
    for view, of in (("unseen", None), ("lists_link", None), ("lists", lists), ("estimate", estimate)):
        assert client.get(reverse(view, args=[of.pk] if of else [])).status_code == 403
    assert actor_for(user).has("statistics_view") is False


def test_right_to_left(signed_in):
    page = signed_in.get(reverse("unseen"), headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in page


def test_no_other_view_takes_files():
    """The handlers that keep text, a workbook, a bundle and a paper in memory are set in these five views alone."""
    tree = Path(__file__).parents[3] / "tutela"
    texts = {p.relative_to(tree).as_posix(): p.read_text() for p in tree.rglob("*.py")}
    assert [name for name, text in texts.items() if "upload_handlers" in text] == ["ui/forms/upload.py"]
    setting = [name for name, text in texts.items() if "import takes" in text or "@takes(" in text]
    assert sorted(setting) == [
        *("circumstances/views/forms.py", "configuration/views.py", "documents/views.py"),
        *("estimates/views/lists.py", "exchange/views.py"),
    ]
