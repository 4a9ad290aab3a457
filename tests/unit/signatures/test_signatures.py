"""A signature holds the text as it was read; who may give one, who may not, and what ends it (P2, P10, P11, P38)."""

import ast
import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, make_consent, make_person, make_team_of_office, open_case, put_in_state
from tests.factories.machines import steps
from tests.repo.source import PACKAGE
from tutela.audit.models import Event
from tutela.care.models import Plan, PlanAction
from tutela.cases.actions import circle, consents, register_child
from tutela.cases.enums.file import FileReason
from tutela.cases.models import PersonAround
from tutela.kernel.answers import NEEDED, UNKNOWN
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.kernel.ids import uuid7
from tutela.signatures import actions, policies, queries
from tutela.signatures.enums import SignatureReason as Why
from tutela.signatures.enums import Signer, Way
from tutela.signatures.models import Signature, SignatureEnd
from tutela.signatures.queries import texts
from tutela.signatures.states import SIGNATURE, State

from .conftest import GIVEN, answered, current, ended, make_plan, make_safety_plan, now_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R67")]
DAY = dt.timedelta(days=1)


def words_of(lines):
    return "\n".join(f"{one['label']}\n{one['value']}" for one in lines)


def text(by, about, signer=Signer.CHILD, language="en"):
    about = now_of(by, about)
    with acting_as(by):
        return words_of(texts.text_for(about, signer, language))


def refused(call, *args, **options):
    with pytest.raises(Refused) as caught:
        call(*args, **options)
    return caught.value.reason


def wrong(call, *args, **options):
    with pytest.raises(InvalidInput) as caught:
        call(*args, **options)
    return caught.value.fields


def turned_18(team, file):
    with acting_as(team.worker):
        register_child.state_age(file=fresh(team.worker, file), by=team.worker, basis="document", birth="2000-01-01")
    return fresh(team.worker, file)


def test_steps():
    assert steps(SIGNATURE) == {
        "asked": {"signed", "declined"}, "signed": {"withdrawn", "struck"}, "declined": {"struck"}, "withdrawn": set(), "struck": set(),
    }  # fmt: skip
    assert SIGNATURE.start == "asked"


def test_a_child_signs_and_the_text_is_kept_as_it_was_read(team, file, plan):
    one = answered(team, plan, interpreter="Ms Diallo", because="I want to see my brother.")
    kept = current(team.worker, one)
    assert (kept.subject, kept.signer, kept.answer, kept.way, kept.name) == ("plan", "child", "signed", "written", "Amina")
    assert (kept.interpreter, kept.because, kept.explained) == ("Ms Diallo", "I want to see my brother.", True)
    assert (kept.plan_id, kept.safety_plan_id, kept.consent_id, kept.person_id) == (plan.pk, None, None, None)
    assert kept.signed_on == today()
    assert words_of(kept.text) == text(team.worker, plan)
    with acting_as(team.worker):
        assert not texts.has_changed(kept)
    with acting_as(make_actor("data_protection_officer")):
        event = Event.objects.get(action="signature_recorded")
    assert event.about == str(file.child_id)
    assert json.loads(event.details) == {"subject": "plan", "signer": "child", "answer": "signed", "way": "written"}


def test_the_text_for_the_child_and_the_text_for_another(team, file, plan):
    own, others = text(team.worker, plan), text(team.worker, plan, Signer.PERSON)
    assert "You stay with your aunt. School goes on." in own
    assert "A health worker helps you." in own
    assert "We do not have this yet; we keep looking." in own
    assert "Nobody has to sign, and no help depends on it." in own
    assert text(team.worker, plan, Signer.WORKER) == own
    assert "your aunt" not in others
    assert "health worker" not in others
    assert "We do not have this yet; we keep looking." in others
    for one in (own, others):
        assert "Secret goal" not in one
        assert "Nobody has to sign" in one


