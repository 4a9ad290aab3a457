"""The file on paper: real text, the direction of its language, who printed it on every page, for a reason that is kept."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories.accounts import make_actor
from tests.factories.cases import fresh, make_person, make_view
from tests.unit.participation.conftest import unpacked
from tests.unit.participation.test_sheet import with_plan
from tutela.audit.models import Event
from tutela.kernel import documents
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.participation import actions
from tutela.participation.presenters.prints import print_pdf


@pytest.fixture
def pages(monkeypatch):
    """The HTML that is printed; it is printed all the same."""
    seen, real = [], documents.as_pdf
    monkeypatch.setattr(documents, "as_pdf", lambda html, digest: seen.append(html) or real(html, digest))
    return seen


@pytest.mark.slow
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_what_is_printed_is_real_text_and_marked(team, file, pages, language, direction):
    with_plan(team, file)
    make_person(team, file, name="Aunt Testova")
    make_view(team, file, views="I want to stay.")
    with acting_as(team.worker), translation.override(language):
        made = print_pdf(fresh(team.worker, file), "overview", "Reader <Name>")
    (html,) = pages
    assert f'lang="{language}" dir="{direction}"' in html
    assert html.count("Reader &lt;Name&gt;") == 2
    for word in ("Amina", "Aunt Testova", "I want to stay.", "Secret goal"):
        assert word in html
    assert "A long statement" not in html
    assert f"/Lang ({language})".encode() in unpacked(made)
    assert b"/StructTreeRoot" in unpacked(made)


@pytest.mark.slow
def test_a_reader_prints_for_a_reason_and_it_is_in_the_trail(enter, team, file):
    make_person(team, file, unsafe=True)
    client = enter(team.worker.user)
    address = reverse("file_print", args=[file.pk])
    assert "Paper can be found" in client.get(address).content.decode()
    assert client.post(address, {"what": "overview"}).status_code == 422
    refused = client.post(address, {"what": "plan", "purpose": "court"})
    assert (refused.status_code, "No plan is in force" in refused.content.decode()) == (422, True)
    made = client.post(address, {"what": "overview", "purpose": "court"})
    assert made["Content-Type"] == "application/pdf"
    with_plan(team, file)
    assert client.post(address, {"what": "plan", "purpose": "talk"}).content.startswith(b"%PDF")
    with acting_as(make_actor("data_protection_officer")):
        said = [json.loads(one.details) for one in Event.objects.filter(action="file_printed").order_by("position")]
    assert said == [{"what": "overview", "purpose": "court"}, {"what": "plan", "purpose": "talk"}]


def test_without_a_reason_or_a_plan_nothing_is_printed(team, file):
    with acting_as(team.worker):
        with pytest.raises(InvalidInput):
            actions.print_file(file=file, by=team.worker, what="overview", purpose="")
        with pytest.raises(Refused):
            actions.print_file(file=file, by=team.worker, what="plan", purpose="talk")
    stranger = make_actor("caseworker")
    with acting_as(stranger), pytest.raises(Refused):
        actions.print_file(file=file, by=stranger, what="overview", purpose="talk")
