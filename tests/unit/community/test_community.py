"""Community protection committees (R77): they report, get a receipt, do agreed support, and see no file."""

import datetime as dt

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office, make_user
from tests.factories.care import approved_plan
from tests.factories.cases import (
    make_concern,
    make_consent,
    make_person,
    make_team_of_office,
    make_view,
    open_case,
    register,
)
from tests.unit.community.conftest import SOON, WORDS, answered, asked, asking, kept
from tests.unit.intake.conftest import quick_receipts, world  # noqa: F401 - fixtures
from tutela.accounts.actions.grant_role import grant_role
from tutela.accounts.api import ROLES, actor_for
from tutela.care.models import PlanAction
from tutela.cases.models import CaseFile, Deadline
from tutela.community import policies, queries
from tutela.community.actions import report, support
from tutela.community.enums import CommunityReason
from tutela.community.models import SupportAction
from tutela.community.states import ANSWERED, OPEN, SUPPORT, Stand
from tutela.directory.models import Office
from tutela.intake.models import Report
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import end_of, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, OperatorError, Refused, StaleVersion, WrongState
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import DataKey

DAY = dt.timedelta(days=1)
MOVES = (
    (support.accept, {}),
    (support.decline, {"answer": "No."}),
    (support.done, {}),
    (support.give_back, {"answer": "No."}),
)


def refused(why, what):
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.reason == why, caught.value.reason


def wrong(what):
    with pytest.raises(InvalidInput) as caught:
        what()
    return {name: str(words[0]) for name, words in caught.value.fields.items()}


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def due(team, file):
    with acting_as(team.worker):
        return list(Deadline.objects.filter(file=file, kind="community_support", done_at=None, cancelled_at=None))


# What R77 asks for


@pytest.mark.requirement("R77")
def test_a_committee_marks_an_assigned_support_action_done(team, file, committee, member, enter):
    one = asked(team.worker, file, committee)
    browser = enter(member)
    assert WORDS in browser.get(reverse("committee")).content.decode()
    page = browser.get(reverse("committee_one", args=[one.pk])).content.decode()
    assert WORDS in page
    assert team.office.name in page
    assert "tel:" not in page, "no telephone, no link"
    Office.objects.filter(pk=team.office.pk).update(phone="+999 20 000 100")
    assert 'href="tel:+99920000100"' in browser.get(reverse("committee_one", args=[one.pk])).content.decode()
    for name, sent in (("accept", {}), ("done", {"answer": "Walked along all week."})):
        answer = browser.post(reverse("committee_move", args=[one.pk, name]), {"base_version": one.version} | sent)
        assert answer.status_code == 302, answer.content.decode()
        one.version += 1
    with acting_as(team.worker):
        found = SupportAction.objects.get(pk=one.pk)
    assert (found.state, found.answer, found.updated_by_id) == ("done", "Walked along all week.", member.id)


@pytest.mark.requirement("R77")
def test_a_committee_reads_no_row_of_any_protected_table_but_its_own_support(team, file, committee, member, stranger):
    make_person(team, file, unsafe=True)
    make_concern(team, file)
    make_consent(team, file)
    make_view(team, file)
    approved_plan(team, file)
    mine, theirs = asked(team.worker, file, committee), asked(team.worker, file, _office_of(stranger))
    seen = {}
    with acting_as(member):
        for model in apps.get_models():
            if not isinstance(getattr(model, "data", None), DataClasses) or not list(model.data.protected()):
                continue
            try:
                with transaction.atomic():
                    seen[model._meta.db_table] = sql(f"SELECT count(*) FROM {model._meta.db_table}")[0][0]
            except DatabaseError as error:
                assert "permission denied" in str(error)
        assert sql("SELECT id FROM community_supportaction") == [(mine.pk,)]
        assert sql("UPDATE community_supportaction SET state = 'done', ended_at = now() WHERE id = %s", theirs.pk) == 0
    read = {table for table, count in seen.items() if count}
    assert len(seen) > 60
    assert not {table for table in read if table.startswith(("cases_", "care_", "intake_", "placements_", "justice_"))}
    assert read <= {"community_supportaction", *PROTECTED_OF_ONESELF}, read


