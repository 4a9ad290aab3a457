"""Identity, age, persons, care, consent, concerns: what is recorded, what is refused, what stays."""

import datetime as dt

import pytest

from tests.factories.cases import fresh, make_care, make_concern, make_consent, make_person, put_in_state
from tutela.cases.actions import circle, concerns, consents, register_child
from tutela.cases.enums.file import FileReason
from tutela.cases.enums.registration import RegistrationReason
from tutela.cases.models import AgeRecord, Consent, Deadline, Revision, SearchToken
from tutela.cases.policies.registration import in_force
from tutela.cases.presenters.registration import concern_page
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion
from tutela.vocabulary import api as vocabulary

DAY = dt.timedelta(days=1)


def save_child(team, file, base=None, **values):
    with acting_as(team.worker):
        return register_child.register_child(
            file=file, by=team.worker, base_version=base or file.child.version, values=values
        )


@pytest.mark.requirement("R35")
@pytest.mark.rule("P5")
def test_a_child_without_any_document_is_registered(team, file):
    assert file.state == "triaged"
    save_child(team, file, given_names="", family_names="", birth_registration="not_registered")
    assert file.state == "registered"
    with acting_as(team.worker):
        due = Deadline.objects.get(file=file, kind="civil_registry")
        assert due.done_at is None
        save_child(team, file, schooling="UNK", birth_registration="not_registered")
        due_again = Deadline.objects.get(file=file, kind="civil_registry", cancelled_at=None)
        assert due_again.pk == due.pk, "saving the form again must not push the day back"
        save_child(team, file, birth_registration="registered")
        due.refresh_from_db()
        assert due.done_at is not None
        assert not SearchToken.objects.filter(child_id=file.child_id).exists()
        save_child(team, file, birth_registration="registered", given_names="Amina")
        assert SearchToken.objects.filter(child_id=file.child_id).exists()


def test_registering_refuses_unknown_fields_and_codes(team, file):
    with pytest.raises(InvalidInput) as caught:
        save_child(team, file, sex="purple", schooling="moon", consent_to_exploitation="x")
    assert set(caught.value.fields) == {"sex", "schooling", "consent_to_exploitation"}
    assert fresh(team.worker, file).state == "triaged"


def test_a_newer_version_comes_back_with_both_texts(team, file):
    save_child(team, file, given_names="Amina B")
    with pytest.raises(StaleVersion) as caught:
        save_child(team, file, base=1, given_names="Aminata")
    assert caught.value.current["given_names"] == "Amina B"
    assert caught.value.submitted["given_names"] == "Aminata"
    with acting_as(team.worker):
        kept = Revision.objects.get(section="child")
        assert (kept.before["given_names"], kept.after["given_names"]) == ("Amina", "Amina B")


def test_saving_the_same_again_is_no_new_version(team, file):
    child = save_child(team, file, given_names="Amina")
    assert child.version == 1


def test_nobody_writes_in_a_closed_file(team, file):
    closed = put_in_state(file, "closed", team.worker)
    with pytest.raises(Refused) as caught:
        save_child(team, closed, sex="girl")
    assert caught.value.reason == FileReason.FILE_CLOSED


@pytest.mark.requirement("R3")
@pytest.mark.rule("P1")
def test_every_statement_of_age_stays_and_minority_is_presumed(team, file):
    with acting_as(team.worker):
        register_child.state_age(file=file, by=team.worker, basis="estimate", youngest=16, oldest=20, method="Interview")
        assert file.child.presumed_child_until > today()
        assert (file.age_low, file.age_high) == (16, 20)
        register_child.state_age(file=file, by=team.worker, basis="document", birth="2014-05")
        assert list(AgeRecord.objects.values_list("basis", flat=True)) == ["estimate", "document"]
        assert AgeRecord.objects.first().method == "Interview"
        assert file.child.birth_stated == "2014-05"


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"basis": "stars", "birth": "2014"}, "basis"),
        ({"basis": "estimate"}, "youngest"),
        ({"basis": "estimate", "youngest": 9}, "youngest"),
        ({"basis": "estimate", "youngest": 12, "oldest": 9}, "youngest"),
        ({"basis": "estimate", "youngest": 12, "oldest": 90}, "youngest"),
        ({"basis": "document", "birth": "2014-13"}, "birth"),
        ({"basis": "document", "birth": "2099"}, "birth"),
        ({"basis": "estimate", "youngest": 9, "oldest": 12, "confidence": "very"}, "confidence"),
    ],
)
def test_impossible_ages_are_refused_by_field(team, file, stated, field):
    with acting_as(team.worker), pytest.raises(InvalidInput) as caught:
        register_child.state_age(file=file, by=team.worker, **stated)
    assert field in caught.value.fields


