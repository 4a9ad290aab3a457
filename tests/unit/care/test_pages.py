"""The pages through the whole stack: who gets in, what is lost (nothing), how many questions the file page asks."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_office, make_user, sign_in
from tests.factories.care import approved_plan, send_case_referral
from tests.factories.cases import (
    make_care,
    make_concern,
    make_person,
    make_team_of_office,
    open_case,
    put_in_state,
    unknown_id,
)
from tutela.accounts.roles import ROLES
from tutela.cases.actions.deadlines import set_deadline
from tutela.cases.models import Deadline
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as


@pytest.fixture
def team(db):
    return make_team_of_office(second_factor=True)


def page(client, user, path, data=None):
    sign_in(client, user)
    return client.get(path) if data is None else client.post(path, data)


@pytest.mark.requirement("R134")
@pytest.mark.parametrize(("who", "most"), [("worker", 15), ("supervisor", 16)], ids=["worker", "supervisor"])
def test_the_file_page_needs_at_most_fifteen_queries(client, team, file, capsys, who, most):
    """A supervisor is also asked whether an emergency access lets them write."""
    reader = getattr(team, who).user
    make_person(team, file, unsafe=True)
    make_care(team, file, handover_fee=True)
    make_concern(team, file, offences=["SALE"])
    approved_plan(team, file)
    send_case_referral(team, file)
    page(client, reader, f"/files/{file.pk}")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/files/{file.pk}")
    assert answer.status_code == 200
    framing = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT SET_CONFIG('TUTELA.ACTOR', ''")  # the last: only in tests
    real = [row["sql"] for row in asked if not row["sql"].upper().startswith(framing)]
    with capsys.disabled():
        print(f"\nfile page: {len(real)} queries")
        for sql in real:
            print("  ", sql[:110])
    text = answer.content.decode()
    assert "Health centre" in text
    assert (f"/files/{file.pk}/persons/" in text) == (who == "worker")
    assert len(real) <= most


@pytest.mark.requirement("R134")
@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if not role.system])
def test_other_offices_and_other_roles_get_the_same_nothing(client, team, file, role):
    stranger = make_user(role, office=make_office(), second_factor=True)
    for path in (f"/files/{file.pk}", f"/files/{file.pk}/child", f"/files/{unknown_id()}", f"/referrals/{unknown_id()}"):
        answer = page(client, stranger, path)
        assert answer.status_code in (403, 404), (path, answer.status_code)
        assert "Amina" not in answer.content.decode()
    first, second = (page(client, stranger, f"/files/{key}") for key in (file.pk, unknown_id()))
    assert first.status_code == second.status_code, "missing and forbidden look the same"


@pytest.mark.rule("P44")
def test_no_undertaking_no_second_factor_no_file(client, team, file):
    for options in ({"signed": False, "second_factor": True}, {"second_factor": False}):
        user = make_user("supervisor", office=team.office, **options)
        answer = page(client, user, f"/files/{file.pk}")
        assert answer.status_code == 302
        assert f"/files/{file.pk}" not in answer.headers["Location"].split("?")[0]


def test_a_stale_form_comes_back_with_both_texts(client, team, file):
    form = {"base_version": 1, "given_names": "Typed here", "sex": "girl", "birth_registration": "unknown"}
    form |= {
        "nationality": "unknown",
        "disability": "unknown",
        "schooling": "UNK",
        "residence": "UNK",
        "economic_situation": "unknown",
    }
    assert (
        page(client, team.worker.user, f"/files/{file.pk}/child", form | {"given_names": "Saved first"}).status_code == 302
    )
    answer = client.post(f"/files/{file.pk}/child", form)
    assert answer.status_code == 412
    assert "Saved first" in answer.content.decode()
    assert "Typed here" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"sex": "purple"}, {"given_names": "x" * 201}])
def test_unknown_codes_and_overlong_texts_are_said_by_field(client, team, file, wrong):
    form = {"base_version": 1, "given_names": "Amina", "sex": "girl", "birth_registration": "unknown"}
    form |= {
        "nationality": "unknown",
        "disability": "unknown",
        "schooling": "UNK",
        "residence": "UNK",
        "economic_situation": "unknown",
    }
    answer = page(client, team.worker.user, f"/files/{file.pk}/child", form | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong.values())) in answer.content.decode() or "sex" in wrong


def test_every_page_of_the_file_opens_for_its_worker(client, team, file):
    make_care(team, file, handover_fee=True)
    concern = make_concern(team, file, considerations=["dowry"])
    referral = send_case_referral(team, file)
    names = "child age persons/new care/new consents/new concerns/new referrals/new contacts/new reviews/new closing/change".split()
    for name in [*names, f"concerns/{concern.pk}", f"referrals/{referral.pk}"]:
        answer = page(client, team.worker.user, f"/files/{file.pk}/{name}")
        assert answer.status_code == 200, name
    listed = page(client, team.worker.user, "/work").content.decode()
    assert listed.count(f'href="/files/{file.pk}"') == 1, "one line for each file"
    for path in ("/work", "/files", "/find", "/break-glass"):
        assert page(client, team.worker.user, path).status_code == 200, path
    assert page(client, team.provider.user, f"/referrals/{referral.pk}").status_code == 200
    assert page(client, team.provider.user, "/referrals").status_code == 200


def test_the_contact_after_closing_and_the_sale_check_have_a_screen(client, team, file):
    care = make_care(team, file, handover_fee=True)
    assert (
        page(client, team.worker.user, f"/files/{file.pk}/care/{care.pk}/examine", {"outcome": "no_sale"}).status_code == 302
    )
    with acting_as(team.worker):
        care.refresh_from_db()
    assert care.sale_examined == "no_sale"
    put_in_state(file, "closed", team.worker)
    assert page(client, team.worker.user, f"/files/{file.pk}/contacts/after-closing").status_code == 200
    open_case(team)


@pytest.mark.requirement("R55")
def test_what_is_due_first_is_in_sight_and_what_is_late_never_folded(team, file, client):
    with acting_as(team.worker):
        Deadline.objects.filter(file=file).update(cancelled_at=now())
        for day in (*range(-7, 0), 2, 30, 60):
            due = now() + dt.timedelta(days=day, hours=1)
            set_deadline(file=file, kind="review", due_at=due, by=team.worker, subject=unknown_id())
    text = page(client, team.worker.user, f"/files/{file.pk}").content.decode()
    shown, folded = text.split('<details class="fold due-later">')
    assert shown.split('id="due"')[1].count('<li class="row-line') == 7
    assert folded.split("</details>")[0].count('<li class="row-line') == 3
