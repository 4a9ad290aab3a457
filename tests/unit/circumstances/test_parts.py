"""The special parts of a file: what is filled in, what follows from it, who reads it (R40-R49)."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from tests.factories.accounts import make_actor
from tests.factories.care import send_case_referral
from tests.factories.cases import make_team_of_office, open_case, put_in_state
from tests.unit.circumstances.conftest import referred, write, write_medical
from tutela.accounts.api import ROLES
from tutela.accounts.enums import Permission
from tutela.audit.models import Event
from tutela.care.actions import plans
from tutela.care.enums.planning import PlanningReason
from tutela.care.minimum import minimum_data_set
from tutela.care.models import PlanAction
from tutela.care.policies.planning import missing_for_approval, missing_in_plan
from tutela.cases.actions.register_child import register_child
from tutela.cases.models import Deadline, Revision
from tutela.cases.queries.search import search
from tutela.circumstances.actions import save_part, tasks
from tutela.circumstances.enums import PartReason
from tutela.circumstances.models import CountedAnswer, MedicalRevision, Need, PartRevision
from tutela.circumstances.policies.parts import prompts_of
from tutela.circumstances.queries import answers as queries
from tutela.circumstances.queries.parts import part, parts, shipped
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.vocabulary import api as vocabulary

DOMESTIC = {"sector": "domestic_work", "lives_in": "yes", "age_at_start": 9, "hazards": ["heavy_loads"], "pay_to": ["debt"]}


def prompts(code, values, file):
    return {prompt.code for prompt in prompts_of(part(code), values, file)}


def due(team, file):
    with acting_as(team.worker):
        rows = Deadline.objects.filter(file=file, done_at=None, cancelled_at=None)
        return {row.kind: row.due_at for row in rows}


def offers(code):
    return {prompt.offer for prompt in part(code).prompts if prompt.offer}


# What is kept


def test_each_saving_is_a_row_and_none_is_overwritten(team, file):
    first = write(team, file, "labour", {"sector": "agriculture", "hours": 20})
    second = write(team, file, "labour", {"sector": "agriculture", "hours": 12, "wishes": "School."}, base=1)
    with acting_as(team.worker):
        rows = PartRevision.objects.order_by("number")
        assert [(row.number, row.base, row.changed) for row in rows] == [
            (1, 0, ["hours", "sector"]), (2, 1, ["hours", "wishes"]),
        ]  # fmt: skip
        assert rows[0].answers == {"sector": "agriculture", "hours": 20}
        assert (second.by_id, second.edition) == (team.worker.id, 1)
        assert b"agriculture" not in bytes(_stored(first.pk))
        assert write(team, file, "labour", second.answers, base=2).pk == second.pk, "saving the same again writes nothing"
        with pytest.raises(DatabaseError), transaction.atomic():
            if not PartRevision.objects.filter(pk=first.pk).update(number=9):
                raise DatabaseError("row security left no row to change")


def _stored(pk):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM circumstances_partrevision WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def test_two_writers_lose_nothing(team, file):
    write(team, file, "labour", {"sector": "agriculture"})
    write(team, file, "labour", {"sector": "agriculture", "hours": 20}, base=1)
    other = write(team, file, "labour", {"sector": "agriculture", "schooling": "attending"}, base=1)
    assert other.answers == {"sector": "agriculture", "hours": 20, "schooling": "attending"}
    assert (other.number, other.base) == (3, 1)
    with pytest.raises(StaleVersion) as caught:
        write(team, file, "labour", {"sector": "agriculture", "hours": 40}, base=1)
    assert (caught.value.current, caught.value.submitted, caught.value.version) == ({"hours": 20}, {"hours": 40}, 3)
    with pytest.raises(StaleVersion):
        write(team, file, "labour", {"sector": "fishing"}, base=2, strict=True)
    with pytest.raises(StaleVersion):
        write(team, file, "labour", {"sector": "fishing"}, base=99)  # a version that never was
    with pytest.raises(StaleVersion):
        write(team, file, "street", {}, base=1)
    assert write(team, file, "labour", other.answers | {"hours": 40}, base=3).answers["hours"] == 40


def test_a_section_leaves_the_others_as_they_are(team, file):
    write(team, file, "labour", {"sector": "domestic_work", "lives_in": "no"}, groups=frozenset({"work"}))
    row = write(team, file, "labour", {"schooling": "attending"}, base=1, groups=frozenset({"gain"}))
    assert row.answers == {"sector": "domestic_work", "lives_in": "no", "schooling": "attending"}
    row = write(team, file, "labour", {"sector": "trade"}, base=2, groups=frozenset({"work"}))
    assert row.answers == {"sector": "trade", "schooling": "attending"}, "what is not relevant any more is not kept"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sector": "?"}, "sector"), ({}, "sector"), ({"sector": "trade", "age_at_start": 40}, "age_at_start"),
        ({"sector": "trade", "age_at_start": "ten"}, "age_at_start"), ({"sector": "trade", "hazards": "night"}, "hazards"),
        ({"sector": "trade", "hazards": ["none", "night"]}, "hazards"), ({"sector": "trade", "consent": "yes"}, "consent"),
        ({"sector": "trade", "wishes": 7}, "wishes"), ({"sector": "trade", "wishes": "x" * 5000}, "wishes"),
        ({"sector": "trade", "wishes": "a\x00b"}, "wishes"), ({"sector": ["trade"]}, "sector"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_is_written(team, file, values, field):
    with pytest.raises(InvalidInput) as caught:
        write(team, file, "labour", values)
    assert set(caught.value.fields) == {field}
    with acting_as(team.worker):
        assert not PartRevision.objects.exists()
        assert not CountedAnswer.objects.exists()


def test_unknown_is_a_code_for_numbers_and_days_too(team, file):
    row = write(team, file, "labour", {"sector": "UNK", "age_at_start": "NAS", "hours": "REF"})
    assert row.answers == {"sector": "UNK", "age_at_start": "NAS", "hours": "REF"}
    assert write(team, file, "street", {"situation": ["UNK"], "family_contact": "NAS", "since": "2024-05"}).answers["since"]
    with pytest.raises(InvalidInput):
        write(team, file, "street", {"situation": ["UNK"], "family_contact": "NAS", "since": "last year"}, base=1)


def test_a_repeating_section(team, file):
    stations = [{"place": "Port", "reached_on": "2024-05"}, {"place": "Town"}]
    row = write(team, file, "migration", {"stage": "transit", "stations": stations})
    assert row.answers["stations"] == stations
    assert "stations" not in write(team, file, "migration", {"stage": "not_migrant", "stations": stations}, base=1).answers
    for wrong, field in (
        ([{"nobody": "x"}], "stations__0__nobody"), ("Port", "stations"), ([{"reached_on": "x"}], "stations__0__reached_on"),
        ([{"place": "x"}] * 9, "stations"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as caught:
            write(team, file, "migration", {"stage": "transit", "stations": wrong}, base=2)
        assert set(caught.value.fields) == {field}


def test_codes_declared_for_statistics_are_those_of_the_newest_revision(team, file):
    write(team, file, "labour", DOMESTIC)
    write(team, file, "labour", {"sector": "trade", "hazards": ["night", "violence"], "wishes": "School."}, base=1)
    with acting_as(team.worker):
        rows = CountedAnswer.objects.order_by("question", "code").values_list("question", "code")
        assert list(rows) == [("hazards", "night"), ("hazards", "violence"), ("sector", "trade")]


# What follows


@pytest.mark.requirement("R44")
def test_live_in_domestic_work_prompts_and_sets_a_private_talk_once(team, file):
    write(team, file, "labour", DOMESTIC)
    assert prompts("labour", DOMESTIC, file) == {"disclosure_barrier", "below_work_age", "hazardous"}
    first = due(team, file)["private_interview"]
    assert first - now() <= dt.timedelta(hours=72)
    write(team, file, "labour", DOMESTIC | {"hours": 60}, base=1)
    assert due(team, file)["private_interview"] == first
    with acting_as(team.worker):
        prompt = part("labour").prompts[0]
        tasks.finish_task(file=file, part=part("labour"), by=team.worker, prompt=prompt)
        with pytest.raises(NotHere):
            tasks.finish_task(file=file, part=part("labour"), by=team.worker, prompt=prompt)
        with pytest.raises(NotHere):
            tasks.finish_task(file=file, part=part("labour"), by=team.worker, prompt=part("labour").prompts[1])
    assert "private_interview" not in due(team, file)


@pytest.mark.requirement("R44")
def test_the_flag_of_age_is_the_countrys(team, file):
    limit = vocabulary.jurisdiction().ages.work
    assert "below_work_age" in prompts("labour", {"age_at_start": limit - 1}, file)
    assert "below_work_age" not in prompts("labour", {"age_at_start": limit}, file)
    assert "below_work_age" not in prompts("labour", {"age_at_start": "UNK"}, file)
    asked = {one.code for _group, one in part("labour").questions()}
    assert {"sector", "age_at_start", "hours", "hazards", "lives_in", "schooling", "pay_to", "dependence"} <= asked


@pytest.mark.requirement("R44")
def test_a_person_who_is_grown_gets_no_prompt_for_children(team, file):
    file.child.born_earliest, file.child.born_latest = "1990-01-01", "1990-12-31"
    assert prompts("labour", DOMESTIC, file) == {"below_work_age"}


@pytest.mark.requirement("R43")
def test_street_situations_are_five_and_of_conduct(team, file):
    codes = [code.code for code in vocabulary.code_list("street_situations").own()]
    assert codes == ["works_lives_with_family", "lives_on_street", "fled_harm", "group_or_gang", "sent_to_beg"]
    row = write(team, file, "street", {"situation": codes[:2], "family_contact": "yes", "daily_sum": "yes"})
    assert "daily_sum" not in row.answers
    faiths = ("koran", "quran", "marabout", "talib", "madras", "church", "imam", "islam", "christ")
    shown = " ".join(_texts(part("street"))).lower()
    assert not [word for word in faiths if word in shown]
    assert prompts("street", {"situation": ["fled_harm"]}, file) == {"fled"}


@pytest.mark.requirement("R42")
def test_a_separated_child_gets_a_tracing_task(team, file):
    values = {"context": "conflict", "event_code": "EV-7", "separation": "unaccompanied", "armed": "no"}
    write(team, file, "emergency", values)
    assert due(team, file)["family_tracing"] - now() <= dt.timedelta(hours=24)
    assert offers("emergency") == {"family_tracing", "time_critical_care"}
    row = write(team, file, "emergency", {"context": "none", "separation": "unaccompanied"}, base=1)
    assert row.answers == {"context": "none"}, "outside an emergency its questions are not asked"
    with pytest.raises(InvalidInput):
        write(team, file, "emergency", values | {"event_code": "E" * 31}, base=2)


@pytest.mark.requirement("R42")
def test_the_event_is_one_that_the_country_names_and_is_kept_for_counting(team, file):
    values = {"context": "disaster", "event": "XM-FLOODS-2026", "separation": "with_family", "armed": "no"}
    write(team, file, "emergency", values)
    with acting_as(team.worker):
        counted = CountedAnswer.objects.filter(file=file, part="emergency", question="event")
        assert list(counted.values_list("code", flat=True)) == ["XM-FLOODS-2026"]
    with pytest.raises(InvalidInput) as caught:
        write(team, file, "emergency", values | {"event": "a flood in the village"}, base=1)
    assert "event" in str(caught.value.fields)
    write(team, file, "emergency", values | {"context": "none"}, base=1)
    with acting_as(team.worker):
        assert not CountedAnswer.objects.filter(file=file, question="event").exists()


@pytest.mark.requirement("R45")
def test_migration_status_decides_nothing_and_no_role_enforces_it(team, file):
    written = {
        "stage": "destination",
        "kind": "cross_border",
        "length": "seasonal",
        "reasons": ["conflict"],
        "company": ["alone"],
    }
    assert write(team, file, "migration", written).answers == written
    assert not {code for group, one in part("migration").questions() for code in (one.code,) if "status" in code}
    assert not [role for role in ROLES if "immigration" in role or "border" in role]
    assert not [word for word in Permission.values if "immigration" in word or "border" in word or "migration" in word]
    assert not part("migration").prompts, "nothing follows from it by itself"
    assert "migration" not in str(minimum_data_set(file, "SOC")), "and no service is told"


@pytest.mark.requirement("R46")
def test_elements_of_trafficking_map_to_the_standard_and_ask_no_agreement(team, file):
    lists = {one.list_id for _group, one in part("trafficking").questions()}
    assert {"recruitment_methods", "means_of_control", "purposes", "route_events", "transport_means"} <= lists
    assert not [one.code for _group, one in part("trafficking").questions() if "consent" in one.code or "agree" in one.code]
    route = [{"event": "recruitment", "where": "Village", "by_means": ["road"]}]
    row = write(team, file, "trafficking", {"recruitment": ["online"], "route": route, "corruption": "yes"})
    assert row.answers["route"] == route
    assert prompts("trafficking", row.answers, file) == {"corruption"}


@pytest.mark.requirement("R47")
def test_dependence_and_control_are_two_questions_and_treatment_is_offered(team, file):
    row = write(team, file, "substances", {"dependence": "yes", "treatment": "not_offered", "control": "yes"})
    assert (row.answers["dependence"], row.answers["control"]) == ("yes", "yes")
    assert prompts("substances", row.answers, file) == {"treatment"}
    assert offers("substances") == {"addiction_treatment"}
    assert not prompts("substances", {"dependence": "yes", "treatment": "running"}, file)
    assert not prompts("substances", {"control": "yes"}, file)


@pytest.mark.requirement("R48")
def test_adjustments_go_with_referrals_and_on_the_sheet(team, file, enter):
    written = {"domains": ["hearing"], "most": "a_lot", "adjustments": ["sign_language", "support_person"]}
    write(team, file, "functioning", written | {"languages": "Signs of the south", "self_identified": "River people"})
    with acting_as(team.worker):
        for track in ("MED", "PSY", "SOC"):
            assert minimum_data_set(file, track)["adjustments"] == ["sign_language", "support_person"]
        assert "River people" not in str(minimum_data_set(file, "SOC"))
        assert not CountedAnswer.objects.filter(question="self_identified").exists()
        assert not list(search(team.worker, "River people"))
    page = enter(team.worker).get(reverse("adjustments_sheet", args=[file.pk])).content.decode()
    assert "Sign language" in page
    assert "Signs of the south" in page
    assert "River people" not in page
    assert "Hearing" not in page


@pytest.mark.requirement("R40")
def test_barriers_of_gender_are_chosen_and_counted(team, file):
    codes = {code.code for code in vocabulary.code_list("gender_barriers").own()}
    assert {"school_exclusion", "early_marriage", "early_pregnancy", "confinement", "livelihood_lost"} <= codes
    write(team, file, "barriers", {"found": ["school_exclusion", "confinement"], "household": "poor", "area": "rural"})
    with acting_as(team.worker):
        counted = set(CountedAnswer.objects.values_list("question", "code"))
        assert counted == {
            ("found", "school_exclusion"), ("found", "confinement"), ("household", "poor"), ("area", "rural"),
        }  # fmt: skip
        row = CountedAnswer.objects.first()
        assert (row.file.child.sex, row.file.territory_id) == (file.child.sex, file.territory_id)


@pytest.mark.requirement("R49")
def test_each_missing_service_becomes_an_action_once(team, file):
    with acting_as(team.worker):
        plan = plans.start_plan(file=file, by=team.worker)
    write(team, file, "services", {"health": "no_access", "school_access": "no_access", "nutrition": "access"})
    write(team, file, "services", {"health": "no_access", "school_access": "no_access", "nutrition": "UNK"}, base=1)
    with acting_as(team.worker):
        actions = PlanAction.objects.order_by("service")
        assert [(one.track, one.service, one.plan_id) for one in actions] == [
            ("MED", "first_medical_care", plan.pk), ("REI", "return_to_school", plan.pk),
        ]  # fmt: skip
        for need in queries.open_needs(file.pk):
            need.file = file
            tasks.plan_need(need=need, by=team.worker)
        assert PlanAction.objects.count() == 2
        with pytest.raises(IntegrityError), transaction.atomic():
            Need.objects.create(
                file=file, key_id=file.child_id, item="health", created_by=team.worker.user, updated_by=team.worker.user
            )
    write(team, file, "services", {"health": "access", "school_access": "no_access"}, base=2)
    with acting_as(team.worker):
        assert [need.item for need in queries.open_needs(file.pk)] == ["school"]
        ended = Need.objects.get(item="health")
        ended.file = file
        with pytest.raises(Refused) as caught:
            tasks.plan_need(need=ended, by=team.worker)
        assert caught.value.reason == PartReason.NEED_ENDED


@pytest.mark.requirement("R49")
def test_a_plan_waits_until_each_missing_service_is_planned_or_explained(team, file):
    write(team, file, "services", {"immunization": "no_access"})
    with acting_as(team.worker):
        need = Need.objects.get()
        need.file = file
        with pytest.raises(Refused) as caught:
            tasks.plan_need(need=need, by=team.worker)
        assert caught.value.reason == PartReason.NO_DRAFT_PLAN
        plan = plans.start_plan(file=file, by=team.worker)
        assert PlanningReason.NEEDS_WAIT in missing_in_plan(plan)
        assert PlanningReason.NEEDS_WAIT in missing_for_approval(plan)
        planned = tasks.plan_need(need=need, by=team.worker)
        assert PlanningReason.NEEDS_WAIT not in missing_in_plan(plan)
        plans.drop_action(action=planned.plan_action, by=team.worker)
        assert PlanningReason.NEEDS_WAIT in missing_in_plan(plan), "an action that was taken out answers nothing"
        with pytest.raises(InvalidInput):
            tasks.explain_need(need=need, by=team.worker, base_version=planned.version, reason=" ")
        tasks.explain_need(need=need, by=team.worker, base_version=planned.version, reason="The clinic comes next month.")
        assert PlanningReason.NEEDS_WAIT not in missing_in_plan(plan)
    with acting_as(team.supervisor), pytest.raises(Refused):
        tasks.explain_need(need=need, by=team.supervisor, base_version=planned.version, reason="No.")


# Who reads


def test_only_the_worker_writes_and_nobody_of_another_office_reads(team, file):
    other = make_team_of_office()
    write(team, file, "labour", DOMESTIC)
    for actor in (team.supervisor, other.worker):
        with pytest.raises(Refused):
            write(team, file, "labour", {"sector": "trade"}, base=1, by=actor)
    for actor, seen in ((team.supervisor, 1), (other.worker, 0), (other.supervisor, 0), (team.provider, 0)):
        with acting_as(actor):
            assert (PartRevision.objects.count(), CountedAnswer.objects.count() > 0) == (seen, bool(seen))
    put_in_state(file, "closed", team.worker)
    file.state = "closed"
    with pytest.raises(Refused):
        write(team, file, "labour", {"sector": "trade"}, base=1)


@pytest.mark.requirement("R41")
def test_the_medical_part_is_attacked(team, file, nurse, treated, enter, program):
    """Through the action, the screen, the API, the export, the story, the search, the trail, and past them all by row security."""
    secret = "Ferngrove clinic keeps this"
    row = write_medical(nurse, treated, {"around": ["stigma"], "stigma_where": secret})
    outsiders = [team.worker, team.supervisor, team.intake, team.provider, make_team_of_office().worker]
    outsiders += [
        make_actor(code, office=team.office) for code in ("statistician", "administrator", "data_protection_officer")
    ]
    outsiders.append(make_actor("health_professional", office=make_team_of_office().clinic))
    for actor in outsiders:
        with acting_as(actor):
            assert not MedicalRevision.objects.exists(), actor
            with pytest.raises(DatabaseError), transaction.atomic():
                MedicalRevision.objects.create(
                    file_id=file.pk, key_id=row.key_id, part="health", edition=1, number=2, base=1, by=actor.user
                )
            assert not PartRevision.objects.exists()
            assert not CountedAnswer.objects.exists()
    for actor in (team.worker, team.supervisor):
        with acting_as(actor):
            with pytest.raises(Refused) as caught:
                save_part.save_part(file=file, part=part("health"), by=actor, base=1, values={"around": ["none"]})
            assert caught.value.reason == PartReason.MEDICAL_ONLY
            with pytest.raises(Refused):
                save_part.save_medical(referral=treated, part=part("health"), by=actor, base=1, values={"around": ["none"]})
            assert "health" not in {one.code for one, _row, _why in queries.offered(file)}
            assert not Revision.objects.filter(file=file, section="medicalrevision").exists()
            assert not list(search(actor, "Ferngrove"))
    browser = enter(team.worker)
    for address in ("part", "part_print", "part_file"):
        assert browser.get(reverse(address, args=[file.pk, "health"])).status_code == 403
    assert browser.get(reverse("part_section", args=[file.pk, "health", "household_group"])).status_code == 403
    assert browser.post(reverse("part_section", args=[file.pk, "health", "household_group"])).status_code == 403
    assert browser.get(reverse("medical_part", args=[treated.pk, "health"])).status_code == 403
    assert browser.get(reverse("part_revision", args=[file.pk, row.pk])).status_code == 404
    for page in (reverse("file", args=[file.pk]), reverse("parts", args=[file.pk])):
        text = browser.get(page).content.decode()
        assert "HIV" not in text
        assert secret not in text
    call = program(team.worker)
    assert call("get", f"/files/{file.pk}/parts/health").status_code == 403
    assert call("put", f"/files/{file.pk}/parts/health", {"answers": {"around": ["none"]}}, seen=1).status_code == 403
    assert "health" not in str(call("get", f"/files/{file.pk}/parts").json())
    assert call("get", f"/medical/{treated.pk}/parts/health").status_code == 403
    with acting_as(outsiders[-2]):
        everything = " ".join(f"{event.action} {event.subject} {event.details}" for event in Event.objects.all())
    assert "medical_part_saved" in everything
    assert "stigma" not in everything
    assert secret not in everything
    assert "'health'" not in everything


@pytest.mark.requirement("R41")
def test_the_medical_track_keeps_its_part_while_it_treats(team, file, nurse, treated, enter, program):
    write_medical(nurse, treated, {"around": ["sick_parent"]})
    assert not [one.code for _group, one in part("health").questions() if "status" in one.code or "test" in one.code]
    browser = enter(nurse)
    assert "Circumstances related to HIV" in browser.get(reverse("medical")).content.decode()
    assert "A parent is sick" in browser.get(reverse("medical_part", args=[treated.pk, "health"])).content.decode()
    here = reverse("medical_section", args=[treated.pk, "health", "household_group"])
    assert "Never ask for the child" not in browser.get(here).content.decode()
    sent = browser.post(here, {"base_version": 1, "around": ["stigma"]})
    assert (sent.status_code, sent.url) == (302, here), "a further question is asked"
    assert browser.get(reverse("medical_part", args=[treated.pk, "labour"])).status_code == 403
    call = program(nurse, ("medical_track", "referral_answer"))
    found = call("get", f"/medical/{treated.pk}/parts/health")
    assert (found.json()["answers"], found["ETag"]) == ({"around": ["stigma"]}, '"2"')
    assert call("put", f"/medical/{treated.pk}/parts/health", {"answers": {"around": ["none"]}}, seen=1).status_code == 412
    assert (
        call("put", f"/medical/{treated.pk}/parts/health", {"answers": {"around": ["none"]}}, seen=2).json()["version"] == 3
    )
    with acting_as(team.worker):
        from tutela.care.actions import refer

        refer.recall_referral(referral=treated, by=team.worker)
    with acting_as(nurse):
        assert not MedicalRevision.objects.exists()
    assert browser.get(reverse("medical_part", args=[treated.pk, "health"])).status_code == 404


@pytest.mark.requirement("R41")
def test_not_before_the_service_takes_the_child_on(team, file, nurse):
    waiting = referred(team, file, nurse, accept=False)
    with pytest.raises(Refused) as caught:
        write_medical(nurse, waiting, {"around": ["none"]})
    assert caught.value.reason == PartReason.NOT_TREATED_HERE


@pytest.mark.requirement("R35")
@pytest.mark.rule("P5")
def test_a_fee_for_registration_is_a_task_and_papers_that_are_kept_are_a_sign(team, file):
    write(team, file, "identity", {"troubles": ["none"], "fee": 0, "statelessness": "proven", "parentage": ["birth_record"]})
    assert "civil_registry" not in due(team, file)
    said = {
        "troubles": ["withheld", "lost"],
        "held_by": "An employer.",
        "fee": 20,
        "fee_by": "The registry of the district.",
    }
    said |= {"statelessness": "at_risk", "parentage": ["none"]}
    write(team, file, "identity", said, base=1)
    assert due(team, file)["civil_registry"] - now() <= dt.timedelta(days=14)
    found = {"fee_asked", "papers_withheld", "papers_missing", "stateless_risk", "parentage_unproven"}
    assert prompts("identity", said, file) == found
    assert offers("identity") == {"legal_aid", "civil_status", "civil_and_birth_registration"}
    with pytest.raises(InvalidInput) as caught:
        write(team, file, "identity", said | {"fee": -1}, base=2)
    assert "fee" in str(caught.value.fields)


@pytest.mark.requirement("R35")
@pytest.mark.rule("P5")
def test_a_file_with_no_document_at_all_is_opened_and_referred_and_a_fee_is_seen(team, enter):
    file = open_case(team)
    with acting_as(team.worker):
        child = file.child
        values = {"birth_registration": "not_registered", "registration_fee_asked": True}
        register_child(file=file, by=team.worker, base_version=child.version, values=values)
    assert "civil_registry" in due(team, file)
    assert send_case_referral(team, file).state == "sent"
    browser, words = enter(team.worker), "A fee was asked for registration"
    assert words in browser.get(reverse("file", args=[file.pk])).content.decode()
    with acting_as(team.worker):
        child.refresh_from_db()
        values = {"birth_registration": "registered"}
        register_child(file=file, by=team.worker, base_version=child.version, values=values)
    assert words not in browser.get(reverse("file", args=[file.pk])).content.decode()


# The parts themselves


def test_every_part_speaks_four_languages_and_blames_nobody():
    for one in shipped().values():
        for texts in _words(one):
            assert set(texts) == set(vocabulary.LANGUAGES), one.code
            assert all(text.strip() for text in texts.values()), texts
            for language, text in texts.items():
                assert not list(vocabulary.find_forbidden(text, language, one.code))


def test_every_shipped_part_is_there_and_kept_apart_by_its_class():
    assert [one.code for one in shipped().values()] == [
        *(
            "services",
            "identity",
            "functioning",
            "labour",
            "street",
            "migration",
            "trafficking",
            "emergency",
            "substances",
            "barriers",
        ),
        "health",
    ]
    assert [one.code for one in shipped().values() if one.medical] == ["health"]
    assert all(vocabulary.is_code("concerns", code) for one in shipped().values() for code in one.concerns)
    assert all(vocabulary.is_code("services", p.offer) for one in shipped().values() for p in one.prompts if p.offer)


@pytest.mark.django_db
def test_a_part_nobody_declared_is_not_here():
    with pytest.raises(NotHere):
        part("nothing")
    assert parts().keys() == shipped().keys()


def _words(one):
    yield one.title
    yield one.explanation
    for prompt in one.prompts:
        yield prompt.words
    for group in one.groups:
        yield group.words
        for question in group.questions:
            yield question.words
            if question.hint:
                yield question.hint


def _texts(one):
    return [text for words in _words(one) for text in words.values()]
