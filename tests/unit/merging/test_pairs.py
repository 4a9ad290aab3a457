"""One child, two records: found by hashes, compared by who may see both, linked by two persons, undone by one, nothing merged."""

import random

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.factories.accounts import make_actor, make_totp, make_user, sign_in
from tests.factories.cases import (
    break_into,
    fresh,
    make_pair,
    make_person,
    make_team_of_office,
    open_case,
    register,
    unknown_id,
)
from tutela.accounts.api import create_system_users, system_actor
from tutela.audit.models import Event
from tutela.cases.actions.duplicates import look_for_duplicates
from tutela.cases.api.rows import linked_rows
from tutela.cases.models import CaseFile, DuplicateStep, PossibleDuplicate
from tutela.cases.queries.timeline import CHAPTER, timeline
from tutela.cases.states import DUPLICATE
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState
from tutela.kernel.vault import keys
from tutela.merging.actions.pairs import name_pair, read_pair, say_of_pair
from tutela.merging.enums.pairs import DuplicateReason, Verdict
from tutela.merging.policies.pairs import LEADS_TO, RULE_OF, approve_for_both, confirm_link, open_verdicts, see_pair
from tutela.merging.queries.pairs import get_pair, half_seen, visible_pairs

REASON = "The aunt knows both files."


@pytest.fixture
def keeper(db):
    create_system_users()
    return system_actor("deadline_keeper")


@pytest.fixture
def other(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team)


@pytest.fixture
def twice(team):
    """Two files of what may be one child, and the pair."""
    one = open_case(team, given_names="Fatima", family_names="Testova")
    other = open_case(team, given_names="Fatoumata", family_names="Testova")
    return one, other, make_pair(team, one, other)


def say(pair, by, verdict, reason=REASON):
    with acting_as(by):
        return say_of_pair(pair=pair, by=by, verdict=Verdict(verdict), reason=reason)


def refused(pair, by, verdict):
    with pytest.raises(Refused) as caught:
        say(pair, by, verdict)
    return caught.value.reason


def look(keeper):
    with acting_as(keeper):
        runs = []
        while (run := look_for_duplicates(by=keeper)) is not None:
            runs.append(run)
        return runs, list(PossibleDuplicate.objects.all())


# --- who may see


@pytest.mark.requirement("R25")
def test_only_who_sees_both_sees_the_pair_others_learn_that_there_is_one(team, other, keeper):
    here = open_case(team, given_names="Selam", family_names="Bekele")
    there = open_case(other, given_names="Selam", family_names="Bekele")
    (pair,) = look(keeper)[1]
    for side, file in ((team, here), (other, there)):
        for actor in (side.worker, side.supervisor):
            with acting_as(actor):
                assert list(visible_pairs(actor)) == []
                assert PossibleDuplicate.objects.count() == 0, "row security alone hides it"
                assert [found.pk for found in half_seen(actor)] == [file.pk]
                with pytest.raises(NotHere):
                    get_pair(actor, pair.pk)
    with acting_as(other.provider):
        assert half_seen(other.provider) == []
    break_into(there, team.supervisor)
    with acting_as(team.supervisor):
        assert list(visible_pairs(team.supervisor)) == [pair]
        assert half_seen(team.supervisor) == []
        assert approve_for_both.why_not(team.supervisor, pair) == DuplicateReason.APPROVES_BOTH


def test_list_and_rule_say_the_same_whoever_asks(team, other, head, twice, keeper):
    _one, second, pair = twice
    stranger = open_case(other, given_names="Fatima", family_names="Testova")
    look(keeper)
    people = [team.intake, team.worker, team.supervisor, team.provider, head, other.worker, other.supervisor, keeper]
    people += [make_actor("statistician"), make_actor("data_protection_officer"), make_actor("administrator")]
    with acting_as(keeper):
        everything = list(PossibleDuplicate.objects.all())
    assert {pair.one_id, second.child_id, stranger.child_id} <= {c for p in everything for c in (p.one_id, p.other_id)}
    seen = {}
    for actor in people:
        with acting_as(actor):
            listed = set(visible_pairs(actor))
            assert listed == {one for one in everything if see_pair.allows(actor, one)}, actor.display_name
            seen[actor.id] = len(listed)
    assert seen[team.supervisor.id] >= 1
    assert seen[head.id] >= 1
    assert (seen[team.provider.id], seen[keeper.id]) == (0, 0)