PROTECTED_OF_ONESELF = {"audit_event"}
"""What everybody reads of themselves: what they did."""


@pytest.mark.requirement("R77")
def test_every_page_and_operation_of_a_file_is_closed_to_a_committee(team, file, committee, member, enter, program):
    one = asked(team.worker, file, committee)
    browser, call = enter(member), program(member, ("support_do", "report_enter"))
    for name in ("file", "committee_support", "committee_support_new"):
        assert browser.get(reverse(name, args=[file.pk])).status_code == 403, name
    assert browser.get(reverse("committee_support_one", args=[file.pk, one.pk])).status_code == 403
    assert browser.post(reverse("committee_support_move", args=[file.pk, one.pk, "recall"])).status_code == 403
    for name in ("files", "search", "triage_desk", "referrals_inbox", "today", "work"):
        assert browser.get(reverse(name)).status_code == 403, name
    for path in (f"/files/{file.pk}", f"/files/{file.pk}/committee-support"):
        assert call("get", path).status_code == 403, path
    assert call("post", f"/files/{file.pk}/committee-support/{one.pk}/recall", {}, seen=1).status_code == 403


@pytest.mark.requirement("R77")
def test_nothing_the_committee_gets_names_child_file_or_worker(team, file, committee, member, enter, program):
    file = register(team, file, given_names="Amina", family_names="Testova")
    one = asked(team.worker, file, committee)
    browser, call = enter(member), program(member, ("support_do",))
    pages = [browser.get(reverse("committee")), browser.get(reverse("committee_one", args=[one.pk]))]
    pages += [browser.get(reverse("committee_move", args=[one.pk, "accept"])), browser.get(reverse("committee_report"))]
    shown = "".join(page.content.decode() for page in pages)
    shown += call("get", "/committee").content.decode() + call("get", f"/committee/{one.pk}").content.decode()
    with acting_as(team.worker):
        secrets = [file.number, str(file.pk), str(file.child_id), "Amina", "Testova", team.worker.user.full_name, "/files"]
    assert [word for word in secrets if word in shown] == []
    assert one.number in shown
    assert one.number != file.number


# Asking


@pytest.mark.rule("P11")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": "x" * 1001}, "what"),
        ({"what": "Walk along with Amina."}, "what"),
        ({"what": "Walk along with AMÍNA's sister."}, "what"),
        ({"where_met": "At the Testovas' door"}, "where_met"),
        ({"where_met": "x" * 301}, "where_met"),
        ({"due_on": None}, "due_on"),
        ({"due_on": today() - DAY}, "due_on"),
        ({"due_on": today() + 400 * DAY}, "due_on"),
        ({"child_agrees": ""}, "child_agrees"),
        ({"child_agrees": "no"}, "child_agrees"),
        ({"child_agrees": "too_young"}, "child_because"),
        ({"child_because": "x" * 1001}, "child_because"),
        ({"nobody_unsafe": False}, "nobody_unsafe"),
        ({"nobody_unsafe": "on"}, "nobody_unsafe"),
        ({"plan_action": "this"}, "plan_action"),
    ],
)
def test_what_cannot_be_asked(team, file, committee, member, changes, field):
    assert set(wrong(lambda: asked(team.worker, file, committee, **changes))) == {field}
    with acting_as(team.worker):
        assert not SupportAction.objects.exists()