def test_persons_need_a_name_and_a_relation(team, file):
    with acting_as(team.worker):
        for values in (
            {"name": "", "relation": "x"},
            {"name": "x", "relation": ""},
            {"name": "x", "relation": "y", "unsafe": True},
        ):
            with pytest.raises(InvalidInput):
                circle.add_person(file=file, by=team.worker, values=values)


@pytest.mark.requirement("R38")
def test_care_arrangements_do_not_overlap(team, file):
    first = make_care(team, file, started_on=today() - 30 * DAY)
    with acting_as(team.worker):
        for values, field in (
            ({"kind": "kin", "started_on": today()}, "started_on"),
            ({"kind": "kin", "started_on": today() - 60 * DAY, "ended_on": today() - 10 * DAY}, "started_on"),
            ({"kind": "castle", "started_on": today()}, "kind"),
            ({"kind": "kin"}, "started_on"),
            ({"kind": "kin", "started_on": today(), "ended_on": today() - DAY}, "ended_on"),
            ({"kind": "kin", "started_on": today(), "sale_examined": "no_sale"}, "sale_examined"),
        ):
            with pytest.raises(InvalidInput) as caught:
                circle.add_care(file=file, by=team.worker, values=values)
            assert field in caught.value.fields
        circle.add_care(
            file=file,
            by=team.worker,
            values={"kind": "foster", "started_on": today() - 60 * DAY, "ended_on": today() - 30 * DAY},
        )
        with pytest.raises(InvalidInput):
            circle.end_care(care=first, by=team.worker, ended_on=today() - 31 * DAY)
        assert circle.end_care(care=first, by=team.worker, ended_on=today()).ended_on == today()
        circle.add_care(file=file, by=team.worker, values={"kind": "foster", "started_on": today()})


@pytest.mark.rule("P10")
def test_consent_needs_known_answers_and_an_explanation(team, file, other):
    from tests.factories.cases import open_case

    stranger = make_person(other, open_case(other))
    with acting_as(team.worker):
        for values, field in (
            ({"purpose": "anything", "decision": "given", "explained": True}, "purpose"),
            ({"purpose": "referral", "decision": "perhaps", "explained": True}, "decision"),
            ({"purpose": "referral", "decision": "given", "explained": True, "basis": "mood"}, "basis"),
            ({"purpose": "referral", "decision": "given", "explained": True, "basis": "legal_duty"}, "reasons"),
            ({"purpose": "referral", "decision": "given", "approved_at": today()}, "approved_at"),
            ({"purpose": "referral", "decision": "given", "explained": True, "given_by": stranger}, "given_by"),
        ):
            with pytest.raises(InvalidInput) as caught:
                consents.record_consent(file=file, by=team.worker, values=values)
            assert field in caught.value.fields, values
        with pytest.raises(Refused) as refused:
            consents.record_consent(file=file, by=team.worker, values={"purpose": "referral", "decision": "given"})
        assert refused.value.reason == RegistrationReason.NOT_EXPLAINED
        no = consents.record_consent(file=file, by=team.worker, values={"purpose": "referral", "decision": "refused"})
        assert not in_force(no)


@pytest.mark.rule("P10")
@pytest.mark.rule("P14")
def test_an_override_counts_when_another_has_approved_it(team, other, file):
    override = make_consent(team, file, basis="legal_duty", reasons="The law obliges us.", explained=False)
    assert not in_force(override)
    with acting_as(team.worker), pytest.raises(Refused) as caught:
        consents.approve_consent_override(consent=override, by=team.worker)
    assert caught.value.reason == FileReason.NO_PERMISSION
    with acting_as(team.supervisor):
        theirs = Consent.objects.select_related("file").get(pk=override.pk)
        theirs.created_by_id = team.supervisor.id
        with pytest.raises(Refused) as own:
            consents.approve_consent_override(consent=theirs, by=team.supervisor)
        assert own.value.reason == RegistrationReason.OVERRIDE_OWN
        theirs.refresh_from_db()
        with pytest.raises(Refused) as foreign:
            consents.approve_consent_override(consent=theirs, by=other.supervisor)
        assert foreign.value.reason == FileReason.NOT_VISIBLE
        approved = consents.approve_consent_override(consent=theirs, by=team.supervisor)
        assert in_force(approved)
        with pytest.raises(Refused) as twice:
            consents.approve_consent_override(consent=approved, by=team.supervisor)
        assert twice.value.reason == RegistrationReason.OVERRIDE_NOT_PENDING


