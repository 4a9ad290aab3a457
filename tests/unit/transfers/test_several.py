"""An office closes: several files are asked for in one step, each by the rule and the action of a single one, none half-written (R55)."""

import uuid

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, make_consent, make_person, make_team_of_office, open_case, put_in_state
from tests.unit.transfers.conftest import ASKED, WORDS, There, accepted, asked, current, proposed, to_transfer
from tutela.audit.models import Event
from tutela.cases.models import Deadline
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, WrongState
from tutela.kernel.ids import uuid7
from tutela.transfers import actions, policies
from tutela.transfers.models import Handover, Proposal, Transfer
from tutela.worklist.actions.several import transfer_several
from tutela.worklist.enums import AT_ONCE

pytestmark = [pytest.mark.requirement("R55"), pytest.mark.django_db]
SHARED = ASKED | {"why": "rearranged", "urgent": "Nothing for all.", "promised": "Nothing for all."}


def together(by, to, *files, **changes):
    with acting_as(by):
        keys = [getattr(file, "pk", file) for file in files]
        return {one.file_id: one for one in transfer_several(files=keys, by=by, values=SHARED | {"office": to} | changes)}


def states(by, *files):
    with acting_as(by):
        return [list(Transfer.objects.filter(file=file).values_list("state", flat=True)) for file in files]


def test_each_is_asked_and_the_other_office_accepts_each(team, there):
    files = [to_transfer(team, given_names=f"Child {number}") for number in range(3)]
    found = together(team.supervisor, there.office, *files)
    assert [one.done for one in found.values()] == [True] * 3
    assert states(team.supervisor, *files) == [["asked"]] * 3
    for file in files:
        assert fresh(team.worker, file).office_id == team.office.pk, "nothing goes before it is accepted"
    with acting_as(there.supervisor):
        rows = list(Transfer.objects.filter(state="asked").order_by("number"))
    assert {row.why for row in rows} == {"rearranged"}
    accepted(there, rows[0])
    held = {file.number: file for file in files}
    assert fresh(there.worker, held[rows[0].number]).office_id == there.office.pk
    assert fresh(team.worker, held[rows[1].number]).office_id == team.office.pk


@pytest.mark.rule("P11")
@pytest.mark.rule("P12")
@pytest.mark.requirement("R65")
def test_what_one_alone_would_be_refused_is_refused_and_said_by_file(team, there):
    good = to_transfer(team)
    unheard = put_in_state(open_case(team), "active", team.worker)
    unsafe, closed, waiting = to_transfer(team), to_transfer(team), to_transfer(team)
    make_person(team, unsafe, unsafe=True, office=there.office)
    put_in_state(closed, "closed", team.worker)
    asked(team, there, waiting)
    other = make_team_of_office()
    foreign, unknown = to_transfer(other), uuid.uuid4()
    found = together(team.supervisor, there.office, good, unheard, unsafe, closed, waiting, foreign, unknown)
    assert {key: (one.done, one.code) for key, one in found.items()} == {
        good.pk: (True, ""),
        unheard.pk: (False, "transfer_not_heard"),
        unsafe.pk: (False, "unsafe_office"),
        closed.pk: (False, "file_closed"),
        waiting.pk: (False, "transfer_already"),
        foreign.pk: (False, ""),
        unknown: (False, ""),
    }
    assert "(R65)" in found[unheard.pk].why
    assert "Record what the child said" in found[unheard.pk].why, "the rule, the reason and the way on"
    assert found[unheard.pk].number == unheard.number
    assert found[foreign.pk].number == found[unknown].number == "", "a file of another office is not here"
    assert found[foreign.pk].why == found[unknown].why
    assert states(team.supervisor, unheard, unsafe, closed) == [[], [], []]
    assert states(team.supervisor, waiting) == [["asked"]]
    assert states(other.supervisor, foreign) == [[]]
    with acting_as(make_actor("data_protection_officer")):
        refusals = Event.objects.filter(action="several_refused", outcome="refused").count()
    assert refusals == 4


@pytest.mark.rule("P10")
@pytest.mark.requirement("R73")
def test_another_body_is_asked_file_by_file(team):
    elsewhere, file = There(team, organisation=None), to_transfer(team)
    make_consent(team, file)
    (one,) = together(team.supervisor, elsewhere.office, file).values()
    assert (one.done, one.code) == (False, "no_consent")
    (one,) = together(team.supervisor, elsewhere.office, file, consent=make_consent(team, file)).values()
    assert (one.done, one.code) == (False, "no_consent"), "no consent is carried in from outside, whosever it is"


def test_what_the_worker_wrote_of_the_child_goes_along(team, there, file):
    one = proposed(team, there, file, reason="Only a proposal of the worker.")
    other = to_transfer(team)
    together(team.supervisor, there.office, file, other)
    with acting_as(team.supervisor):
        words = {row.transfer.number: row for row in Handover.objects.select_related("transfer")}
        assert Proposal.objects.get(pk=one.pk).state == "asked"
    assert (words[file.number].reason, words[file.number].urgent) == (WORDS, ASKED["urgent"])
    assert words[other.number].promised == "Nothing for all."