def test_no_words_hold_a_name_the_number_of_the_file_or_of_a_document(team, file, committee, member):
    values = {"given_names": "Amina Li", "other_names": [{"name": "آمنة", "kind": "nickname"}]}
    values |= {"identifiers": [{"kind": "passport", "number": "P-00 4711"}]}
    file = register(team, file, **values)
    assert "آمنة" in str(file.child.other_names)
    for words, why in (
        ("Ask for li at the door.", CommunityReason.NAMES_CHILD),
        ("رافقوا آمنة إلى المدرسة", CommunityReason.NAMES_CHILD),
        (f"It is file {file.number.lower()}.", CommunityReason.NAMES_FILE),
        (f"It is {file.number.replace('-', ' ').replace('0', 'O')}.", CommunityReason.NAMES_FILE),
        ("Passport p004711, please collect.", CommunityReason.NAMES_DOCUMENT),
    ):
        said = wrong(lambda words=words: asked(team.worker, file, committee, what=words))
        assert said["what"] == why.label, words
    assert asked(team.worker, file, committee, what="Walk along. Listen well, leave early.").state == "asked"
    file.number = "7K01-QX04"
    with acting_as(team.worker):
        for words in ("7k01qx04", "7KO1 QXO4", "7kol-qxo4", "see 7K0I/QX04!"):
            assert policies.no_identity.why_not(file, words) == CommunityReason.NAMES_FILE, words
        assert policies.no_identity.allows(file, "Meet on 7 at 01, gate 4.")


@pytest.mark.rule("P11")
def test_a_committee_with_an_unsafe_person_in_it_is_not_asked(team, file, committee, member):
    make_actor("community_member", office=committee, full_name="Dr Ibrahim Osei Kadri")
    make_person(team, file, name="Kadri, Ibrahim")
    one = asked(team.worker, file, committee)
    assert one.state == "asked", "marked by nobody"
    with acting_as(team.worker):
        assert not queries.marked_since(file, one)
    make_person(team, file, unsafe=True, name="Kadri, Ibrahim")
    with acting_as(team.worker):
        assert queries.marked_since(file, one)
    said = wrong(lambda: asked(team.worker, file, committee))
    assert said["committee"] == CommunityReason.UNSAFE_THERE.label


def test_only_a_committee_and_only_the_agreed_plan(team, file, committee, member):
    assert set(wrong(lambda: asked(team.worker, file, None))) == {"committee"}
    assert set(wrong(lambda: asked(team.worker, file, make_office()))) == {"committee"}
    assert set(wrong(lambda: asked(team.worker, file, team.clinic))) == {"committee"}
    other = open_case(team)
    plans = {one.pk: approved_plan(team, one) for one in (file, other)}
    made = {}
    with acting_as(team.worker):
        for one in (file, other):
            made[one.pk] = PlanAction.objects.create(
                file=one,
                key_id=one.child_id,
                plan=plans[one.pk],
                track="SOC",
                service="return_to_school",
                goal="Back.",
                due_on=SOON,
            )
        assert list(queries.actions_of(file)) == [made[file.pk]]
    assert set(wrong(lambda: asked(team.worker, file, committee, plan_action=made[other.pk]))) == {"plan_action"}
    assert asked(team.worker, file, committee, plan_action=made[file.pk]).plan_action_id == made[file.pk].pk


def test_only_the_files_worker_asks_recalls_and_notes(team, file, committee, member):
    colleague = make_actor("caseworker", office=team.office)
    outsider = make_team_of_office().worker
    one = asked(team.worker, file, committee)
    for by in (team.supervisor, colleague, outsider, member):
        with acting_as(team.worker):
            held = SupportAction.objects.select_related("file__child", "file__office").get(pk=one.pk)
        with acting_as(by):
            for what in (
                lambda by=by, held=held: support.ask_committee(file=held.file, by=by, values=asking(committee)),
                lambda by=by, held=held: support.recall(one=held, by=by, base_version=1, values={}),
                lambda by=by, held=held: support.note(one=held, by=by, base_version=1, values={}),
            ):
                with pytest.raises(Refused):
                    what()
    with acting_as(outsider):
        assert sql("SELECT count(*) FROM community_supportaction") == [(0,)]