def test_the_text_is_compared_in_the_language_it_was_read_in(team, file, plan):
    one = current(team.worker, answered(team, plan, read_in="fr"))
    assert one.text_language == "fr"
    assert words_of(one.text) == text(team.worker, plan, language="fr") != text(team.worker, plan)
    with acting_as(team.worker):
        assert not texts.has_changed(one)


@pytest.mark.rule("P11")
def test_sentences_that_name_somebody_unsafe_stand_in_no_text(team, file):
    plan = make_plan(team, file, child_summary="You stay with your aunt. Bruno does not come.")
    make_person(team, file, name="Bruno Zed", unsafe=True)
    said = text(team.worker, plan)
    assert "You stay with your aunt." in said
    assert "Bruno" not in said


def test_when_the_plan_changes_the_name_stands_under_the_old_text(team, file, plan):
    one = answered(team, plan)
    assert refused(answered, team, plan) == Why.SIGNED_ALREADY
    with acting_as(team.worker):
        PlanAction.objects.filter(plan=plan, track="SOC").update(state="done")
    kept = current(team.worker, one)
    with acting_as(team.worker):
        assert texts.has_changed(kept)
    assert "We do not have this yet" in words_of(kept.text)
    again = answered(team, plan)
    assert "We do not have this yet" not in words_of(current(team.worker, again).text)


def test_the_text_that_was_read_is_the_text_that_is_signed(team, file, plan):
    assert set(wrong(answered, team, plan, seen="0" * 64)) == {"seen"}
    assert set(wrong(answered, team, plan, seen="")) == {"seen"}
    with acting_as(team.worker):
        assert not Signature.objects.exists()


def test_a_safety_plan_is_the_childs_alone(team, file):
    plan, aunt = make_safety_plan(team, file), make_person(team, file)
    one = current(team.worker, answered(team, plan))
    assert (one.subject, one.safety_plan_id) == ("safety_plan", plan.pk)
    for words in ("Aunt Rosa", "A red scarf", "Call at noon"):
        assert words in words_of(one.text)
    assert refused(answered, team, plan, Signer.PERSON, aunt) == Why.CHILD_ALONE
    with acting_as(team.worker), pytest.raises(IntegrityError), transaction.atomic():
        _row(team, file, subject="safety_plan", safety_plan=plan, signer="person", person=aunt)
    make_safety_plan(team, file, contact_rules="Call at six")
    assert refused(answered, team, plan) == Why.SUPERSEDED


def test_a_newer_safety_plan_of_another_child_replaces_nothing(team, file):
    plan = make_safety_plan(team, file)
    make_safety_plan(team, open_case(team))
    assert answered(team, plan)


def test_who_is_asked_decides_and_not_who_is_named_beside(team, file, plan):
    aunt = make_person(team, file, unsafe=True)
    with acting_as(team.worker):
        about = now_of(team.worker, plan)
        assert policies.signs.why_not(about, Signer.CHILD, aunt) is None
        assert policies.signs.why_not(about, Signer.PERSON, None) is None
        assert policies.signs.why_not(about, Signer.PERSON, aunt) == Why.UNSAFE


@pytest.mark.rule("P10")
def test_a_consent_is_signed_by_who_gave_it_and_the_child(team, file):
    aunt, other = make_person(team, file), make_person(team, file, name="Uncle")
    consent = make_consent(team, file, given_by=aunt, withheld="Where the brother is", recipient="The clinic")
    assert refused(answered, team, consent, Signer.PERSON, other) == Why.NOT_GIVEN_BY
    theirs = current(team.worker, answered(team, consent, Signer.PERSON, aunt, name="Aunt"))
    own = current(team.worker, answered(team, consent))
    assert (theirs.consent_id, theirs.person_id) == (consent.pk, aunt.pk)
    assert "The clinic" in words_of(theirs.text)
    assert "Where the brother is" not in words_of(theirs.text)
    assert "Where the brother is" in words_of(own.text)
    assert refused(ended, team, own) == Why.CONSENT_STANDS
    with acting_as(team.worker):
        consents.withdraw_consent(consent=now_of(team.worker, consent), by=team.worker)
    assert policies.state_of(ended(team, own)) == State.WITHDRAWN
    assert refused(answered, team, consent) == Why.NOT_IN_FORCE