def test_a_role_that_does_not_compare_is_told_so(team, twice, keeper):
    with acting_as(keeper):
        assert see_pair.why_not(keeper, twice[2]) == DuplicateReason.NOT_YOURS
        assert confirm_link.why_not(keeper, twice[2]) == DuplicateReason.NOT_YOURS


# --- deciding


@pytest.mark.requirement("R25")
@pytest.mark.rule("P14")
def test_a_link_needs_two_persons_is_undone_by_one_and_changes_neither_record(team, other, head, twice):
    one, second, pair = twice
    before = [snapshot(team, file) for file in (one, second)]
    pair = say(pair, team.supervisor, "propose")
    assert refused(pair, team.supervisor, "confirm") == DuplicateReason.SECOND_PERSON
    assert refused(pair, team.worker, "confirm") == DuplicateReason.APPROVES_BOTH
    pair = say(pair, head, "confirm")
    assert (pair.state, pair.linked_by_id, pair.proposed_by_id) == ("linked", head.id, team.supervisor.id)
    assert refused(pair, team.worker, "undo") == DuplicateReason.APPROVES_BOTH
    pair = say(pair, team.supervisor, "undo")
    assert (pair.state, pair.linked_by_id, pair.linked_at, pair.proposed_by_id) == ("apart", None, None, None)
    assert [snapshot(team, file) for file in (one, second)] == before
    with acting_as(team.supervisor):
        said = [(step.verdict, step.reason) for step in DuplicateStep.objects.filter(pair=pair)]
    assert said == [("propose", REASON), ("confirm", REASON), ("undo", REASON)]


def snapshot(team, file):
    """Both rows as they lie in the database."""
    with acting_as(team.supervisor), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(c), to_jsonb(f) FROM cases_child c JOIN cases_casefile f ON f.child_id = c.id")
        return [row for row in cursor.fetchall() if str(file.pk) in str(row)]


@pytest.mark.rule("P14")
def test_the_database_too_refuses_a_link_by_one_person(team, twice):
    pair = say(twice[2], team.supervisor, "propose")
    with acting_as(team.supervisor), pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        PossibleDuplicate.objects.filter(pk=pair.pk).update(
            state="linked", linked_by_id=team.supervisor.id, linked_at=pair.proposed_at
        )


def test_sending_back_needs_a_new_proposal(team, head, twice):
    pair = say(twice[2], team.worker, "propose")
    pair = say(pair, team.supervisor, "send_back")
    assert (pair.state, pair.proposed_by_id) == ("open", None)
    with pytest.raises(WrongState):
        say(pair, head, "confirm")
    pair = say(say(pair, team.worker, "keep_apart"), team.worker, "look_again")
    assert pair.state == "open"


def test_a_verdict_without_a_reason_leaves_everything_as_it_was(team, twice):
    with pytest.raises(InvalidInput) as caught:
        say(twice[2], team.supervisor, "propose", reason="   sure   ")
    assert set(caught.value.fields) == {"reason"}
    with acting_as(team.supervisor):
        assert PossibleDuplicate.objects.get().state == "open"
        assert not DuplicateStep.objects.exists()


def test_nobody_decides_on_what_they_may_not_see(team, other, twice):
    for verdict in Verdict:
        with acting_as(other.supervisor), pytest.raises(PossibleDuplicate.DoesNotExist):
            say_of_pair(pair=twice[2], by=other.supervisor, verdict=verdict, reason=REASON)
        with acting_as(other.supervisor), pytest.raises(Refused):
            read_pair(pair=twice[2], by=other.supervisor)


def test_both_childrens_trails_show_reading_and_deciding_without_a_name(team, twice):
    one, second, pair = twice
    with acting_as(team.supervisor):
        read_pair(pair=pair, by=team.supervisor)
    say(pair, team.supervisor, "keep_apart")
    officer = make_actor("data_protection_officer")
    with acting_as(officer):
        events = list(Event.objects.filter(action__startswith="duplicate_").order_by("position"))
    assert [event.action for event in events] == [
        name for name in ("duplicate_named", "duplicate_compared", "duplicate_keep_apart") for _ in range(2)
    ]
    assert {event.about for event in events} == {str(one.child_id), str(second.child_id)}
    assert not any(word in str(vars(event)) for event in events for word in ("Fatima", "aunt"))


