"""Every screen with every kind of row in it; who may come in."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import monitoring as make
from tests.factories.accounts import make_territory, make_user, sign_in
from tutela.kernel.clock import today
from tutela.monitoring import models
from tutela.planning import models as planned
from tutela.registers.queries.rows import known

pytestmark = pytest.mark.django_db
D = dt.date
SCREENS = [
    "monitoring",
    "monitoring_treaties",
    "monitoring_law",
    "monitoring_recommendations",
    "planning",
    "planning_people",
    "monitoring_indicators",
    "monitoring_reports",
    "registers",
]


@pytest.fixture
def analyst(client):
    user = make_user("legal_analyst")
    sign_in(client, user)
    return user


@pytest.fixture
def planner(client):
    user = make_user("ministry_planner")
    sign_in(client, user)
    return user


def test_an_empty_mechanism_says_so_and_every_register_opens(client, analyst):
    for name in SCREENS:
        assert client.get(reverse(name)).status_code == 200, name
    for slug, model in known().items():
        mine = model.register.permission in ("law_keep", "recommendation_keep", "state_report_write")
        assert client.get(reverse("register", args=[slug])).status_code == 200, slug
        assert client.get(reverse("register_csv", args=[slug])).status_code == 200, slug
        for name in ("register_row_new", "register_import"):
            assert client.get(reverse(name, args=[slug])).status_code == (200 if mine else 403), slug


@pytest.fixture
def rich(state):
    """At least one row behind every screen."""
    make.make_act(state)
    make.make(models.ReportDue, state=state, instrument="OPSC", kind="first", due_on=D(2020, 1, 1))
    models.WatchedState.objects.update(outline=[[[0, 0], [1, 0], [1, 1], [0, 0]]])
    rec = make.make_recommendation(
        original_due_on=D(2013, 12, 31),
        due_on=D(2013, 12, 31),
        themes=["law"],
        text_national="texte",
        language_national="fr",
    )
    first = make.make_activity(theme="justice", recommendations=[rec])
    second = make.make_activity(theme="justice", territory=make_territory(first.territory, name="Elsewhere"))
    make.make(
        planned.BudgetLine,
        activity=first,
        year=2025,
        currency="USD",
        funder="State",
        planned=100,
        allocated=50,
        released=20,
        spent=5,
    )
    indicator = make.make_indicator(kind="process", expected=["S"])
    for year, value in ((2020, 40), (2021, None), (2022, 50), (2023, 52)):
        make.make_value(indicator, year, value, source="released" if year == 2023 else "hand")
    make.make(models.Break, indicator=indicator, year=2022, kind="method", reason="new count")
    make.make(planned.LocalCommitment, territory=first.territory, year=today().year, budget=5, currency="USD", children=3)
    report = make.make_state_report(state)
    make.make(models.Paragraph, report=report, section="I", place=1, text="Words.", provisions=["GONE"])
    return {"rec": rec, "first": first, "second": second, "indicator": indicator, "report": report}


def test_a_full_mechanism_shows_in_every_screen(client, planner, rich):
    pages = {name: client.get(reverse(name)) for name in SCREENS}
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(SCREENS, 200)
    assert "2022" in pages["monitoring_indicators"].content.decode()
    assert "a break lies between" in pages["monitoring_indicators"].content.decode()
    assert "Overdue reports" in pages["monitoring_treaties"].content.decode()


def test_one_of_each_opens(client, planner, rich):
    for name, thing in (
        ("monitoring_recommendation", "rec"),
        ("monitoring_indicator", "indicator"),
        ("monitoring_report", "report"),
    ):
        assert client.get(reverse(name, args=[rich[thing].pk])).status_code == 200
    page = client.get(reverse("monitoring_indicator", args=[rich["indicator"].pk])).content.decode()
    assert "not prevalence" in page
    assert "measures what was done" in page


def test_the_year_the_instrument_and_nonsense_in_the_address(client, analyst, rich):
    for query in ("year=2003&instrument=CRC", "year=abc", "on=2020-02-31", "on=nonsense", "instrument=%00", "year=2024"):
        assert client.get(reverse("monitoring_treaties") + "?" + query).status_code == 200
    for query in ("", "?state=XMV&on=2024-01-01&before=2020-01-01", "?state=ZZZ", "?state=XMV&on=nonsense"):
        assert client.get(reverse("monitoring_law") + query).status_code in (200, 422)
    assert client.get(reverse("monitoring_law_csv") + "?state=XMV&on=2024-01-01&before=2020-01-01").status_code == 200
    assert client.get(reverse("monitoring_law_csv") + "?state=ZZZ&on=2024-01-01").status_code == 404
    file = client.get(reverse("monitoring_gaps_csv")).content.decode()
    assert next(line for line in file.splitlines() if line.startswith("XMV,OPSC,party,")).endswith(",no")
    assert next(line for line in file.splitlines() if line.startswith("XMV,OPIC,")).endswith(",yes")
    assert "XMV,OPSC,none,,yes" in client.get(reverse("monitoring_gaps_csv") + "?on=2001-01-01").content.decode()
    assert client.get(reverse("monitoring_recommendations") + "?page=99999&words=law&timing=missed").status_code == 200
    assert client.get(reverse("monitoring_progress_csv", args=["themes"])).status_code == 200
    assert client.get(reverse("monitoring_progress_csv", args=["nonsense"])).status_code == 404
    assert client.get(reverse("register", args=["nonsense"])).status_code == 404
    assert client.get(reverse("monitoring_calendar")).content.decode().startswith("BEGIN:VCALENDAR")


def test_an_analyst_assesses_a_question_and_a_colleague_reviews(client, analyst, state):
    url = reverse("monitoring_question", args=["XMV", "H07"])
    sent = {"level": "not_met", "evidence": "No article.", "severity": "high", "assessed_on": "2024-05-01"}
    wrong = client.post(url, sent | {"severity": ""})
    assert wrong.status_code == 422
    assert "No article." in wrong.content.decode(), "nothing typed is lost"
    assert client.post(url, sent).status_code == 302
    finding = models.Finding.objects.get()
    assert client.post(reverse("monitoring_review", args=[finding.pk])).status_code == 403
    sign_in(client, make_user("legal_analyst"))
    assert client.post(reverse("monitoring_review", args=[finding.pk])).status_code == 302
    assert "Reviewed by" in client.get(url).content.decode()
    assert client.get(reverse("monitoring_question", args=["XMV", "H99"])).status_code == 404


def test_following_up_on_the_screen(client, planner, rich):
    rec = rich["rec"]
    status, target = reverse("monitoring_status", args=[rec.pk]), reverse("monitoring_target", args=[rec.pk])
    sent = {"status": "impossible", "effect": "not_assessed", "on": "2024-05-01", "reason": ""}
    assert client.post(status, sent).status_code == 422
    assert client.post(status, sent | {"reason": "No power to."}).status_code == 302
    assert client.post(target, {"due_on": "2030-01-01"}).status_code == 422
    assert client.post(target, {"due_on": "2030-01-01", "why": "New plan"}).status_code == 302
    page = client.get(reverse("monitoring_recommendation", args=[rec.pk])).content.decode()
    assert "No power to." in page
    assert "Missed by" in page


def test_importing_on_the_screen(client, planner, state):
    url = reverse("monitoring_import_new")
    assert client.get(url).status_code == 200
    text = "To,From,Text,Response,Issue,Session\nState XMV,Orvane,Do it,Noted,Odd,1\nState XMV,Orvane,Do that,Maybe,Odd,1\n"
    sent = {"kind": "upr", "name": "list.csv", "text": text, "state": "XMV"}
    assert client.post(url, sent | {"text": "nothing,here"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    batch = models.ImportBatch.objects.get()
    preview = client.get(reverse("monitoring_import", args=[batch.pk])).content.decode()
    assert "Odd" in preview
    assert "Import all rows" not in preview
    answer, finish = (reverse(f"monitoring_import_{name}", args=[batch.pk]) for name in ("answer", "finish"))
    assert client.post(finish).status_code == 403
    assert client.post(answer, {"row": "nonsense"}).status_code == 404
    assert client.post(answer, {"kind": "nonsense", "word": "Odd", "code": "law"}).status_code == 302
    told = client.post(answer, {"kind": "themes", "word": "Odd", "code": "NOPE"}, follow=True).content.decode()
    assert "Not in the list: NOPE" in told
    client.post(answer, {"row": models.ImportRow.objects.get(number=3).pk})
    client.post(answer, {"kind": "themes", "word": "Odd", "code": "law"})
    client.post(answer, {"all": "yes"})
    assert "Import all rows" in client.get(reverse("monitoring_import", args=[batch.pk])).content.decode()
    assert client.post(finish).status_code == 302
    assert models.Recommendation.objects.get().themes == ["law"]
    assert client.get(reverse("monitoring_import", args=[batch.pk])).status_code == 200
    client.post(url, sent | {"text": text.replace("Maybe", "Noted")})
    newest = models.ImportBatch.objects.first()
    assert client.post(reverse("monitoring_import_finish", args=[newest.pk]), {"drop": "yes"}).status_code == 302


def test_deciding_and_handing_over_on_the_screen(client, planner, rich):
    url = reverse("planning_overlap", args=[rich["first"].pk, rich["second"].pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"verdict": "merge", "reason": ""}).status_code == 422
    assert client.post(url, {"verdict": "merge", "reason": "One budget"}).status_code == 302
    assert "One budget" in client.get(reverse("planning")).content.decode()
    same = reverse("planning_overlap", args=[rich["first"].pk, rich["first"].pk])
    assert client.post(same, {"verdict": "merge", "reason": "x"}).status_code == 422
    url = reverse("planning_hand_over", args=[rich["first"].pk])
    office = rich["second"].owner_office
    sent = {"office": office.code, "person": "Deputy", "reason": "Leave"}
    assert client.get(url).status_code == 200
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 422


def test_freezing_signing_and_publishing_on_the_screen(client, planner, rich):
    report = rich["report"]
    freeze = reverse("monitoring_freeze", args=[report.pk])
    stopped = client.post(freeze)
    assert stopped.status_code == 422
    assert "GONE" in stopped.content.decode()
    models.Paragraph.objects.update(provisions=[])
    assert client.post(freeze).status_code == 302
    version = models.ReportVersion.objects.get()
    for kind, status in (("html", 200), ("docx", 200), ("csv", 200), ("exe", 404)):
        assert client.get(reverse("monitoring_print", args=[version.pk, kind])).status_code == status
    assert client.post(reverse("monitoring_sign", args=[version.pk])).status_code == 403
    assert client.post(reverse("monitoring_publish", args=["law"])).status_code == 403
    sign_in(client, make_user("report_signatory"))
    assert "Sign this version" in client.get(reverse("monitoring_report", args=[report.pk])).content.decode()
    assert client.post(reverse("monitoring_sign", args=[version.pk])).status_code == 302
    for kind in ("treaties", "law", "recommendations", "indicators", "law"):
        assert client.post(reverse("monitoring_publish", args=[kind])).status_code == 302
    assert models.PublishedPage.objects.count() == 4
    assert client.post(reverse("monitoring_publish", args=["files"])).status_code == 404


@pytest.mark.parametrize("role", ["caseworker", "intake_officer", "administrator", "inspector"])
def test_nobody_else_comes_in(client, role, rich):
    sign_in(client, make_user(role, second_factor=True))
    assert client.get(reverse("monitoring")).status_code == 403
    assert client.get(reverse("register_csv", args=["recommendations"])).status_code == 403
