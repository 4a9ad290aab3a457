"""What bodies owe: each names right, rule, day and body; the body sees its own without the child and answers."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, make_consent, make_team_of_office, register
from tutela.care.actions import plans, refer
from tutela.care.actions.answer_referral import answer_referral
from tutela.cases.models import CaseFile
from tutela.coordination.actions import obligations as actions
from tutela.coordination.enums import CoordinationReason as Why
from tutela.coordination.models import Obligation
from tutela.coordination.policies import obligations as policies
from tutela.coordination.queries import obligations as queries
from tutela.coordination.queries.chain import chain_of
from tutela.coordination.states import OBLIGATION, Owing
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.vocabulary import api as vocabulary

DAY = dt.timedelta(days=1)


def refused(why, what):
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.reason == why, caught.value.reason


def wrong(what):
    with pytest.raises(InvalidInput) as caught:
        what()
    return set(caught.value.fields)


def asked(team, file, **changes):
    values = {"duty": "school_place", "office": team.clinic, "asked": "A place in class 5."} | changes
    with acting_as(team.worker):
        return actions.ask(file=file, by=team.worker, values=values)


def overdue(team, file, **changes):
    one = asked(team, file, **changes)
    with acting_as(team.worker):
        Obligation.objects.filter(pk=one.pk).update(due_on=today() - DAY)
    return one


def answers(by, one, target, **values):
    with acting_as(by):
        held = queries.get_owed(by, one.pk)
        return actions.answer(
            one=held, by=by, base_version=held.version, values={"target": target, "words": "Noted."} | values
        )


def closes(by, one, act, **values):
    with acting_as(by):
        held = Obligation.objects.select_related("file__child", "file__office").get(pk=one.pk)
        return act(one=held, by=by, base_version=held.version, values={"closing_words": "Seen on a visit."} | values)


@pytest.mark.requirement("R72")
def test_an_obligation_cites_body_right_rule_and_day(team, file):
    one = asked(team, file)
    rule = queries.rule_of("school_place")
    assert (one.right, queries.article_of(one.right)) == ("RT14", "CRC 28, 29")
    assert (one.law, one.due_on) == (rule.law, (now() + rule.within).date())
    assert (one.office, one.holder_id, one.key_id) == (team.clinic, team.office.pk, one.pk)


@pytest.mark.requirement("R72")
def test_every_duty_of_the_country_has_a_right_an_actor_and_a_rule():
    rights = {code.code for code in vocabulary.code_list("rights").own()}
    actors = {code.code for code in vocabulary.code_list("actors").own()}
    for duty in vocabulary.jurisdiction().obligations:
        rule = queries.rule_of(duty)
        assert {rule.right} <= rights, duty
        assert {rule.actor} <= actors, duty
        assert all((rule.article, rule.law)), duty
    assert queries.rule_of("nothing") is None
    assert queries.article_of("nothing") == ""
    assert all(vocabulary.is_code("services", service) for service in queries.OF_SERVICE)
    assert set(queries.OF_SERVICE.values()) <= {code.code for code in vocabulary.code_list("duties").own()}


@pytest.mark.requirement("R72")
@pytest.mark.rule("P12")
def test_the_body_sees_its_own_without_the_child(team, file):
    one = asked(team, file)
    other = make_actor("service_provider", office=make_office(holds_files=False))
    with acting_as(team.provider):
        row = queries.get_owed(team.provider, one.pk)
        assert row.asked == "A place in class 5."
        assert not CaseFile.objects.exists()
    with acting_as(other):
        assert not Obligation.objects.exists()
        assert policies.answer.why_not(other, one) == Why.NOT_THE_BODY
        with pytest.raises(NotHere):
            queries.get_owed(other, one.pk)


@pytest.mark.requirement("R72")
@pytest.mark.rule("P12")
@pytest.mark.parametrize("words", ["For Amina.", "AMINA needs a place", "The girl Testova", "Testova, class 5"])
def test_the_child_s_name_never_goes_to_the_body(team, file, words):
    assert wrong(lambda: asked(team, file, asked=words)) == {"asked"}
    assert wrong(lambda: asked(team, file, law=words)) == {"law"}


@pytest.mark.requirement("R72")
@given(st.sampled_from(["Amina", "Testova", "amina", "TESTOVA"]), st.text("bcd ef", max_size=9), st.text(" bcd", max_size=9))
def test_wherever_a_name_stands_between_words_it_is_found(name, before, after):
    class Child:
        given_names, family_names = "Amina", "Testova"

    class File:
        child = Child

    assert policies.names_the_child(File, f"{before} {name} {after}")
    assert not policies.names_the_child(File, before)


def test_a_child_without_a_name_is_named_by_no_word():
    class File:
        class child:
            given_names = family_names = ""

    assert not policies.names_the_child(File, "A place at school")


@pytest.mark.requirement("R72")
def test_the_body_answers_and_a_promise_does_not_move_the_day(team, file):
    one = overdue(team, file)
    later = answers(team.provider, one, "promised", promised_on=today() + 9 * DAY)
    assert (later.state, queries.is_overdue(later)) == (Owing.PROMISED, True)
    met = answers(team.provider, one, "met", met_on=today())
    assert (met.state, met.met_on, queries.is_overdue(met)) == (Owing.MET, today(), False)
    refused(Why.OBLIGATION_NOT_NOW, lambda: answers(team.provider, one, "met", met_on=today()))
    again = closes(team.worker, one, actions.contest)
    assert (again.state, again.met_on, queries.is_overdue(again)) == (Owing.OPEN, None, True)
    refused(Why.OBLIGATION_NOT_NOW, lambda: closes(team.worker, one, actions.contest))
    assert closes(team.supervisor, one, actions.say_met, met_on=today()).state == Owing.MET


@pytest.mark.requirement("R72")
@pytest.mark.requirement("R60")
def test_a_refusal_keeps_its_ground_and_the_office_that_keeps_the_file_is_told(
    team, file, mailoutbox, django_capture_on_commit_callbacks
):
    team.supervisor.user.email = "boss@example.org"
    team.supervisor.user.save()
    one = asked(team, file)
    with django_capture_on_commit_callbacks(execute=True):
        said = answers(team.provider, one, "refused", ground="age")
    assert (said.state, said.refusal_stated) == (Owing.REFUSED, "age")
    assert [mail.to for mail in mailoutbox] == [["boss@example.org"]]


@pytest.mark.requirement("R72")
def test_withdrawn_leaves_the_body_s_sight(team, file):
    one = asked(team, file)
    assert closes(team.worker, one, actions.withdraw).state == Owing.WITHDRAWN
    with acting_as(team.provider):
        assert not Obligation.objects.exists()
    refused(Why.OBLIGATION_NOT_NOW, lambda: closes(team.worker, one, actions.withdraw))


def test_who_asks_and_closes(team, file, lawyer):
    one, stranger = asked(team, file), make_team_of_office().supervisor
    with acting_as(lawyer):
        assert policies.ask.why_not(lawyer, file, None).value == "not_assigned"
        assert policies.withdraw.why_not(lawyer, one).value == "not_assigned"
        assert policies.covers_answering.why_not(lawyer).value == "outside_scope"
        assert policies.covers_counts.why_not(lawyer).value == "outside_scope"
    with acting_as(stranger):
        assert policies.withdraw.why_not(stranger, one).value == "not_visible"
    assert policies.covers_overdue.why_not(team.provider).value == "outside_scope"


@pytest.mark.rule("P13")
def test_a_body_that_gets_nothing_yet_is_not_asked(team, file, monkeypatch):
    monkeypatch.setattr(policies.share_with_body, "why_not", lambda file, body: Why.UNSAFE)
    refused(Why.UNSAFE, lambda: asked(team, file))


def test_bad_input_writes_nothing(team, file):
    assert wrong(lambda: asked(team, file, duty="odd", office=None, asked=" ")) == {
        "duty",
        "office",
        "asked",
        "law",
        "due_on",
    }
    assert wrong(lambda: asked(team, file, due_on=today() - DAY)) == {"due_on"}
    one = asked(team, file)
    provider = team.provider
    assert wrong(lambda: answers(provider, one, "perhaps", words=" ")) == {"target", "words"}
    assert wrong(lambda: answers(provider, one, "met", met_on=today() + DAY)) == {"met_on"}
    assert wrong(lambda: answers(provider, one, "promised", promised_on=None)) == {"promised_on"}
    assert wrong(lambda: answers(provider, one, "refused")) == {"ground"}
    assert wrong(lambda: answers(provider, one, "met", met_on=today(), ground="age")) == {"ground"}
    assert wrong(lambda: answers(provider, one, "refused", ground="odd")) == {"ground"}
    assert wrong(lambda: closes(team.worker, one, actions.withdraw, closing_words="")) == {"closing_words"}
    with acting_as(provider), pytest.raises(StaleVersion):
        actions.answer(one=one, by=provider, base_version=9, values={"target": "met", "met_on": today(), "words": "W"})
    with acting_as(team.worker):
        assert Obligation.objects.get().state == Owing.OPEN


def test_what_could_be_asked_for_comes_from_what_is_missing_or_refused(team, file):
    file = register(team, file, birth_registration="not_registered")
    with acting_as(team.worker):
        plan = plans.start_plan(file=file, by=team.worker)
        act = {"plan": plan, "by": team.worker, "goal": "Go.", "due_on": today(), "unmet_reason": "full"}
        plans.add_action(track="REI", service="return_to_school", **act)
        plans.add_action(track="REI", service="mentoring", **act)
        referral = refer.prepare_referral(
            file=file, by=team.worker, service_point=team.point, track="MED", service="first_medical_care",
            consent=make_consent(team, file),
        )  # fmt: skip
        refer.send_referral(referral=referral, by=team.worker)
    with acting_as(team.provider):
        answer_referral(referral=referral, by=team.provider, target="declined", reason="full")
    with acting_as(team.worker):
        assert queries.suggestions(file) == ["school_place", "medical_care", "birth_registration"]
    asked(team, file)
    with acting_as(team.worker):
        assert queries.suggestions(fresh(team.worker, file)) == ["medical_care", "birth_registration"]


@pytest.mark.requirement("R72")
def test_the_overdue_list_per_body_of_supervisor_and_mechanism(team, file):
    one, current = overdue(team, file), asked(team, file, duty="legal_aid")
    mechanism = make_actor("ombudsperson")
    with acting_as(team.supervisor):
        assert [row.pk for row in queries.overdue_of_offices(team.supervisor)] == [one.pk]
        assert queries.overdue_everywhere() == []
    with acting_as(mechanism):
        rows = queries.overdue_everywhere()
        assert not Obligation.objects.exists()
    body = team.clinic.organisation.name
    assert [(row.number, row.body, row.right, row.law, row.due_on) for row in rows] == [
        (one.number, body, "RT14", one.law, today() - DAY)
    ]
    assert current.number not in str(rows)
    with acting_as(team.worker):
        assert [link.actor for link in chain_of(fresh(team.worker, file)).links if link.list_id == "duties"] == [
            team.clinic.name
        ] * 2


@pytest.mark.requirement("R72")
def test_counts_hide_small_numbers_before_they_leave_the_database(team, file):
    planner = make_actor("ministry_planner")
    threshold = vocabulary.jurisdiction().suppression.public
    for _ in range(threshold - 1):
        overdue(team, file)
    with acting_as(planner):
        assert [(row.owed, row.overdue) for row in queries.owed_counts()] == [(None, None)]
        assert not Obligation.objects.exists()
    overdue(team, file)
    with acting_as(planner):
        assert [(row.owed, row.overdue) for row in queries.owed_counts()] == [(threshold, threshold)]
    asked(team, file)
    with acting_as(planner):
        assert [row.overdue for row in queries.owed_counts()] == [None]
    with acting_as(team.worker):
        assert queries.owed_counts() == []


def test_states_know_what_follows():
    assert OBLIGATION.allows(Owing.REFUSED, Owing.MET)
    assert not OBLIGATION.allows(Owing.WITHDRAWN, Owing.OPEN)


@pytest.mark.requirement("R72")
def test_worker_body_and_lists_on_screen(enter, team, file):
    client = enter(team.worker.user)
    new = reverse("obligation_new", args=[file.pk]) + "?duty=school_place"
    assert client.get(new).status_code == 200
    body = {"duty": "school_place", "office": team.clinic.code, "asked": "A place in class 5."}
    assert client.post(new, body | {"asked": "For Amina"}).status_code == 422
    page = client.post(new, body, follow=True).content.decode()
    assert "CRC 28, 29" in page
    with acting_as(team.worker):
        one = Obligation.objects.get()
        Obligation.objects.update(due_on=today() - DAY)
    assert one.number in client.get(reverse("obligation", args=[file.pk, one.pk])).content.decode()
    assert "Overdue" in client.get(reverse("obligations", args=[file.pk])).content.decode()
    move = reverse("obligation_move", args=[file.pk, one.pk, "withdraw"])
    assert client.get(move).status_code == 200
    assert client.post(move, {"base_version": 9, "closing_words": "W"}).status_code == 412
    assert client.get(reverse("obligation_move", args=[file.pk, one.pk, "odd"])).status_code == 404
    assert one.number in enter(team.supervisor.user).get(reverse("overdue")).content.decode()
    shown = enter(make_actor("ombudsperson").user).get(reverse("overdue")).content.decode()
    assert one.number in shown
    assert str(file.pk) not in shown
    assert "too few to show" in enter(make_actor("ministry_planner").user).get(reverse("owed_counts")).content.decode()
    client = enter(team.provider.user)
    assert one.number in client.get(reverse("owed")).content.decode()
    page = reverse("owed_answer", args=[one.pk])
    assert not any(word in client.get(page).content.decode() for word in ("Amina", "Testova", file.number))
    said = {"base_version": one.version, "target": "promised", "words": "In May."}
    assert client.post(page, said).status_code == 422
    assert client.post(page, said | {"promised_on": (today() + DAY).isoformat()}).status_code == 302
    stranger = make_actor("service_provider", office=make_office(holds_files=False))
    assert enter(stranger.user).get(page).status_code == 404


@pytest.mark.requirement("R72")
def test_programs_ask_answer_and_read_lists(program, team, file):
    here, call = f"/files/{file.pk}/obligations", program(team.worker.user)
    body = {"duty": "school_place", "office": team.clinic.code, "asked": "A place in class 5."}
    assert call("post", here, body | {"office": "NOBODY"}).status_code == 422
    assert call("post", here, body | {"asked": "For Amina"}).status_code == 422
    made = call("post", here, body)
    assert (made.status_code, made.json()["article"]) == (201, "CRC 28, 29")
    one = made.json()["id"]
    assert call("get", here).json()[0]["id"] == one
    bodies = program(team.provider.user, ("referral_answer",))
    assert [row["id"] for row in bodies("get", "/obligations/owed").json()] == [one]
    answer = f"/obligations/owed/{one}/answer"
    said = {"target": "met", "met_on": today().isoformat(), "words": "Since Monday."}
    assert bodies("post", answer, said).status_code == 428
    assert bodies("post", answer, said, 1).json()["state"] == "met"
    assert call("post", f"{here}/{one}/contest", {"closing_words": "Not yet."}, 2).json()["state"] == "open"
    assert call("post", f"{here}/{one}/withdraw", {"closing_words": "Moved."}).status_code == 428
    with acting_as(team.worker):
        Obligation.objects.update(due_on=today() - DAY)
    boss = program(team.supervisor.user, ("file_view",))
    mechanism = program(make_actor("ombudsperson").user, ("oversight_docket",))
    for caller in (boss, mechanism):
        row = caller("get", "/obligations/overdue").json()[0]
        assert (row["body"], row["article"], row["law"]) == (team.clinic.organisation.name, "CRC 28, 29", made.json()["law"])
    planner = program(make_actor("ministry_planner").user, ("statistics_view",))
    assert planner("get", "/obligations/counts").json()[0]["owed"] is None
    assert call("get", "/obligations/counts").json()["code"] == "outside_scope"
    other = make_team_of_office()
    assert program(other.worker.user)("get", here).status_code == 404