def test_the_reason_is_sealed_and_goes_with_the_pairs_key(team, twice):
    say(twice[2], team.supervisor, "keep_apart")
    with acting_as(team.supervisor), connection.cursor() as cursor:
        cursor.execute("SELECT reason::text FROM cases_duplicatestep")
        assert "aunt" not in cursor.fetchone()[0]
        keys.destroy_key(twice[2].pk)
        assert "aunt" not in str(DuplicateStep.objects.get().reason)


def test_every_verdict_has_a_rule_and_every_step_of_the_machine_a_verdict():
    assert set(RULE_OF) == set(LEADS_TO) == set(Verdict)
    told = {(source, target) for sources, target in LEADS_TO.values() for source in sources}
    assert told == {(source, target) for source, targets in DUPLICATE.transitions.items() for target in targets}


def test_what_is_offered_is_what_is_allowed(team, head, twice):
    pair = twice[2]
    for verdicts, by in (
        ("propose", team.worker),
        ("confirm", team.supervisor),
        ("undo", head),
        ("look_again", team.worker),
    ):
        with acting_as(by):
            fresh_pair = get_pair(by, pair.pk)
            assert Verdict(verdicts) in open_verdicts(by, fresh_pair)
            for verdict in set(Verdict) - set(open_verdicts(by, fresh_pair)):
                with pytest.raises((Refused, WrongState)), transaction.atomic():
                    say_of_pair(pair=pair, by=by, verdict=verdict, reason=REASON)
        pair = say(pair, by, verdicts)


# --- one person


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.requirement("R4")
def test_linked_records_are_one_person_and_undoing_restores_exactly_what_was_before(team, head):
    """Law: who counts as one person is the earliest record of those that links join, whatever was linked and undone."""
    files = [open_case(team, given_names="Selam", family_names="Bekele") for _ in range(5)]
    children = [file.child_id for file in files]
    pairs = {(a, b): make_pair(team, files[a], files[b]) for a in range(5) for b in range(a + 1, 5)}
    draw, linked = random.Random(11), set()
    for _ in range(30):
        ends = draw.choice(sorted(pairs))
        if ends in linked:
            pairs[ends] = say(say(pairs[ends], head, "undo"), head, "look_again")
            linked.discard(ends)
        else:
            pairs[ends] = say(say(pairs[ends], team.worker, "propose"), team.supervisor, "confirm")
            linked.add(ends)
        assert persons() == {children[n]: children[min(group)] for group in joined(linked) for n in group}
        with acting_as(team.supervisor):
            seen = {row["number"] for row in linked_rows(team.supervisor, files[0])}
        together = next((group for group in joined(linked) if 0 in group), {0})
        assert seen == {files[n].number for n in together - {0}}


def joined(links):
    """The groups that links make: a plain union of sets, as the oracle."""
    groups = []
    for link in links:
        touching = [group for group in groups if group & set(link)]
        groups = [group for group in groups if group not in touching] + [set(link).union(*touching)]
    return groups


def persons():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tutela_definer")
        cursor.execute("SELECT child_id, person_id FROM cases_person")
        found = dict(cursor.fetchall())
        cursor.execute("SET LOCAL ROLE tutela_staff")
    return found


def test_the_story_of_both_files_tells_of_the_link_and_its_end(team, twice):
    pair = say(say(twice[2], team.worker, "propose"), team.supervisor, "confirm")
    say(pair, team.supervisor, "undo")
    with acting_as(team.worker):
        for file in twice[:2]:
            kinds = [row.kind for row in timeline(fresh(team.worker, file), [CHAPTER])]
            assert [kind for kind in kinds if kind.startswith("duplicate")] == ["duplicate_undo", "duplicate_confirm"]


# --- naming a pair


def test_a_pair_is_named_once_by_files_one_may_see(team, other, file):
    second = open_case(team, given_names="Sami")
    theirs = open_case(other)
    with acting_as(team.supervisor):
        pair = name_pair(by=team.supervisor, first=second.number, second=file.number)
        assert pair.pk == name_pair(by=team.supervisor, first=file.number, second=second.number).pk
        assert (pair.likelihood, pair.one_id) == (None, min(file.child_id, second.child_id))
        with pytest.raises(Refused) as caught:
            name_pair(by=team.supervisor, first=file.number, second=file.number)
        assert caught.value.reason == DuplicateReason.ONE_CHILD
        for wrong in (theirs.number, "nonsense"):
            with pytest.raises(InvalidInput) as unfit:
                name_pair(by=team.supervisor, first=file.number, second=wrong)
            assert set(unfit.value.fields) == {"second"}