@pytest.mark.rule("P10")
def test_what_was_decided_without_consent_nobody_signs(team, file):
    over = make_consent(team, file, basis="legal_duty", reasons="A duty to report.", explained=False)
    assert refused(answered, team, over) == Why.NOT_IN_FORCE
    with acting_as(team.supervisor):
        consents.approve_consent_override(consent=now_of(team.supervisor, over), by=team.supervisor)
    assert refused(answered, team, over) == Why.OVERRIDE
    no = make_consent(team, file, decision="refused")
    assert refused(answered, team, no) == Why.NOT_IN_FORCE


@pytest.mark.parametrize(
    ("state", "reason"), [("draft", Why.DRAFT), ("returned", Why.DRAFT), ("superseded", Why.SUPERSEDED), ("submitted", None)]
)
def test_which_plan_is_signed(team, file, plan, state, reason):
    with acting_as(team.worker):
        Plan.objects.filter(pk=plan.pk).update(state=state, decided_at=None, decided_by=None)
    if reason is None:
        assert answered(team, plan)
    else:
        assert refused(answered, team, plan) == reason
    with acting_as(team.worker):
        listed = [one.pk for one in queries.signable(fresh(team.worker, file))]
    assert (plan.pk in listed) == (reason is None)


@pytest.mark.rule("P11")
def test_nobody_unsafe_signs_by_action_or_by_sql(team, file, plan):
    aunt = make_person(team, file, unsafe=True)
    assert refused(answered, team, plan, Signer.PERSON, aunt) == Why.UNSAFE
    with acting_as(team.worker), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        _row(team, file, subject="plan", plan=plan, signer="person", person=aunt)
    elsewhere = make_person(team, open_case(team))
    with acting_as(team.worker), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        _row(team, file, subject="plan", plan=plan, signer="person", person=elsewhere)
    with acting_as(team.worker):
        assert not Signature.objects.exists()


@pytest.mark.rule("P11")
def test_a_name_of_somebody_marked_later_is_said_to_count_no_more(team, file, plan):
    from tutela.signatures import presenters

    aunt = make_person(team, file)
    one = answered(team, plan, Signer.PERSON, aunt, name="Aunt")
    with acting_as(team.worker):
        assert presenters.row(current(team.worker, one))["notes"] == []
        circle.mark_unsafe(
            person=PersonAround.objects.select_related("file").get(pk=aunt.pk), by=team.worker, reason="Heard."
        )
        assert any("P11" in note for note in presenters.row(current(team.worker, one))["notes"])


@pytest.mark.rule("P38")
def test_from_18_only_the_person_signs(team, file, plan):
    aunt = make_person(team, file)
    assert answered(team, plan, Signer.PERSON, aunt, name="Aunt")
    turned_18(team, file)
    with acting_as(team.worker):
        PlanAction.objects.filter(plan=plan, track="SOC").update(state="done")
    assert refused(answered, team, plan, Signer.PERSON, aunt) == Why.ADULT
    assert answered(team, plan)


def test_only_who_works_on_the_file(team, file, plan):
    stranger = make_team_of_office()
    for by in (team.supervisor, stranger.worker, stranger.supervisor, make_actor("supervisor", office=make_office())):
        with acting_as(by):
            assert policies.ask.why_not(by, now_of(team.worker, plan), Signer.CHILD, None) is not None
    one = answered(team, plan)
    with acting_as(stranger.worker):
        assert not Signature.objects.exists()
    held = current(team.worker, one)
    for rule in (policies.withdraw, policies.strike):
        with acting_as(stranger.worker):
            assert rule.why_not(stranger.worker, held) == FileReason.NOT_VISIBLE
    put_in_state(fresh(team.worker, file), "closed", team.worker)
    assert refused(answered, team, plan) == FileReason.FILE_CLOSED
    assert refused(ended, team, one) == FileReason.FILE_CLOSED
    assert refused(ended, team, one, "strike") == FileReason.FILE_CLOSED