def test_nothing_of_a_file_is_half_written(team, there, monkeypatch):
    one, other = sorted((to_transfer(team), to_transfer(team)), key=lambda file: file.pk)
    real = actions.set_deadline

    def failing(*, file, **values):
        if file.pk == one.pk:
            raise WrongState("It moved meanwhile.")
        return real(file=file, **values)

    monkeypatch.setattr(actions, "set_deadline", failing)
    found = together(team.supervisor, there.office, one, other)
    assert [(row.done, row.why) for row in found.values()] == [(False, "It moved meanwhile."), (True, "")]
    assert states(team.supervisor, one, other) == [[], ["asked"]]
    assert fresh(team.worker, one).state == "active"
    with acting_as(team.supervisor):
        assert not Deadline.objects.filter(file=one, kind="transfer_answer").exists()
        assert not Handover.objects.filter(file=one).exists()


@pytest.mark.rule("P14")
def test_who_asked_for_several_accepts_none(team, there):
    files = [to_transfer(team) for _each in range(2)]
    both = make_actor("district_head", territory=team.office.territory.parent)
    found = together(both, there.office, *files)
    assert all(one.done for one in found.values())
    with acting_as(both):
        one = Transfer.objects.filter(state="asked").first()
    now = current(both, one)
    with acting_as(both):
        assert policies.accept.why_not(both, now).value == "transfer_second_person"


def test_what_fits_no_file_is_told_at_its_field(team, there, file):
    for wrong, names in (
        ({"office": None, "why": "x"}, {"office", "why"}),
        ({"reason": "short"}, {"reason"}),
        ({"urgent": " ", "promised": ""}, {"urgent", "promised"}),
    ):
        with pytest.raises(InvalidInput) as caught:
            together(team.supervisor, there.office, file, **wrong)
        assert set(caught.value.fields) == names
    for files in ([], [uuid.uuid4() for _ in range(AT_ONCE + 1)]):
        with pytest.raises(InvalidInput) as caught:
            together(team.supervisor, there.office, *files)
        assert set(caught.value.fields) == {"files"}
    assert states(team.supervisor, file) == [[]]


def test_several_on_screen(team, there, enter):
    file, unheard = to_transfer(team), put_in_state(open_case(team), "active", team.worker)
    client = enter(team.supervisor.user)
    assert "Ask another office to take over" in client.get(reverse("files")).content.decode()
    url, chosen = reverse("several", args=["transfer"]), {"file": [str(file.pk), str(unheard.pk)]}
    page = client.get(url, chosen).content.decode()
    assert there.office.name in page
    assert "This office closes, or its territory changes" in page
    body = (
        chosen | {name: SHARED[name] for name in ("why", "reason", "urgent", "promised")} | {"office": str(there.office.pk)}
    )
    assert client.post(url, body | {"office": ""}).status_code == 422
    assert client.post(url, body | {"office": str(team.clinic.pk)}).status_code == 422
    sure = client.post(url, body).content.decode()
    assert 'name="sure"' in sure
    assert there.office.name in sure
    assert "This office closes" in sure
    assert states(team.supervisor, file) == [[]], "looked at once more before"
    short = client.post(url, body | {"sure": "yes", "reason": "short"})
    assert short.status_code == 422
    done = client.post(url, body | {"sure": "yes"}).content.decode()
    assert "Done in 1 file" in done
    assert unheard.number in done
    assert "The child is heard before" in done
    assert states(team.supervisor, file, unheard) == [["asked"], []]
    client.logout()
    worker = enter(team.worker.user)
    assert worker.get(url, chosen).status_code == 403
    assert worker.post(url, body | {"sure": "yes"}).status_code == 403


def test_the_same_through_the_api(team, there, program):
    file, unheard = to_transfer(team), put_in_state(open_case(team), "active", team.worker)
    call = program(team.supervisor.user, ("file_view", "file_assign"))
    body = SHARED | {"files": [str(file.pk), str(unheard.pk)], "office": str(there.office.pk)}
    for wrong in ({"office": str(uuid7())}, {"files": []}, {"reason": "short"}, {"why": "x"}):
        assert call("post", "/together/transfer", body | wrong).status_code == 422
    assert program(team.worker.user)("post", "/together/transfer", body).status_code == 403
    found = {row["number"]: row for row in call("post", "/together/transfer", body).json()}
    assert found[file.number] == {"file": str(file.pk), "number": file.number, "done": True, "why": "", "code": ""}
    assert (found[unheard.number]["done"], found[unheard.number]["code"]) == (False, "transfer_not_heard")
    stranger = program(make_actor("supervisor", office=make_office()).user, ("file_view", "file_assign"))
    assert [row["done"] for row in stranger("post", "/together/transfer", body).json()] == [False, False]