def test_a_member_is_told_by_an_email_without_content(team, file, committee, django_capture_on_commit_callbacks):
    make_user("community_member", office=committee, email="m@example.org", language="fr")
    make_user("community_member", office=committee)
    with django_capture_on_commit_callbacks(execute=True):
        asked(team.worker, file, committee)
    (sent,) = mail.outbox
    assert sent.to == ["m@example.org"]
    assert WORDS not in sent.body


# Answers


def test_each_answer_reaches_the_file_and_its_deadline(team, file, committee, member, trail):
    for steps, state in (
        ([(support.decline, {"answer": "Too far."})], "declined"),
        ([(support.accept, {}), (support.done, {})], "done"),
        ([(support.accept, {}), (support.give_back, {"answer": "Nobody has time."})], "given_back"),
    ):
        one = asked(team.worker, file, committee, due_on=today() + 20 * DAY)
        (waits,) = due(team, file)
        assert (waits.subject, waits.due_at) == (one.pk, end_of(one.due_on))
        for act, values in steps:
            answered(member, one, act, **values)
        (waits,) = due(team, file)
        assert waits.due_at < now() + 3 * DAY, "somebody looks at the answer"
        saved = kept(team.worker, one, support.note)
        assert (saved.state, saved.open_until) == (state, today() + support.SEEN_FOR)
        assert due(team, file) == []
        refused(CommunityReason.NOTED, lambda one=one: kept(team.worker, one, support.note))
    for action in ("committee_asked", "committee_support_accepted", "committee_support_done", "committee_answer_noted"):
        assert trail(action), action


def test_an_overdue_deadline_stays_overdue_when_the_answer_comes(team, file, committee, member):
    one = asked(team.worker, file, committee)
    late = now() - 5 * DAY
    with acting_as(team.worker):
        Deadline.objects.filter(subject=one.pk).update(due_at=late)
    answered(member, one, support.decline, answer="Too far.")
    assert due(team, file)[0].due_at == late


def test_nobody_moves_a_deadline_by_plain_sql_for_another(team, file, committee, member, stranger):
    one = asked(team.worker, file, committee)
    for by in (member, stranger, team.supervisor):
        with acting_as(by):
            sql("SELECT community_answered(%s)", one.pk)
    assert due(team, file)[0].due_at == end_of(SOON)


def test_recalled_support_asks_nothing_more(team, file, committee, member):
    one = asked(team.worker, file, committee)
    refused(CommunityReason.NO_ANSWER_YET, lambda: kept(team.worker, one, support.note))
    assert kept(team.worker, one, support.recall).state == "recalled"
    assert due(team, file) == []
    refused(CommunityReason.ENDED, lambda: kept(team.worker, one, support.recall))
    for act, values in MOVES:
        refused(CommunityReason.ENDED, lambda act=act, values=values: answered(member, one, act, **values))


def test_it_can_be_recalled_after_the_file_was_closed(team, file, committee, member):
    one = asked(team.worker, file, committee)
    with acting_as(team.worker):
        CaseFile.objects.filter(pk=file.pk).update(state="closed", closed_at=now(), closure_reason="GOALS")
    with pytest.raises(Refused):
        asked(team.worker, file, committee)
    assert kept(team.worker, one, support.recall).state == "recalled"


def test_a_committee_answers_in_order_with_reasons_and_at_the_version_it_saw(team, file, committee, member):
    one = asked(team.worker, file, committee)
    refused(CommunityReason.NOT_TAKEN_ON, lambda: answered(member, one, support.done))
    assert set(wrong(lambda: answered(member, one, support.decline, answer=" "))) == {"answer"}
    answered(member, one, support.accept)
    refused(CommunityReason.ANSWERED, lambda: answered(member, one, support.accept))
    assert set(wrong(lambda: answered(member, one, support.give_back))) == {"answer"}
    assert set(wrong(lambda: answered(member, one, support.done, answer="x" * 1001))) == {"answer"}
    with acting_as(member), pytest.raises(StaleVersion):
        support.done(one=queries.get_asked(member, one.pk), by=member, base_version=1, values={})
    with acting_as(team.worker):
        stale = SupportAction.objects.select_related("file__child").get(pk=one.pk)
        stale.state = Stand.DONE
        with pytest.raises(WrongState):
            SUPPORT.move(stale.state, Stand.ACCEPTED)