def test_a_worker_signs_in_their_own_name_only(team, file, plan):
    one = current(team.worker, answered(team, plan, Signer.WORKER, name="Somebody else", way="paper", answer="declined"))
    assert (one.name, one.way, one.answer, one.signed_on) == (team.worker.display_name, "written", "signed", today())
    assert refused(answered, team, plan, Signer.WORKER) == Why.SIGNED_ALREADY
    assert set(wrong(answered, team, make_safety_plan(team, file), Signer.WORKER, explained=False)) == {"explained"}
    assert policies.state_of(ended(team, one)) == State.WITHDRAWN


def test_who_does_not_want_to_sign_is_asked_no_more_than_that(team, file, plan):
    one = current(
        team.worker,
        answered(team, plan, answer="declined", explained=False, way="mark", name="X", witness="Y", kept_at="Z"),
    )
    assert (one.answer, one.way, one.name, one.witness, one.kept_at, one.because) == ("declined", "", "", "", "", "")
    assert refused(ended, team, one) == Why.NOT_SIGNED
    assert answered(team, plan).answer == "signed"


NEXT = {"way": "paper", "kept_at": "The green folder"}


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"explained": False}, {"explained"}),
        ({"explained": "yes"}, {"explained"}),
        ({"answer": "withdrawn"}, {"answer"}),
        ({"answer": ""}, {"answer"}),
        ({"answer": "asked"}, {"answer"}),
        ({"way": "fingerprint"}, {"way"}),
        ({"way": ""}, {"way"}),
        ({"name": "  "}, {"name"}),
        ({"name": "x" * 201}, {"name"}),
        ({"way": "paper"}, {"kept_at"}),
        ({"way": "mark"}, {"kept_at", "witness"}),
        ({"way": "aloud"}, {"witness"}),
        ({"way": "aloud", "witness": "amina"}, {"witness"}),
        ({"signed_on": today() + DAY}, {"signed_on"}),
        ({"signed_on": today() - DAY}, {"signed_on"}),
        ({"signed_on": "today"}, {"signed_on"}),
        ({"because": "x" * 1001}, {"because"}),
        ({"language": "x" * 101}, {"language"}),
    ],
)
def test_bad_answers_name_the_field_and_write_nothing(team, file, plan, said, fields):
    assert set(wrong(answered, team, plan, **said)) == fields
    with acting_as(team.worker):
        assert not Signature.objects.exists()


def test_bad_answers_about_who_and_in_which_language(team, file, plan):
    aunt, elsewhere = make_person(team, file), make_person(team, open_case(team))
    about = now_of(team.worker, plan)

    def act(**changes):
        values = {"signer": "child", "person": None, "text_language": "en", "seen": "x"} | GIVEN | changes
        with acting_as(team.worker):
            return actions.record_signature(about=about, by=team.worker, values=values)

    assert wrong(act, signer="friend") == {"signer": [UNKNOWN]}
    assert wrong(act, signer=None) == {"signer": [UNKNOWN]}
    assert wrong(act, signer="person") == {"person": [NEEDED]}
    assert wrong(act, signer="child", person=aunt) == {"person": [UNKNOWN]}
    assert set(wrong(act, signer="person", person=elsewhere)) == {"person"}
    assert set(wrong(act, text_language="xx")) == {"text_language"}


def test_the_witness_is_a_third_person(team, file, plan):
    assert set(wrong(answered, team, plan, way="aloud", witness=team.worker.display_name.upper())) == {"witness"}
    one = current(team.worker, answered(team, plan, way="mark", witness="Teacher", kept_at="Folder 3"))
    assert (one.way, one.witness, one.kept_at) == (Way.MARK, "Teacher", "Folder 3")