# --- screens


@pytest.fixture
def boss(team, client):
    user = team.supervisor.user
    make_totp(user)
    sign_in(client, user)
    return client


@pytest.mark.requirement("R25")
def test_the_queue_and_the_pair_show_both_side_by_side(boss, team, twice):
    one, second, pair = twice
    make_person(team, one, name="Aunt Ruth")
    make_person(team, second, name="Aunt Rut")
    register(team, one, given_names="Fatima", family_names="Testova", languages=["fr"], identifiers=[{"number": "AB1234"}])
    queue_page = boss.get(reverse("duplicates")).content.decode()
    assert "Fatima" in queue_page
    assert "Named by a colleague" in queue_page
    page = boss.get(reverse("duplicate", args=[pair.pk])).content.decode()
    for word in ("Another spelling", "Something in common", one.number, second.number, "AB1234", "Not known"):
        assert word in page, word
    answer = boss.post(reverse("duplicate", args=[pair.pk]), {"verdict": "propose", "reason": "short"})
    assert answer.status_code == 422
    assert "short" in answer.content.decode()
    assert boss.post(reverse("duplicate", args=[pair.pk]), {"verdict": "confirm", "reason": REASON}).status_code == 422
    assert boss.post(reverse("duplicate", args=[pair.pk]), {"verdict": "propose", "reason": REASON}).status_code == 302
    proposed = boss.get(reverse("duplicates"), {"state": "proposed"}).content.decode()
    assert team.supervisor.display_name in proposed
    assert REASON in boss.get(reverse("duplicate", args=[pair.pk])).content.decode()
    assert boss.get(reverse("duplicate", args=[unknown_id()])).status_code == 404


def test_a_linked_pair_shows_on_both_files_and_what_to_do_next(boss, team, head, twice):
    say(say(twice[2], team.worker, "propose"), head, "confirm")
    page = boss.get(reverse("duplicate", args=[twice[2].pk])).content.decode()
    assert "One file to write in" in page
    for mine, theirs in (twice[:2], twice[1::-1]):
        assert theirs.number in boss.get(reverse("file", args=[mine.pk])).content.decode()


def test_two_files_are_named_on_a_form_that_loses_nothing(boss, team, file):
    second = open_case(team, given_names="Sami")
    wrong = boss.post(reverse("duplicate_new"), {"first": file.number, "second": "ABCD"})
    assert wrong.status_code == 422
    assert file.number in wrong.content.decode()
    right = boss.post(reverse("duplicate_new"), {"first": file.number, "second": second.number})
    assert right.status_code == 302
    assert "/duplicates/" in right.url


def test_pages_of_the_queue(boss, team, monkeypatch):
    monkeypatch.setattr("tutela.merging.views.pairs.PAGE", 1)
    files = [open_case(team, given_names="Selam", family_names="Bekele") for _ in range(3)]
    for other in files[1:]:
        make_pair(team, files[0], other)
    first = boss.get(reverse("duplicates")).content.decode()
    assert "page=2" in first
    second = boss.get(reverse("duplicates"), {"page": "2"}).content.decode()
    assert "page=1" in second
    assert "page=3" not in second
    for odd in ("0", "x", "9999999999"):
        assert boss.get(reverse("duplicates"), {"page": odd, "state": "nonsense"}).status_code == 200


def test_who_sees_one_side_is_told_to_ask_and_nothing_more(client, team, other, keeper):
    here = open_case(team, given_names="Selam", family_names="Bekele")
    there = open_case(other, given_names="Selam", family_names="Bekele")
    look(keeper)
    user = make_user("caseworker", office=team.office, second_factor=True)
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=here.pk).update(worker=user)
    sign_in(client, user)
    page = client.get(reverse("duplicates")).content.decode()
    assert "ask your supervisor" in page
    assert here.number in page
    for secret in (there.number, str(there.pk), other.office.name, str(there.child_id)):
        assert secret not in page