def test_another_committee_sees_and_answers_nothing(team, file, committee, member, stranger, enter, program):
    one = asked(team.worker, file, committee)
    with acting_as(stranger):
        assert list(queries.asked_of(stranger)) == []
        with pytest.raises(NotHere):
            queries.get_asked(stranger, one.pk)
        refused(CommunityReason.NOT_THE_COMMITTEE, lambda: support.accept(one=one, by=stranger, base_version=1, values={}))
    browser, call = enter(stranger), program(stranger, ("support_do",))
    assert browser.get(reverse("committee_one", args=[one.pk])).status_code == 404
    assert browser.post(reverse("committee_move", args=[one.pk, "accept"]), {"base_version": 1}).status_code == 404
    assert call("post", f"/committee/{one.pk}/accept", {}, seen=1).status_code == 404
    assert call("get", f"/committee/{one.pk}").status_code == 404
    assert program(team.worker, ("file_work",))("get", "/committee").status_code == 403


def test_the_committees_sight_ends_by_itself_and_the_file_keeps_the_words(team, file, committee, member):
    one = asked(team.worker, file, committee)
    answered(member, one, support.decline, answer="Too far.")
    with acting_as(team.worker):
        SupportAction.objects.filter(pk=one.pk).update(open_until=today() - DAY)
    with acting_as(member):
        assert sql("SELECT count(*) FROM community_supportaction") == [(0,)]
        assert list(queries.asked_of(member)) == []
        stale = SupportAction(pk=one.pk, committee=committee, open_until=today() - DAY, state="asked")
        assert policies.see_asked.why_not(member, stale) == CommunityReason.NOT_THE_COMMITTEE
    with acting_as(team.worker):
        assert SupportAction.objects.get(pk=one.pk).what == WORDS


def test_the_key_of_the_support_opens_nothing_else(team, file, committee, member):
    one = asked(team.worker, file, committee)
    assert one.key_id == one.pk != file.child_id
    with acting_as(member):
        assert DataKey.objects.filter(pk=one.key_id, purpose="support").exists()
        assert queries.get_asked(member, one.pk).what == WORDS
        assert WORDS.encode() not in sql("SELECT what FROM community_supportaction")[0][0].__bytes__()


@pytest.mark.parametrize("changes", [{"nobody_unsafe": False}, {"child_agrees": "no"}, {"state": "done", "ended_at": None}])
def test_the_database_holds_the_hard_rules(team, file, committee, member, changes):
    one = asked(team.worker, file, committee)
    with acting_as(team.worker), pytest.raises(DatabaseError), transaction.atomic():
        SupportAction.objects.filter(pk=one.pk).update(**changes)


def test_a_committee_puts_no_row_into_a_file(team, file, committee, member):
    one = asked(team.worker, file, committee)
    one.pk, one.number = uuid7(), "0000-0000"
    with acting_as(member), pytest.raises(DatabaseError), transaction.atomic():
        SupportAction.objects.bulk_create([one])


# States


@given(st.lists(st.sampled_from(list(Stand)), max_size=6))
def test_whatever_is_tried_an_end_stays_the_end(tried):
    stands, ended = Stand.ASKED, None
    for target in tried:
        if SUPPORT.allows(stands, target):
            assert ended is None
            stands = SUPPORT.move(stands, target)
        ended = ended or (stands if stands not in OPEN else None)
    assert stands in OPEN if ended is None else stands == ended
    assert not set(OPEN) & set(ANSWERED)
    assert stands != Stand.DONE or Stand.ACCEPTED in tried, "nothing is done that was not taken on"