@pytest.mark.requirement("R4")
@pytest.mark.requirement("R8")
def test_one_situation_carries_several_independent_labels(team, file):
    concern = make_concern(
        team, file, offences=["SALE", "TRAF", "MAT"], contexts=[], considerations=["food"], consideration_recipient="child"
    )
    assert concern.offences == ["SALE", "TRAF", "MAT"]
    with acting_as(team.worker):
        for values, field in (
            ({}, "concerns"),
            ({"concerns": ["NOPE"]}, "concerns"),
            ({"offences": ["TOURISM"]}, "offences"),
            ({"concerns": ["PC08"], "happened": "2020-45"}, "happened"),
            ({"concerns": ["PC08"], "blame": "x"}, "blame"),
            ({"concerns": ["PC08"], "verification": "sure"}, "verification"),
            ({"concerns": ["PC08"], "person_relation": "devil"}, "person_relation"),
        ):
            with pytest.raises(InvalidInput) as caught:
                concerns.add_concern(file=file, by=team.worker, values=values)
            assert field in caught.value.fields
        revised = concerns.revise_concern(
            concern=concern, by=team.worker, base_version=1, values={"concerns": ["PC08"], "happened": "2020-05"}
        )
        assert revised.version == 2
        with pytest.raises(StaleVersion):
            concerns.revise_concern(concern=concern, by=team.worker, base_version=1, values={"concerns": ["PC07"]})


@pytest.mark.requirement("R5")
def test_a_sale_without_consideration_or_purpose_is_incomplete_not_invalid(team, file):
    assert concerns.incomplete(make_concern(team, file, offences=["SALE"])) == ["considerations", "purposes"]
    whole = make_concern(team, file, offences=["SALE-FL"], considerations=["money"], purposes=["PUR-FL"])
    assert concerns.incomplete(whole) == []
    assert concerns.incomplete(make_concern(team, file, offences=["TRAF"])) == []


@pytest.mark.requirement("R11")
@pytest.mark.requirement("R6")
def test_connected_labels_are_offered_never_added(team, file):
    concern = make_concern(team, file, offences=["SALE"])
    assert ("SALE", "TRAF") in concerns.suggestions(concern)
    assert concern.offences == ["SALE"]
    with acting_as(team.worker):
        with pytest.raises(InvalidInput):
            concerns.decide_overlap(concern=concern, by=team.worker, because_of="SALE", suggested="ABUSE-X", confirmed=True)
        concerns.decide_overlap(concern=concern, by=team.worker, because_of="SALE", suggested="TRAF", confirmed=False)
        concern.refresh_from_db()
        assert concern.offences == ["SALE"]
        assert "TRAF" not in {label for _why, label in concerns.suggestions(concern)}
        because, label = concerns.suggestions(concern)[0]
        concerns.decide_overlap(concern=concern, by=team.worker, because_of=because, suggested=label, confirmed=True)
        concern.refresh_from_db()
        assert label in concern.offences
        assert concern.overlap_decisions.count() == 2


@pytest.mark.requirement("R6")
def test_the_form_says_what_the_confused_words_mean_in_the_words_of_the_protocol():
    found = {one["label"]: one["value"] for one in concern_page(None)["definitions"]}
    wanted = {vocabulary.label("offences", code): vocabulary.term_of(code) for code in ("SALE", "TRAF", "ABUSE", "PROS")}
    assert found == {label: term.definition["en"] for label, term in wanted.items()}
    sale = vocabulary.term_of("SALE")
    assert sale.legal_text, "the Protocol's own words"
    assert "remuneration or any other consideration" in sale.definition["en"]


@pytest.mark.requirement("R7")
def test_consideration_on_a_child_marriage_offers_the_sale_label(team, file):
    assert concerns.suggestions(make_concern(team, file, considerations=["none_known"])) == []
    offered = concerns.suggestions(make_concern(team, file, considerations=["dowry"]))
    assert offered == [("PC08", "SALE-MA")]
