"""Rules of the mechanism asked by those whose task it is not."""

import pytest

from tests.factories import monitoring as make
from tutela.accounts.api import create_system_users, system_actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.monitoring import api, models, policies
from tutela.monitoring.enums import MonitoringReason
from tutela.registers.enums import RegisterReason


@pytest.mark.requirement("R107")
@pytest.mark.requirement("R119")
def test_whoever_is_no_analyst_reviews_and_imports_nothing(state, outsider, statistician):
    finding, batch = models.Finding(), models.ImportBatch()
    assert policies.view_monitoring.why_not(outsider) == MonitoringReason.NO_VIEW
    assert policies.review_finding.why_not(outsider, finding, True) == RegisterReason.NOT_KEEPER
    assert policies.apply_import.why_not(outsider, batch, 0, 0) == RegisterReason.NOT_KEEPER
    assert policies.answer_import.why_not(statistician, batch) == RegisterReason.NOT_KEEPER


@pytest.mark.django_db
def test_a_reminder_is_told_once_a_day(state, analyst):
    create_system_users()
    keeper = system_actor("deadline_keeper")
    for instrument in ("OPSC", "OPAC"):
        make.make(models.ReportDue, state=state, instrument=instrument, kind="first", due_on=today())
    with acting_as(keeper):
        assert {digest.to.pk for digest in api.remind(by=keeper)} >= {analyst.id}
        assert api.remind(by=keeper) == []
    assert models.Reminder.objects.filter(to_id=analyst.id).count() == 2