# The role


def test_the_role_is_given_for_one_office_and_holds_two_tasks(team, committee):
    role = ROLES["community_member"]
    assert {str(word) for word in role.permissions} == {"report_enter", "support_do"}
    assert role.needs_second_factor
    administrator, user = make_actor("administrator"), make_user()
    with acting_as(administrator):
        said = wrong(
            lambda: grant_role(user=user, role="community_member", by=administrator, territory=team.office.territory)
        )
        assert set(said) == {"office"}
        grant_role(user=user, role="community_member", by=administrator, office=committee)
    assert actor_for(user).offices("support_do") == {committee.pk} or not actor_for(user).undertaken


# Reports


def test_a_member_hands_in_a_report_gets_a_receipt_and_reads_none(world, quick_receipts, enter, program):  # noqa: F811
    member = make_actor("community_member", office=make_office(world.office.territory, holds_files=False))
    browser = enter(member)
    told = {"worry": "A child is kept from school.", "place": "By the well", "danger": "unsure", "token": "form-1"}
    answer = browser.post(reverse("committee_report"), told)
    assert answer.status_code == 200
    assert "receipt-code" in answer.content.decode()
    with acting_as(member):
        assert sql("SELECT count(*) FROM intake_report") == [(0,)]
        again = report.hand_in_report(by=member, values=told)
        assert again.again, "the same form, the same receipt"
        other = report.hand_in_report(by=member, values=told | {"token": "form-2"})
        assert not other.again, "the same words of another child are another report"
        assert other.receipt != again.receipt
    with acting_as(world.officer):
        found, _other = Report.objects.all()
    assert (found.office_id, found.channel, found.urgency_reason) == (
        world.office.pk,
        "community_focal_point",
        "said_unsure",
    )
    assert browser.get(reverse("report", args=[found.pk])).status_code == 403
    body = {"reference": "r1", "worry": "A child works at night.", "channel": "community_focal_point"}
    call = program(member, ("report_enter", "support_do"))
    assert call("post", "/reports", body).status_code == 201
    assert program(member, ("report_enter",))("post", "/reports", body | {"reference": "r2"}).status_code == 403


def test_a_report_wants_a_worry_or_a_place(world, enter):  # noqa: F811
    member = make_actor("community_member", office=make_office(world.office.territory, holds_files=False))
    browser = enter(member)
    assert browser.get(reverse("committee_report")).status_code == 200
    assert browser.post(reverse("committee_report"), {"danger": "NAS"}).status_code == 422
    with acting_as(member):
        assert set(wrong(lambda: report.hand_in_report(by=member, values={"worry": "x", "danger": "much"}))) == {"danger"}
        assert set(wrong(lambda: report.hand_in_report(by=member, values={}))) == {"worry"}
    with acting_as(world.caseworker), pytest.raises(Refused):
        report.hand_in_report(by=world.caseworker, values={"worry": "x"})


def test_without_a_receiving_team_the_way_on_is_said(team, member, enter):
    with acting_as(member), pytest.raises(OperatorError) as caught:
        report.hand_in_report(by=member, values={"worry": "x"})
    assert "telephone" in str(caught.value)
    assert enter(member).post(reverse("committee_report"), {"worry": "x", "danger": "no"}).status_code in (422, 503)


def test_a_committee_can_put_in_no_report_that_is_already_in_hand(world, quick_receipts):  # noqa: F811
    member = make_actor("community_member", office=make_office(world.office.territory, holds_files=False))
    with acting_as(member):
        report.hand_in_report(by=member, values={"worry": "A child is kept from school."})
    with acting_as(world.officer):
        whole = Report.objects.get()
    for number, (changes, fits) in enumerate(
        (({}, True), ({"state": "accepted"}, False), ({"assignee_id": member.id}, False))
    ):
        whole.pk, whole.receipt_lookup = uuid7(), bytes([number]) * 32
        for name, value in changes.items():
            setattr(whole, name, value)
        with acting_as(member):
            if fits:
                Report.objects.bulk_create([whole])
                continue
            with pytest.raises(DatabaseError), transaction.atomic():
                Report.objects.bulk_create([whole])
        whole.state, whole.assignee_id = "new", None


