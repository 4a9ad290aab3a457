"""What the requirements accept as done, seen through the whole of cases and care where no other test goes the whole way."""

import datetime as dt
import itertools
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests.factories.accounts import sign_in
from tests.factories.care import prepare_case_referral, send_case_referral
from tests.factories.cases import fresh, make_concern, make_consent, make_person, make_team_of_office, open_case, register
from tutela.care.actions.refer import send_referral
from tutela.care.enums.planning import Track
from tutela.care.queries.referrals import open_to_service
from tutela.cases.actions import concerns, consents, register_child
from tutela.cases.actions.deadlines import set_deadline
from tutela.cases.age import BirthRange
from tutela.cases.api import words
from tutela.cases.models import AgeRecord, Deadline
from tutela.cases.policies.registration import count_consent_of
from tutela.cases.queries import work
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.vocabulary import api as vocabulary
from tutela.vocabulary.queries import files

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def team(db):
    return make_team_of_office(second_factor=True)


def codes(name):
    return sorted(one.code for one in vocabulary.code_list(name).own())


@pytest.fixture
def harsh_country(tmp_path, settings):
    """Sexual consent at 14, criminal responsibility at 13."""
    text = (files.COUNTRIES / "default.yaml").read_text()
    for name, age in (("sexual_consent", 14), ("criminal_responsibility", 13)):
        text = re.sub(rf"^      {name}: \d+", f"      {name}: {age}", text, flags=re.M)
    path = tmp_path / "harsh.yaml"
    path.write_text(text)
    settings.TUTELA_COUNTRY_PROFILE = str(path)
    ages = vocabulary.jurisdiction().ages
    assert (ages.sexual_consent, ages.criminal_responsibility) == (14, 13)


@pytest.mark.requirement("R1")
@pytest.mark.usefixtures("harsh_country")
def test_married_at_sixteen_is_a_child_in_rule_screen_and_age(team, client):
    file = open_case(team, age_low=16, age_high=16)
    husband = make_person(team, file, name="A husband", relation="husband", holds_responsibility=True)
    make_concern(team, file, concerns=[], offences=["FMAR"])
    with acting_as(team.worker):
        register_child.state_age(file=file, by=team.worker, basis="document", birth=str(today().year - 16))
        child = fresh(team.worker, file).child
        born = BirthRange.from_iso(child.born_earliest, child.born_latest)
        assert born.presumed_child_on(today())
        assert born.presumed_until() >= today() + 365 * DAY
        assert child.presumed_child_until > today() + 365 * DAY
        assert count_consent_of.allows(husband, True, child), (
            "no adulthood by marriage: others may still consent for the child"
        )
    sign_in(client, team.worker.user)
    page = client.get(reverse("file", args=[file.pk])).content.decode()
    assert words.age(child, today()) in page
    assert client.get(reverse("files"), {"words": ""}).status_code == 200


@pytest.mark.requirement("R3")
def test_what_was_stated_of_the_age_cannot_be_changed_or_taken_away(team):
    file = open_case(team, age_low=None, age_high=None)
    with acting_as(team.worker):
        register_child.state_age(file=file, by=team.worker, basis="estimate", youngest=16, oldest=20, method="Interview")
        table = AgeRecord._meta.db_table
        for statement in (f"UPDATE {table} SET basis = 'document'", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        assert list(AgeRecord.objects.values_list("basis", flat=True)) == ["estimate"]


@pytest.mark.requirement("R3")
@pytest.mark.rule("P5")
def test_without_a_birth_record_every_service_of_the_list_can_be_asked_for(team):
    file = open_case(team, age_low=16, age_high=20)
    register(team, file, birth_registration="not_registered")
    consent = make_consent(team, file)
    known = vocabulary.code_list("services").codes
    services = [code for code in codes("services") if known[code].parent]
    assert len(services) > 60
    for service in services:
        made = prepare_case_referral(
            team,
            file,
            consent=consent,
            service=service,
            track=known[service].parent if known[service].parent in Track.values else "SOC",
        )
        assert (made.state, made.service) == ("draft", service)


@pytest.mark.requirement("R5")
def test_every_act_goes_with_every_purpose_and_consideration(team):
    file = open_case(team)
    lists = [codes(name) for name in ("acts", "purposes", "considerations")]
    longest = max(map(len, lists))
    rows = zip(*(itertools.islice(itertools.cycle(one), longest) for one in lists), strict=True)
    for act, purpose, consideration in rows:
        made = make_concern(
            team, file, concerns=[], offences=["SALE"], acts=[act], purposes=[purpose], considerations=[consideration]
        )
        assert (made.acts, made.purposes, made.considerations) == ([act], [purpose], [consideration])
        assert concerns.incomplete(made) == []
    every = make_concern(
        team, file, concerns=[], offences=["SALE"], acts=lists[0], purposes=lists[1], considerations=lists[2]
    )
    assert (every.acts, every.purposes, every.considerations) == tuple(lists)


@pytest.mark.requirement("R52")
@pytest.mark.requirement("R53")
def test_a_reassessment_and_a_safety_plan_that_are_late_are_listed(team, client):
    file = open_case(team, urgency="immediate_danger")
    with acting_as(team.worker):
        safety = Deadline.objects.get(file=file, kind="safety_plan")
        assert safety.due_at <= now() + DAY, "at high risk within the hours of the country"
        set_deadline(file=file, kind="reassessment", due_at=now() + DAY, by=team.worker)
    with moved_to(now() + 3 * DAY), acting_as(team.worker):
        late = {row.kind for row in work.open_deadlines(team.worker) if row.due_at < now()}
        assert {"safety_plan", "reassessment"} <= late


@pytest.mark.requirement("R73")
@pytest.mark.rule("P10")
def test_a_share_says_its_basis_and_who_gave_or_approved_it_and_ends(team, client):
    file = open_case(team)
    aunt = make_person(team, file, name="Aunt Sel")
    sign_in(client, team.worker.user)

    def page(referral):
        return client.get(reverse("referral", args=[file.pk, referral.pk])).content.decode()

    given = send_case_referral(team, file, consent=make_consent(team, file, given_by=aunt))
    for text in ("Why it may be shared", vocabulary.label("legal_basis_of_sharing", "consent"), "Aunt Sel"):
        assert text in page(given)
    assert team.worker.user.full_name in page(given)
    duty = make_consent(team, file, basis="legal_duty", decision="given", reasons="The law asks for it.")
    with acting_as(team.supervisor):
        duty = consents.approve_consent_override(consent=duty, by=team.supervisor)
    draft = prepare_case_referral(team, file, consent=duty, open_for=30 * DAY)
    with acting_as(team.worker):
        shared = send_referral(referral=draft, by=team.worker)
    assert vocabulary.label("legal_basis_of_sharing", "legal_duty") in page(shared)
    assert team.supervisor.user.full_name in page(shared)
    with acting_as(team.provider):
        assert shared in open_to_service(team.provider)
    with moved_to(now() + 31 * DAY), acting_as(team.provider):
        assert shared not in open_to_service(team.provider), "it ends on its day"


@pytest.mark.requirement("R37")
def test_no_operation_answers_with_a_score():
    from tutela.config.api import api

    assert "score" not in str(api.get_openapi_schema()).lower()
