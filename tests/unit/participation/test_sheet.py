"""The child's sheet: what is in it and what never is; handed over, and missed when it was not (R67)."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tests.factories.care import approved_plan, complete_closure
from tests.factories.cases import fresh, make_concern, make_person, make_team_of_office, open_case, put_in_state
from tests.unit.participation.conftest import TOLD, aged, told, unpacked
from tutela.audit.models import Event
from tutela.care.actions import approvals, close_file
from tutela.care.models import Closure, Plan, PlanAction
from tutela.cases.age import BirthRange
from tutela.cases.api import end_file, read_story
from tutela.cases.models import Child
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.participation import actions, policies, queries
from tutela.participation.models import HandedOver
from tutela.participation.presenters.sheet import sheet
from tutela.participation.queries.unnamed import without_names

SECRETS = ("Person of concern", "Uncle Nobody", "A long statement", "Secret goal")


def due(file):
    """What the file's page lists of this chapter."""
    return queries.due(file, read_story(file, [queries.CHAPTER])[1])


def with_plan(team, file):
    plan = approved_plan(team, file)
    with acting_as(team.worker):
        for track, service in (("LEG", "legal_aid"), ("SOC", "kinship_care")):
            PlanAction.objects.create(
                file=file, key_id=file.child_id, plan=plan, track=track, service=service, goal="Secret goal",
                owner_id=team.worker.id, due_on=today(),
            )  # fmt: skip
    make_person(team, file, unsafe=True, name="Uncle Nobody")
    make_concern(team, file, person_of_concern="Person of concern", description="A long statement")
    return plan


@pytest.mark.requirement("R67")
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_sheet_says_what_a_child_needs_and_nothing_about_others(team, file, language):
    with_plan(team, file)
    with acting_as(team.worker):
        made = sheet(fresh(team.worker, file), language)
    assert made["dir"] == ("rtl" if language == "ar" else "ltr")
    assert "Amina" in made["html"]
    assert team.worker.user.full_name in made["html"]
    assert made["html"].count("<h2>") == 5
    for secret in SECRETS:
        assert secret not in made["html"]


def test_each_language_is_its_own(team, file):
    with acting_as(team.worker):
        whole = fresh(team.worker, file)
        assert len({sheet(whole, one)["html"].split("</h2>")[1] for one in ("en", "fr", "es", "ar")}) == 4


@pytest.mark.requirement("R67")
def test_health_and_law_stand_in_the_sheet_in_general_only(team, file):
    with_plan(team, file)
    with acting_as(team.worker):
        html = sheet(fresh(team.worker, file), "en")["html"]
    assert "Somebody who knows the law helps you." in html
    assert "Legal aid" not in html


@pytest.mark.slow
@pytest.mark.requirement("R67")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_sheet_is_printed_as_real_text_with_its_language(enter, team, file, language):
    with_plan(team, file)
    client = enter(team.worker.user)
    answer = client.get(reverse("child_sheet_pdf", args=[file.pk]), {"language": language})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    made = unpacked(answer.content)
    assert f"/Lang ({language})".encode() in made
    assert b"/StructTreeRoot" in made
    with acting_as(make_actor("data_protection_officer")):
        assert Event.objects.filter(action="sheet_printed").count() == 1


@pytest.mark.requirement("R67")
def test_a_worker_reads_the_sheet_and_records_that_it_reached_the_child(enter, team, file):
    client = enter(team.worker.user)
    page = reverse("child_sheet", args=[file.pk])
    assert "Not gone through with the child yet" in client.get(page).content.decode()
    assert 'lang="ar" dir="rtl"' in client.get(page, {"language": "ar"}).content.decode()
    assert 'lang="en"' in client.get(page, {"language": "xx"}).content.decode()
    form = reverse("sheet_hand_over", args=[file.pk])
    aunt = make_person(team, file)
    assert "Aunt" in client.get(form).content.decode()
    body = TOLD | {"handed_on": today().isoformat(), "present": [aunt.pk]}
    assert client.post(form, body | {"way": "sent"}).status_code == 422
    assert client.post(form, body | {"handed_on": (today() + dt.timedelta(days=1)).isoformat()}).status_code == 422
    assert "Who else reads this?" in client.post(form, body, follow=True).content.decode()
    with acting_as(team.worker):
        made = HandedOver.objects.get()
    assert (made.present, made.free) == ([str(aunt.pk)], True)
    story = client.get(reverse("file", args=[file.pk])).content.decode()
    assert "gone through with the child" in story