def test_what_ends_a_signature(team, file, plan):
    one = answered(team, plan)
    assert set(wrong(ended, team, one, ended_on=today() + DAY)) == {"ended_on"}
    assert set(wrong(ended, team, one, ended_on=today() - DAY)) == {"ended_on"}
    assert set(wrong(ended, team, one, ended_on=None)) == {"ended_on"}
    assert set(wrong(ended, team, one, because="x" * 1001)) == {"because"}
    assert set(wrong(ended, team, one, "strike", because=" ")) == {"because"}
    with pytest.raises(StaleVersion):
        ended(team, one, version=2)
    with acting_as(team.worker):
        assert not SignatureEnd.objects.exists()
    ended(team, one, because="")
    found = current(team.worker, one)
    assert policies.state_of(found) == State.WITHDRAWN
    assert (found.ended.because, found.ended.ended_on) == ("", today())
    assert refused(ended, team, one) == Why.NOT_SIGNED
    assert refused(ended, team, one, "strike") == Why.STRUCK
    again = answered(team, plan)
    ended(team, again, "strike")
    assert policies.state_of(current(team.worker, again)) == State.STRUCK
    with acting_as(make_actor("data_protection_officer")):
        assert Event.objects.filter(action__in=("signature_withdrawn", "signature_struck")).count() == 2


def test_two_who_end_one_at_once(team, file, plan):
    one = answered(team, plan)
    seen = current(team.worker, one)
    ended(team, one)
    with acting_as(team.worker), pytest.raises(StaleVersion):
        actions.strike_signature(one=seen, by=team.worker, base_version=1, values={"because": "Twice."})


def test_what_was_signed_is_sealed_and_never_changed(team, file, plan, as_role):
    one = answered(team, plan, witness="Teacher", way="aloud")
    with acting_as(team.worker), connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM signatures_signature s")
        row = cursor.fetchone()[0]
        for words in ("Amina", "Teacher", "your aunt"):
            assert words not in row
            assert words.encode().hex() not in row
        for sql in (
            "UPDATE signatures_signature SET answer = 'declined', way = ''",
            "UPDATE signatures_signature SET signed_on = signed_on - 1",
            "DELETE FROM signatures_signature",
        ):
            try:
                with transaction.atomic():
                    cursor.execute(sql)
                    assert cursor.rowcount == 0
            except ProgrammingError as error:
                assert "permission denied" in str(error)
    ended(team, one)
    with acting_as(team.worker), connection.cursor() as cursor:
        for sql in ("UPDATE signatures_signatureend SET how = 'struck'", "DELETE FROM signatures_signatureend"):
            try:
                with transaction.atomic():
                    cursor.execute(sql)
                    assert cursor.rowcount == 0
            except ProgrammingError as error:
                assert "permission denied" in str(error)
    with acting_as(make_team_of_office().worker):
        assert not Signature.objects.exists()
        assert not SignatureEnd.objects.exists()
    assert current(team.worker, one).answer == "signed"


@pytest.mark.parametrize(
    "changes",
    [
        {"explained": False},
        {"way": "photo"},
        {"way": ""},
        {"answer": "declined"},
        {"signer": "person"},
        {"signer": "friend"},
        {"subject": "consent"},
        {"subject": "other"},
        {"plan": None},
    ],
)
def test_by_sql_nothing_impossible_is_kept(team, file, plan, changes):
    with acting_as(team.worker), pytest.raises(IntegrityError), transaction.atomic():
        _row(team, file, **{"subject": "plan", "plan": plan} | changes)


def test_by_sql_an_end_says_how(team, file, plan):
    one = answered(team, plan)
    with acting_as(team.worker), pytest.raises(IntegrityError), transaction.atomic():
        SignatureEnd.objects.create(signature=one, how="gone", ended_on=today(), **_common(team, file))


def _common(team, file):
    made = {"created_by_id": team.worker.id, "updated_by_id": team.worker.id, "created_at": now()}
    return {"id": uuid7(), "file": file, "key_id": file.child_id} | made


