"""The quality of an office's records: what is known, in time, consistent; for the office itself and nobody else."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.accounts import actor_of, make_actor, make_office, make_user, sign_in
from tutela.audit.models import Event
from tutela.cases.models import CaseFile, Child, Deadline
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused
from tutela.statistics.actions.read_statistics import read_quality
from tutela.statistics.models.dictionary import BREAKDOWNS
from tutela.statistics.presenters.tables import _FAULTS
from tutela.statistics.queries.quality import FAULTS, ITEMS, Share

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R34")]


@pytest.fixture
def offices(country):
    return country[1]


@pytest.fixture
def supervisor(offices):
    return make_user("supervisor", second_factor=True, office=offices[0])


@pytest.fixture
def files(make_children, offices, supervisor):
    """Two whole ones and two with gaps, one of them closed in error and so not counted."""
    day = now().date()
    whole = {"risk_level": "low", "state": "active", "next_contact_on": day}
    made = [
        *make_children(2, **whole),
        *make_children(1, **whole | {"risk_level": "UNK"}, age=None),
        *make_children(1, **whole),
    ]
    with acting_as(actor_of(supervisor)):
        Child.objects.filter(files__in=made).update(
            age_basis="document", nationality="national", disability="none", schooling="REF"
        )
        Child.objects.filter(files=made[2]).update(sex="NAS", schooling="UNK")
        CaseFile.objects.filter(pk=made[2].pk).update(first_contact_on=day - dt.timedelta(days=3), next_contact_on=None)
        CaseFile.objects.filter(pk=made[3].pk).update(state="closed", closed_at=now(), closure_reason="ERROR")
    return made


def _of(user):
    with acting_as(actor_of(user)):
        return read_quality(by=actor_of(user))


def test_items_and_faults_have_words():
    assert set(ITEMS) <= set(BREAKDOWNS)
    assert set(FAULTS) == set(_FAULTS)


def test_what_is_known_is_counted_and_a_refusal_is_an_answer(files, supervisor, offices):
    (found,) = _of(supervisor)
    assert (found.office, found.files) == (offices[0], 3)
    assert {item for item, share in found.items.items() if share != Share(3, 3)} == {"sex", "schooling", "risk_level"}
    assert found.items["schooling"] == Share(2, 3), "refused twice, unknown once"
    assert found.complete == Share(21, 24)
    assert found.consistent == Share(2, 3)
    (mend,) = found.to_mend
    assert (mend.pk, mend.number) == (files[2].pk, files[2].number)
    assert set(mend.unknown) == {"sex", "schooling", "risk_level"}
    assert set(mend.faults) == {"contact_before_report", "no_next_day", "age_not_known"}


def test_deadlines_kept_missed_and_overdue(files, supervisor, offices):
    moment, day = now(), dt.timedelta(days=1)
    ends = [(-5 * day, -6 * day, None), (-5 * day, -4 * day, None), (-2 * day, None, None), (-2 * day, None, moment)]
    ends += [(-100 * day, -101 * day, None), (3 * day, None, None)]
    with acting_as(actor_of(supervisor)):
        for due, done, cancelled in ends:
            Deadline.objects.create(
                file=files[0],
                office=offices[0],
                kind="review",
                due_at=moment + due,
                done_at=done and moment + done,
                cancelled_at=cancelled,
            )
    (found,) = _of(supervisor)
    assert (found.in_time, found.overdue) == (Share(1, 3), 1)


def test_a_share_is_rounded_down_and_nothing_has_none():
    assert Share(999, 1000).percent == 99
    assert Share(0, 0).percent is None


def test_an_office_sees_itself_and_no_other(files, supervisor, offices):
    other = make_user("supervisor", second_factor=True, office=offices[1])
    (found,) = _of(other)
    assert (found.office, found.files, found.to_mend, found.complete.percent) == (offices[1], 0, (), None)
    with pytest.raises(Refused):
        read_quality(by=make_actor("caseworker", office=offices[0]))
    with acting_as(make_actor("data_protection_officer")):
        assert Event.objects.filter(action="record_quality_read").count() == 1


def test_the_page_names_the_files_and_what_to_ask(client, files, supervisor):
    sign_in(client, supervisor)
    page = client.get(reverse("statistics_quality")).content.decode()
    assert reverse("file", args=[files[2].pk]) in page
    assert reverse("file", args=[files[0].pk]) not in page
    assert "87 % (21 of 24)" in page
    assert "first contact before the report" in page
    assert "nothing to count" in page, "no deadline fell due"


def test_without_files_or_offices_the_page_says_so(client, offices):
    sign_in(client, make_user("supervisor", second_factor=True, office=offices[1]))
    assert "Files counted: 0" in client.get(reverse("statistics_quality")).content.decode()
    empty = make_office(offices[0].territory, holds_files=False)
    sign_in(client, make_user("supervisor", second_factor=True, office=empty))
    assert "No office of yours keeps files" in client.get(reverse("statistics_quality")).content.decode()


def test_it_is_for_whoever_approves(client, offices):
    sign_in(client, make_user("caseworker", second_factor=True, office=offices[0]))
    assert client.get(reverse("statistics_quality")).status_code == 403