# Pages of the worker


@pytest.mark.requirement("R77")
def test_the_worker_asks_notes_and_recalls_on_the_files_pages_and_through_the_api(
    team, file, committee, member, enter, program
):
    browser = enter(team.worker)
    new = reverse("committee_support_new", args=[file.pk])
    assert committee.name in browser.get(new).content.decode()
    sent = {"committee": committee.pk, "what": WORDS, "due_on": SOON.isoformat(), "child_agrees": "yes"}
    bad = browser.post(new, sent)
    assert bad.status_code == 422
    assert "P11" in bad.content.decode()
    bad = browser.post(new, sent | {"nobody_unsafe": "on", "what": f"Go to {file.number}"})
    assert bad.status_code == 422
    assert "word of mouth" in bad.content.decode()
    assert browser.post(new, sent | {"nobody_unsafe": "on"}).status_code == 302
    assert committee.name in browser.get(reverse("committee_support", args=[file.pk])).content.decode()
    story = browser.get(reverse("file", args=[file.pk])).content.decode()
    assert "Support was asked of a community committee" in story
    call = program(team.worker, ("file_work",))
    (row,) = call("get", f"/files/{file.pk}/committee-support").json()
    assert (row["what"], row["state"]) == (WORDS, "asked")
    page = browser.get(reverse("committee_support_one", args=[file.pk, row["id"]])).content.decode()
    assert "Recall" in page
    assert "Note the answer" not in page
    move = reverse("committee_support_move", args=[file.pk, row["id"], "recall"])
    assert browser.get(move).status_code == 200
    assert browser.get(reverse("committee_support_move", args=[file.pk, row["id"], "nothing"])).status_code == 404
    assert browser.post(move, {"base_version": 1}).status_code == 302
    body = {"committee": str(committee.pk), "what": WORDS, "due_on": SOON.isoformat(), "child_agrees": "yes"}
    path = f"/files/{file.pk}/committee-support"
    assert call("post", path, body | {"nobody_unsafe": False}).status_code == 422
    assert call("post", path, body | {"nobody_unsafe": True, "what": "Ask Amina"}).json()["fields"].keys() == {"what"}
    made = call("post", path, body | {"nobody_unsafe": True})
    assert made.status_code == 201, made.content
    own = program(member, ("support_do",))
    pk = made.json()["id"]
    assert own("post", f"/committee/{pk}/done", {}, seen=1).status_code == 403
    assert own("post", f"/committee/{pk}/accept", {}).status_code == 428
    assert own("post", f"/committee/{pk}/accept", {}, seen=1).json()["state"] == "accepted"
    assert own("post", f"/committee/{pk}/done", {"answer": "Done."}, seen=1).status_code == 412
    assert own("post", f"/committee/{pk}/done", {"answer": "Done."}, seen=2).json()["state"] == "done"
    assert [one["state"] for one in own("get", "/committee").json()] == ["recalled", "done"]
    assert call("post", f"{path}/{pk}/note", {}, seen=3).json()["noted"] is True


def test_what_is_late_is_marked(team, file, committee, member, enter):
    one = asked(team.worker, file, committee)
    with acting_as(team.worker):
        SupportAction.objects.filter(pk=one.pk).update(due_on=today() - DAY)
    assert "Overdue" in enter(member).get(reverse("committee")).content.decode()
    answered(member, one, support.accept)
    answered(member, one, support.done)
    assert "Overdue" not in enter(member).get(reverse("committee")).content.decode()


def _office_of(member):
    return Office.objects.get(pk__in=member.offices("support_do"))