@pytest.mark.requirement("R67")
def test_seven_days_after_a_plan_the_sheet_is_missed(enter, team, file):
    plan = approved_plan(team, file)
    with acting_as(team.worker):
        (row,) = due(fresh(team.worker, file))
        assert row["late"] is False
        Plan.objects.filter(pk=plan.pk).update(decided_at=now() - dt.timedelta(days=8))
        (row,) = due(fresh(team.worker, file))
        assert row["late"] is True
    page = enter(team.worker.user).get(reverse("file", args=[file.pk])).content.decode()
    assert "Give the child the sheet" in page
    made = told(team, file)
    assert made.plan_id == plan.pk
    with acting_as(team.worker):
        assert due(fresh(team.worker, file)) == []


@pytest.mark.rule("P36")
@pytest.mark.parametrize("how", [{"unsafe": True}, {"understood": "no"}])
def test_told_before_an_unsafe_person_or_not_understood_the_child_is_told_again(team, file, how):
    approved_plan(team, file)
    person = make_person(team, file, unsafe=how.get("unsafe", False))
    made = told(team, file, present=[person.pk], understood=how.get("understood", "yes"))
    assert made.free is not how.get("unsafe", False)
    with acting_as(team.worker):
        assert len(due(fresh(team.worker, file))) == 1


@pytest.mark.rule("P38")
@pytest.mark.parametrize(
    ("low", "high", "waits", "adult"),
    [(12, 15, False, False), (16, 16, False, False), (17, 17, True, False), (16, 18, True, False), (18, 19, True, True)],
)
def test_preparation_starts_twelve_months_before_eighteen(team, low, high, waits, adult):
    file = aged(team, low, high)
    with acting_as(team.worker):
        whole = fresh(team.worker, file)
        assert (bool(due(whole)), policies.is_adult(whole)) == (waits, adult)
        said = sheet(whole, "en")["html"]
        assert ("When you turn 18" in said or "You are 18" in said) is waits
    if waits:
        told(team, file, talk="adulthood", goes_on="Her room until June.")
        with acting_as(team.worker):
            assert due(fresh(team.worker, file)) == []


def test_an_unknown_age_starts_nothing(team):
    file = open_case(team, age_low=None, age_high=None)
    with acting_as(team.worker):
        whole = fresh(team.worker, file)
        assert (policies.nears_adulthood(whole), policies.is_adult(whole)) == (False, False)


def test_a_closed_file_waits_for_nothing(team, file):
    approved_plan(team, file)
    put_in_state(file, "closed", team.worker)
    with acting_as(team.worker):
        assert due(fresh(team.worker, file)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"talk": "odd"}, {"way": "sent"}, {"understood": ""}, {"language": " "}, {"handed_on": None},
        {"handed_on": today() + dt.timedelta(days=1)}, {"handed_on": today() - dt.timedelta(days=900)},
        {"present": ["00000000-0000-7000-8000-000000000000"]},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(team, file, wrong):
    with pytest.raises(InvalidInput) as refused:
        told(team, file, **wrong)
    assert set(refused.value.fields) == set(wrong)


def test_only_who_works_on_the_file_records_it(team, file):
    with acting_as(team.supervisor), pytest.raises(Refused):
        actions.hand_over(file=file, by=team.supervisor, values=TOLD)


def test_a_program_records_and_reads_it(program, team, file):
    here = f"/files/{file.pk}/child-told"
    call = program(team.worker.user)
    body = TOLD | {"handed_on": today().isoformat()}
    assert call("post", here, body | {"way": "sent"}).status_code == 422
    made = call("post", here, body)
    assert (made.status_code, made.json()["free"]) == (201, True)
    assert call("get", here).json()[0]["id"] == made.json()["id"]
    assert program(make_team_of_office().worker.user)("get", here).status_code == 404


