"""One recommendation from the pasted list to the printed chapter, through the screens of three people."""

import io

import docx
import pytest
from django.urls import reverse

from tests.factories import monitoring as make
from tests.factories.accounts import make_user, sign_in
from tutela.monitoring import models

pytestmark = pytest.mark.django_db
LIST = """| Recommendation | Position | Full list of themes |
|---|---|---|
| 84.4 Train the police in interviewing children (Lumeria). | Supported | Human rights education and training |
"""


@pytest.mark.requirement("R121")
@pytest.mark.requirement("R119")
def test_from_import_to_the_printed_chapter(client, state):
    sign_in(client, make_user("ministry_planner"))
    sent = {"kind": "markdown", "name": "list.md", "symbol": "A/HRC/00/84", "text": LIST}
    assert client.post(reverse("monitoring_import_new"), sent).status_code == 302
    batch = models.ImportBatch.objects.get()
    assert client.post(reverse("monitoring_import_finish", args=[batch.pk])).status_code == 302
    one = models.Recommendation.objects.get()
    activity = make.make_activity(theme="education", recommendations=[one])
    said = {"status": "in_progress", "effect": "not_assessed", "on": "2025-01-10"}
    assert client.post(reverse("monitoring_status", args=[one.pk]), said).status_code == 302
    page = client.get(reverse("monitoring_recommendation", args=[one.pk])).content.decode()
    assert activity.code in page
    report = make.make_state_report(state)
    paragraph = {
        "report": report.code,
        "section": "VI",
        "place": "1",
        "text": "Police officers learn to interview children.",
        "questions": "V4",
        "recommendations": one.code,
        "activities": activity.code,
    }
    assert client.post(reverse("register_row_new", args=["paragraphs"]), paragraph).status_code == 302
    assert client.post(reverse("monitoring_freeze", args=[report.pk])).status_code == 302
    version = models.ReportVersion.objects.get()
    sign_in(client, make_user("report_signatory"))
    assert client.post(reverse("monitoring_sign", args=[version.pk])).status_code == 302
    printed = client.get(reverse("monitoring_print", args=[version.pk, "docx"]))
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(printed.content)).paragraphs)
    assert "1. Police officers learn to interview children." in text
    assert "Train the police in interviewing children" in text
    assert "In progress" in text
    assert activity.title in text