def _row(team, file, **values):
    told = {"signer": "child", "answer": "signed", "way": "written", "explained": True, "name": "X", "signed_on": today()}
    return Signature.objects.create(**_common(team, file) | told | {"text": [], "text_language": "en"} | values)


def test_texts_of_another_file_are_not_here(team, file, plan):
    other = fresh(team.worker, open_case(team))
    with acting_as(team.worker):
        for subject, pk in (("plan", plan.pk), ("photo", plan.pk), ("consent", plan.pk)):
            with pytest.raises(NotHere):
                queries.get_about(other if subject == "plan" else fresh(team.worker, file), subject, pk)
        assert queries.get_about(fresh(team.worker, file), "plan", plan.pk).pk == plan.pk


def test_whom_to_ask(team, file, plan):
    aunt, bad = make_person(team, file), make_person(team, file, name="Bruno", unsafe=True)
    safety, consent = make_safety_plan(team, file), make_consent(team, file, given_by=aunt)
    with acting_as(team.worker):
        around = list(PersonAround.objects.filter(file=file))
        whom = {
            about.pk: [
                person.pk if person else signer.value for signer, person in queries.signers(team.worker, about, around)
            ]
            for about in queries.signable(fresh(team.worker, file))
        }
    assert bad.pk not in [one for asked in whom.values() for one in asked]
    assert whom == {
        plan.pk: ["child", aunt.pk, "worker"], safety.pk: ["child", "worker"], consent.pk: ["child", aunt.pk, "worker"],
    }  # fmt: skip
    with acting_as(team.supervisor):
        seen = fresh(team.supervisor, file)
        assert all(queries.signers(team.supervisor, about, around) == [] for about in queries.signable(seen))


def test_what_helps_the_child_never_asks_for_a_signature():
    """No rule of another context reads this one: a name under a text opens nothing and holds nothing up."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] in ("signatures", "config", "demo"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            found += [(path.name, name) for name in names if "signatures" in name.split(".")]
        assert "signatures_signature" not in path.read_text(), path
    assert found == []


@given(
    steps_taken=st.lists(
        st.sampled_from(["sign", "decline", "withdraw", "strike", "change", "unsafe", "18"]), min_size=1, max_size=8
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.slow
@pytest.mark.rule("P11")
@pytest.mark.rule("P38")
def test_whatever_is_done_a_name_is_never_given_by_somebody_who_may_not(team, steps_taken):
    """The law: nothing written is ever changed; nobody unsafe and, from 18, nobody but the person signs; one name stands at most
    under the same words."""
    file = put_in_state(open_case(team), "active", team.worker)
    plan, aunt = make_plan(team, file), make_person(team, file)
    unsafe = adult = False
    kept: dict = {}
    for number, taken in enumerate(steps_taken):
        standing = [current(team.worker, one) for one, _said in kept.values()]
        try:
            if taken in ("sign", "decline"):
                answer = {"sign": "signed", "decline": "declined"}[taken]
                one = answered(team, plan, Signer.PERSON, aunt, name="Aunt", answer=answer)
                assert not unsafe
                assert not adult
                kept[one.pk] = (one, words_of(one.text))
            elif taken in ("withdraw", "strike") and standing:
                ended(team, standing[-1], taken)
            elif taken == "change":
                with acting_as(team.worker):
                    PlanAction.objects.filter(plan=plan, track="SOC").update(due_on=today() + dt.timedelta(days=20 + number))
            elif taken == "unsafe" and not unsafe:
                with acting_as(team.worker):
                    person = PersonAround.objects.select_related("file").get(pk=aunt.pk)
                    circle.mark_unsafe(person=person, by=team.worker, reason="Heard from the child.")
                unsafe = True
            elif taken == "18" and not adult:
                turned_18(team, file)
                adult = True
        except Refused:
            pass
    found = [current(team.worker, one) for one, _said in kept.values()]
    assert all(words_of(one.text) == kept[one.pk][1] for one in found)
    signed = [words_of(one.text) for one in found if policies.state_of(one) == State.SIGNED]
    assert len(signed) == len(set(signed))