def test_nobody_of_another_office_finds_it(enter, team, file):
    told(team, file)
    other = make_team_of_office()
    client = enter(other.worker.user)
    for name in ("child_sheet", "child_sheet_pdf", "sheet_hand_over"):
        assert client.get(reverse(name, args=[file.pk])).status_code == 404
    with acting_as(other.worker):
        assert not HandedOver.objects.exists()


@pytest.mark.requirement("R67")
@pytest.mark.rule("P36")
def test_a_sentence_that_names_somebody_unsafe_stands_on_no_sheet_and_the_worker_reads_why(enter, team, file):
    """Case, accents and the place in the sentence change nothing; the other sentences stay."""
    plan = with_plan(team, file)
    with acting_as(team.worker):
        plan.child_summary = "You stay with your aunt. You do not have to meet uncle NÓBODY any more! We call you on Monday."
        plan.save(update_fields=["child_summary"])
        made = sheet(fresh(team.worker, file), "en")
    assert made["left_out"] == 1
    assert "You stay with your aunt. We call you on Monday." in made["html"]
    assert "BODY" not in made["html"]
    page = enter(team.worker.user).get(reverse("child_sheet", args=[file.pk])).content.decode()
    assert "Something was left out" in page
    with acting_as(team.worker):
        plan.child_summary = "You stay with your aunt."
        plan.save(update_fields=["child_summary"])
        assert sheet(fresh(team.worker, file), "en")["left_out"] == 0


@drawn(
    st.lists(st.text(alphabet="abcdé .!\n", max_size=40), max_size=4),
    st.sets(st.text(alphabet="abcd", min_size=3, max_size=4)),
)
def test_no_sentence_that_is_kept_holds_a_name_and_none_without_one_is_lost(parts, names):
    text = ". ".join(parts)
    kept, left_out = without_names(text, names)
    assert without_names(kept, names)[1] == 0
    if not left_out:
        assert kept == text


AGREED = "The room with Aunt Selam until June. Legal aid ends."


@pytest.mark.rule("P38")
def test_what_was_agreed_for_after_18_is_needed_and_stands_in_the_sheet_without_unsafe_names(enter, team):
    file = aged(team, 17, 17)
    client, form = enter(team.worker.user), reverse("sheet_hand_over", args=[file.pk])
    page = reverse("child_sheet", args=[file.pk])
    assert f"{form}?talk=adulthood" in client.get(page).content.decode()
    assert page in client.get(reverse("file", args=[file.pk])).content.decode(), "what is due leads there"
    body = TOLD | {"talk": "adulthood", "handed_on": today().isoformat()}
    asked = client.post(form, body)
    assert (asked.status_code, "what goes on after 18" in asked.content.decode()) == (422, True)
    assert client.post(form, body | {"understood": "no"}).status_code == 302, "nothing is agreed in what was not understood"
    with acting_as(team.worker):
        assert policies.to_prepare(fresh(team.worker, file)) is True
    assert AGREED in client.post(form, body | {"goes_on": AGREED}, follow=True).content.decode()
    for language in ("en", "fr", "es", "ar"):
        with acting_as(team.worker):
            assert AGREED in sheet(fresh(team.worker, file), language)["html"]
    assert f"{form}?talk=adulthood" not in client.get(page).content.decode()
    make_person(team, file, unsafe=True, name="Aunt Selam", relation="aunt")
    with acting_as(team.worker):
        made = sheet(fresh(team.worker, file), "en")
    assert ("Selam" in made["html"], "Legal aid ends." in made["html"], made["unsaid"]) == (False, True, 1)
    assert "agreed for after 18 name a person marked unsafe" in client.get(page).content.decode()


@pytest.mark.rule("P38")
def test_a_talk_before_17_says_nothing_of_later_in_the_sheet(team):
    file = aged(team, 12, 13)
    told(team, file, talk="adulthood", goes_on=AGREED)
    with acting_as(team.worker):
        assert AGREED not in sheet(fresh(team.worker, file), "en")["html"]


@pytest.mark.rule("P1")
@pytest.mark.rule("P38")
@pytest.mark.requirement("R63")
@pytest.mark.parametrize(
    ("low", "high", "how", "why"),
    [
        (12, 13, {}, "NOT_18_YET"), (17, 17, {}, "NOT_18_YET"), (16, 18, {}, "NOT_18_YET"), (17, 18, {}, "NOT_18_YET"),
        (18, 18, None, "NOT_PREPARED"), (18, 18, {"talk": "sheet"}, "NOT_PREPARED"),
        (18, 18, {"understood": "no"}, "NOT_PREPARED"), (18, 18, {"unsafe": True}, "NOT_PREPARED"),
        (18, 18, {"understood": "partly"}, None), (18, 19, {}, None),
    ],
)  # fmt: skip
def test_a_file_ends_for_turning_18_when_it_is_certain_and_was_prepared(team, low, high, how, why):
    file = aged(team, low, high)
    if how is not None:
        person = make_person(team, file, unsafe=how.pop("unsafe", False))
        told(team, file, **{"talk": "adulthood", "goes_on": AGREED, "present": [person.pk]} | how)
    told(team, aged(team, 18, 18), talk="adulthood", goes_on="In another file.")
    with acting_as(team.worker):
        whole = fresh(team.worker, file)
        for reason in ("GOALS", "DECLINED", "DIED", "", "adult"):
            assert policies.end_file.allows(whole, reason)
        assert policies.end_file.why_not(whole, "ADULT") == (why and policies.ParticipationReason[why])
        assert end_file.why_not(whole, "ADULT") == (why and policies.ParticipationReason[why]), "the settings name it"


@pytest.mark.rule("P38")
def test_of_several_talks_the_newest_that_counts_is_the_one(team):
    file = aged(team, 17, 17)
    yesterday = today() - dt.timedelta(days=1)
    file.reported_on = yesterday
    told(team, file, talk="adulthood", goes_on="Newest.")
    told(team, file, talk="adulthood", goes_on="Older.", handed_on=yesterday)
    told(team, file, talk="adulthood", goes_on="Not understood.", understood="no")
    told(team, file, talk="sheet", goes_on="A sheet.")
    with acting_as(team.worker):
        assert policies.talked_through(file).goes_on == "Newest."


def test_a_closed_file_prepares_nothing(team):
    file = aged(team, 17, 17)
    with acting_as(team.worker):
        assert policies.to_prepare(fresh(team.worker, file)) is True
    put_in_state(file, "closed", team.worker)
    with acting_as(team.worker):
        assert policies.to_prepare(fresh(team.worker, file)) is False


@pytest.mark.rule("P1")
@pytest.mark.rule("P38")
@pytest.mark.requirement("R63")
def test_closing_for_turning_18_is_refused_when_it_is_sent_and_again_when_it_is_decided(team):
    file = put_in_state(aged(team, 17, 17), "active", team.worker)
    told(team, file, talk="adulthood", goes_on=AGREED)
    closure = complete_closure(team, file, reason="ADULT")
    born = {17: BirthRange.from_ages(17, 17, today()), 18: BirthRange.from_ages(18, 18, today())}

    def aged_now(years):
        with acting_as(team.worker):
            child = Child.objects.get(pk=file.child_id)
            child.born_earliest, child.born_latest = born[years].earliest.isoformat(), born[years].latest.isoformat()
            child.save()

    def send():
        with acting_as(team.worker):
            work = Closure.objects.select_related("file__child", "view").get(pk=closure.pk)
            close_file.submit_closure_for_approval(closure=work, by=team.worker)

    def approve():
        with acting_as(team.supervisor):
            work = Closure.objects.select_related("file__child", "view").get(pk=closure.pk)
            approvals.approve_work(work=work, by=team.supervisor)

    with pytest.raises(Refused) as early:
        send()
    assert early.value.code == "not_18_yet"
    aged_now(18)
    send()
    aged_now(17)  # the certificate was somebody else's
    with pytest.raises(Refused) as again:
        approve()
    assert again.value.code == "not_18_yet"
    assert fresh(team.worker, file).state == "active"
    aged_now(18)
    approve()
    assert fresh(team.worker, file).state == "closed"
