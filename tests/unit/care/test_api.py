"""Every operation of the HTTP API, through the whole stack: who gets in, what is refused and how, what is lost (nothing)."""

import datetime as dt
import secrets

import pytest

from tests.factories.accounts import make_actor, make_user
from tests.factories.care import PRINCIPLES, prepare_case_referral, send_case_referral
from tests.factories.cases import make_consent, make_team_of_office, make_view, open_case, put_in_state, unknown_id
from tutela.accounts.models import ApiClient
from tutela.accounts.queries.sign_in import token_hash
from tutela.care.actions import assess, plans
from tutela.care.models import Assessment, Plan, Referral
from tutela.cases.models import CaseFile
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

SOON = today() + dt.timedelta(days=20)
OFFICE_TASKS = ("file_work", "file_open", "file_break_glass")
WHOLE = {
    "factors": {"A06": {"state": "present", "level": "c"}},
    "strengths": "Likes school.",
    "risk_level": "medium",
    "risk_reasons": "A marriage was announced.",
    "reassess_on": SOON.isoformat(),
    "principles": PRINCIPLES,
}


class Program:
    """A client with a token; ``seen`` becomes ``If-Match``."""

    def __init__(self, client, user=None, scopes=(), **fields):
        self.client, self.headers = client, {}
        if user is None:
            return
        token = f"tut_{secrets.token_urlsafe(16)}"
        until = {"expires_at": now() + dt.timedelta(days=1)} | fields
        ApiClient.objects.create(
            name="Test", user=user, scopes=list(scopes), token_hash=token_hash(token), created_by=user, **until
        )
        self.headers = {"Authorization": f"Bearer {token}"}

    def __call__(self, method, path, body=None, seen=None, **headers):
        sent = self.headers | headers | ({"If-Match": f'"{seen}"'} if seen is not None else {})
        extra = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(f"/api{path}", headers=sent, **extra)


@pytest.fixture
def worker(client, team):
    return Program(client, team.worker.user, OFFICE_TASKS)


@pytest.fixture
def stranger(client, other):
    return Program(client, other.worker.user, OFFICE_TASKS)


@pytest.fixture
def service(client, team):
    return Program(client, team.provider.user, ["referral_answer"])


@pytest.fixture
def assessment(team, file):
    with acting_as(team.worker):
        return assess.start_assessment(file=file, by=team.worker, values={"strengths": "Likes school."})


@pytest.fixture
def plan(team, file):
    with acting_as(team.worker):
        return plans.start_plan(file=file, by=team.worker, values={"summary": "Aims"})


@pytest.fixture
def draft(team, file):
    return prepare_case_referral(team, file)


@pytest.fixture
def sent(team, file):
    return send_case_referral(team, file)


def operations(file_id, assessment_id, plan_id, referral_id, office, point):
    """Every operation on a file or referral with a body that fits: method, path, body."""
    at = f"/files/{file_id}"
    action = {"track": "MED", "service": "first_medical_care", "goal": "Seen by a nurse.", "due_on": SOON.isoformat()}
    return {
        "file_get": ("get", at, None),
        "assessments_list": ("get", f"{at}/assessments", None),
        "assessment_start": ("post", f"{at}/assessments", {}),
        "assessment_revise": ("patch", f"{at}/assessments/{assessment_id}", {"needs": "A bed."}),
        "assessment_submit": ("post", f"{at}/assessments/{assessment_id}/submit", None),
        "plans_list": ("get", f"{at}/plans", None),
        "plan_start": ("post", f"{at}/plans", {}),
        "plan_revise": ("patch", f"{at}/plans/{plan_id}", {"summary": "Other aims."}),
        "track_decide": ("put", f"{at}/plans/{plan_id}/tracks/LEG", {"decision": "not_needed", "reason": "No case."}),
        "plan_action_add": ("post", f"{at}/plans/{plan_id}/actions", action),
        "plan_submit": ("post", f"{at}/plans/{plan_id}/submit", None),
        "referrals_list": ("get", f"{at}/referrals", None),
        "referral_prepare": (
            "post",
            f"{at}/referrals",
            {"service_point": str(point), "track": "MED", "service": "first_medical_care"},
        ),
        "referral_send": ("post", f"{at}/referrals/{referral_id}/send", None),
        "referral_recall": ("post", f"{at}/referrals/{referral_id}/recall", None),
        "files_list": ("get", "/files", None),
        "file_open": ("post", "/files", {"office": str(office.pk), "territory": str(office.territory_id)}),
        "service_referrals_list": ("get", "/referrals", None),
        "service_referral_answer": ("post", f"/referrals/{referral_id}/answer", {"target": "accepted"}),
    }


PLACELESS = ("files_list", "file_open", "service_referrals_list")
CONDITIONAL = (
    "assessment_revise",
    "assessment_submit",
    "plan_revise",
    "track_decide",
    "plan_action_add",
    "plan_submit",
    "referral_send",
    "referral_recall",
    "service_referral_answer",
)
NAMES = tuple(operations("", "", "", "", type("O", (), {"pk": "", "territory_id": ""}), ""))


@pytest.fixture
def every(team, file, assessment, plan, draft):
    return operations(file.pk, assessment.pk, plan.pk, draft.pk, team.office, team.point.pk)


def test_the_description_names_every_operation_and_which_are_conditional(client, every):
    described = client.get("/api/openapi.json").json()["paths"]
    found = {
        entry["operationId"]: entry
        for methods in described.values()
        for entry in methods.values()
        if {"files", "referrals"} & set(entry["tags"])  # the others have tests of their own
    }
    assert set(found) == set(every)
    conditional = {
        name
        for name, entry in found.items()
        if any(p["name"] == "If-Match" and p["required"] and p["in"] == "header" for p in entry.get("parameters", []))
    }
    assert conditional == set(CONDITIONAL)


# ---- who gets in


@pytest.mark.parametrize("name", NAMES)
def test_nobody_gets_in_without_a_token(client, every, name):
    method, path, body = every[name]
    for program in (Program(client), Program(client)):
        answer = program(method, path, body, seen=1)
        assert answer.status_code == 401
        assert answer.json()["code"] == "unauthorised"
        assert answer["WWW-Authenticate"] == "Bearer"


def test_wrong_expired_and_revoked_tokens_are_the_same_nothing(client, team, file):
    past = now() - dt.timedelta(seconds=1)
    closed = make_user("caseworker", office=team.office, is_active=False)
    programs = [
        Program(client),
        Program(client, team.worker.user, OFFICE_TASKS, expires_at=past),
        Program(client, team.worker.user, OFFICE_TASKS, revoked_at=past),
        Program(client, closed, OFFICE_TASKS),
    ]
    bodies = {program("get", f"/files/{file.pk}").content for program in programs}
    bodies.add(Program(client)("get", f"/files/{file.pk}", Authorization="Bearer tut_wrong").content)
    bodies.add(Program(client)("get", f"/files/{file.pk}", Authorization="Basic dXNlcjpwYXNz").content)
    assert len(bodies) == 1
    assert Program(client, team.worker.user, OFFICE_TASKS)("get", f"/files/{file.pk}").status_code == 200


def test_a_session_of_the_staff_site_opens_no_operation(client, team, file):
    client.force_login(team.worker.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/api/files/{file.pk}").status_code == 401


def test_a_person_without_undertaking_reads_nothing_by_program(client, team):
    unsigned = make_user("caseworker", office=team.office, signed=False)
    answer = Program(client, unsigned, OFFICE_TASKS)("get", "/files")
    assert (answer.status_code, answer.json()["code"]) == (403, "undertaking_missing")


@pytest.mark.parametrize("name", NAMES)
def test_a_token_that_does_not_cover_the_task_is_told_so(client, team, every, name):
    method, path, body = every[name]
    if name.startswith("service_"):
        program = Program(client, team.worker.user, ["file_work"])
    else:
        program = Program(client, team.worker.user, ["file_search"])
    answer = program(method, path, body, seen=1)
    assert (answer.status_code, answer.json()["code"]) == (403, "outside_scope")


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(("_list", "_get")) and "service" not in name])
def test_a_token_that_only_reads_writes_nothing(client, team, every, file, name):
    """Also where its account is the file's own worker and could write by hand."""
    supervisor = make_user("supervisor", office=team.office)
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=file.pk).update(worker=supervisor)
    program = Program(client, supervisor, ["file_view"])
    assert program("get", f"/files/{file.pk}").status_code == 200
    method, path, body = every[name]
    answer = program(method, path, body, seen=1)
    assert (answer.status_code, answer.json()["code"]) == (403, "outside_scope")


def test_a_token_without_work_is_not_made_the_worker_by_another_task(client, team, file):
    supervisor = make_user("supervisor", office=team.office)
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=file.pk).update(worker=supervisor)
    answer = Program(client, supervisor, ["file_view", "file_open"])("post", f"/files/{file.pk}/assessments", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_assigned")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in PLACELESS])
def test_another_office_and_nowhere_look_the_same(client, team, other, every, stranger, name):
    method, path, body = every[name]
    missing = operations(unknown_id(), unknown_id(), unknown_id(), unknown_id(), other.office, team.point.pk)[name]
    program = Program(client, other.provider.user, ["referral_answer"]) if "service" in name else stranger
    foreign, nowhere = program(method, path, body, seen=1), program(*missing, seen=1)
    assert foreign.status_code == nowhere.status_code == 404
    assert foreign.content == nowhere.content


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("assessment_", "plan_", "track", "referral_"))])
def test_a_part_is_found_only_under_its_own_file(team, every, worker, assessment, plan, draft, name):
    if name in ("assessment_start", "plan_start", "referral_prepare"):
        pytest.skip("names no part")
    second = open_case(team, given_names="Bela")
    method, path, body = operations(second.pk, assessment.pk, plan.pk, draft.pk, team.office, team.point.pk)[name]
    assert worker(method, path, body, seen=1).status_code == 404


# ---- conditions


@pytest.mark.parametrize("name", CONDITIONAL)
def test_a_write_says_which_version_it_saw(team, every, worker, service, sent, name):
    method, path, body = every[name]
    program = worker
    if name == "service_referral_answer":
        program, path = service, f"/referrals/{sent.pk}/answer"
    for headers in ({}, {"If-Match": "3"}, {"If-Match": "*"}, {"If-Match": 'W/"1"'}):
        answer = program(method, path, body, **headers)
        assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize("name", CONDITIONAL)
def test_an_old_version_changes_nothing_and_gets_both(team, every, worker, service, sent, name):
    method, path, body = every[name]
    program = worker
    if name == "service_referral_answer":
        program, path = service, f"/referrals/{sent.pk}/answer"
    answer = program(method, path, body, seen=7)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (412, "stale_version")
    assert told["version"] in (1, 2)
    assert told["current"]
    assert told["submitted"]
    with acting_as(team.worker):
        assert set(Assessment.objects.values_list("state", "version")) == {("draft", 1)}
        assert set(Plan.objects.values_list("state", "version")) == {("draft", 1)}
        assert set(Referral.objects.values_list("state", "version")) == {("draft", 1), ("sent", 2)}


def test_two_who_write_at_once_both_keep_their_words(worker, file, assessment):
    path = f"/files/{file.pk}/assessments/{assessment.pk}"
    first = worker("patch", path, {"strengths": "An aunt nearby."}, seen=1)
    assert (first.status_code, first["ETag"]) == (200, '"2"')
    told = worker("patch", path, {"strengths": "Plays the drum."}, seen=1).json()
    assert told["current"] == {"strengths": "An aunt nearby."}
    assert told["submitted"] == {"strengths": "Plays the drum."}
    assert told["version"] == 2
    assert worker("patch", path, {"strengths": "Both."}, seen=2).json()["version"] == 3


def test_what_was_changed_since_is_not_submitted(worker, file, assessment):
    path = f"/files/{file.pk}/assessments/{assessment.pk}"
    worker("patch", path, {"risk_reasons": "Something else."}, seen=1)
    told = worker("post", f"{path}/submit", seen=1)
    assert told.status_code == 412
    assert told.json()["current"] == {"state": "draft"}


# ---- files


def test_files_are_listed_with_codes_and_no_name(worker, team, file, other):
    theirs = open_case(other)
    page = worker("get", "/files").json()
    assert [row["id"] for row in page["files"]] == [str(file.pk)]
    assert page["after"] is None
    assert page["files"][0]["office"] == str(team.office.pk)
    assert "Amina" not in str(page)
    assert str(theirs.pk) not in str(page)


def test_the_list_is_read_in_pages_and_by_state(worker, team, file, monkeypatch):
    monkeypatch.setattr("tutela.cases.api_http.files.PAGE", 1)
    second = put_in_state(open_case(team), "planned", team.worker)
    first = worker("get", "/files").json()
    assert [row["id"] for row in first["files"]] == [str(file.pk)]
    rest = worker("get", f"/files?after={first['after']}").json()
    assert [row["id"] for row in rest["files"]] == [str(second.pk)]
    assert rest["after"] is None
    assert [row["id"] for row in worker("get", "/files?state=planned").json()["files"]] == [str(second.pk)]


def test_one_file_carries_its_child_and_its_version(worker, file):
    answer = worker("get", f"/files/{file.pk}")
    told = answer.json()
    assert answer["ETag"] == f'"{file.version}"'
    assert told["child"]["given_names"] == "Amina"
    assert told["child"]["presumed_child"] is True
    assert told["worker"] == str(file.worker_id)
    assert answer["Cache-Control"] == "no-store"


def test_a_file_is_opened_with_a_worry_and_an_office(worker, team):
    body = {"office": str(team.office.pk), "territory": str(team.office.territory_id), "age_low": 12, "age_high": 15}
    answer = worker("post", "/files", body)
    assert answer.status_code == 201
    assert answer["ETag"] == '"1"'
    told = answer.json()
    assert told["state"] == "triaged"
    assert told["reported_on"] == today().isoformat()
    assert worker("get", f"/files/{told['id']}").status_code == 200


def test_no_file_is_opened_for_an_office_of_others(worker, other):
    answer = worker("post", "/files", {"office": str(other.office.pk), "territory": str(other.office.territory_id)})
    assert (answer.status_code, answer.json()["code"]) == (403, "no_permission")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sex": "XX"}, "sex"),
        ({"urgency": "soon"}, "urgency"),
        ({"channel": "rumour"}, "channel"),
        ({"age_low": 3}, "age_low"),
        ({"age_low": "young"}, "age_low"),
        ({"reported_on": "yesterday"}, "reported_on"),
        ({"given_names": "a" * 201}, "given_names"),
        ({"office": "not-an-id"}, "office"),
        ({"office": str(unknown_id())}, "office"),
        ({"territory": str(unknown_id())}, "territory"),
    ],
)
def test_wrong_answers_of_an_opening_are_named(worker, team, wrong, field):
    body = {"office": str(team.office.pk), "territory": str(team.office.territory_id)}
    told = worker("post", "/files", body | wrong)
    assert told.status_code == 422
    assert told.json()["code"] == "invalid_input"
    assert any(name.endswith(field) for name in told.json()["fields"]), told.json()
    with acting_as(team.worker):
        assert not CaseFile.objects.exists()


def test_a_body_that_is_no_json_is_an_answer_too(worker, team):
    answer = worker.client.post("/api/files", "{", content_type="application/json", headers=worker.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_an_address_that_is_no_id_names_the_field(worker):
    answer = worker("get", "/files/7")
    assert answer.status_code in (404, 422)
    assert answer.json()["code"] in ("not_here", "invalid_input")


# ---- assessments


def test_an_assessment_from_start_to_submission(worker, team, file):
    answer = worker("post", f"/files/{file.pk}/assessments", WHOLE)
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    path = f"/files/{file.pk}/assessments/{answer.json()['id']}"
    refused = worker("post", f"{path}/submit", seen=1)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_view")
    with acting_as(team.worker):
        Assessment.objects.update(view=make_view(team, file))
    submitted = worker("post", f"{path}/submit", seen=1)
    assert (submitted.status_code, submitted.json()["state"]) == (200, "submitted")
    assert submitted["ETag"] == '"1"'
    assert worker("get", f"/files/{file.pk}/assessments").json()[0]["state"] == "submitted"
    late = worker("patch", path, {"needs": "A bed."}, seen=1)
    assert (late.status_code, late.json()["code"]) == (403, "not_a_draft")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"risk_level": "huge"}, "risk_level"),
        ({"factors": {"ZZ99": {"state": "present"}}}, "factors"),
        ({"factors": ["A06"]}, "factors"),
        ({"strengths": "a" * 4001}, "strengths"),
        ({"principles": {"kindness": "Yes."}}, "principles"),
        ({"reassess_on": "2001-01-01"}, "reassess_on"),
        ({"fled": "perhaps"}, "fled"),
    ],
)
def test_wrong_answers_of_an_assessment_are_named(worker, file, assessment, wrong, field):
    for answer in (
        worker("post", f"/files/{file.pk}/assessments", wrong),
        worker("patch", f"/files/{file.pk}/assessments/{assessment.pk}", wrong, seen=1),
    ):
        assert answer.status_code == 422
        assert any(name.endswith(field) for name in answer.json()["fields"]), answer.json()


# ---- plans


def test_a_plan_with_its_tracks_and_actions(worker, team, file):
    started = worker("post", f"/files/{file.pk}/plans", {"summary": "Stay at school.", "review_on": SOON.isoformat()})
    assert (started.status_code, started["ETag"]) == (201, '"1"')
    assert {row["decision"] for row in started.json()["tracks"]} == {"undecided"}
    path = f"/files/{file.pk}/plans/{started.json()['id']}"
    revised = worker("patch", path, {"child_summary": "You stay at school."}, seen=1)
    assert (revised["ETag"], revised.json()["summary"]) == ('"2"', "Stay at school.")
    track = worker("put", f"{path}/tracks/LEG", {"decision": "not_needed", "reason": "No case."}, seen=2)
    assert track.json() == {"track": "LEG", "decision": "not_needed", "reason": "No case."}
    goal = {"track": "MED", "service": "first_medical_care", "goal": "Seen by a nurse.", "due_on": SOON.isoformat()}
    added = worker("post", f"{path}/actions", goal, seen=2)
    assert (added.status_code, added.json()["state"]) == (201, "planned")
    listed = worker("get", f"/files/{file.pk}/plans").json()[0]
    assert [row["goal"] for row in listed["actions"]] == ["Seen by a nurse."]
    assert {row["track"]: row["decision"] for row in listed["tracks"]}["MED"] == "planned"
    refused = worker("post", f"{path}/submit", seen=2)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_assessment")


def test_a_whole_plan_is_submitted(worker, team, file, plan, assessment):
    with acting_as(team.worker):
        Assessment.objects.update(state="approved", decided_at=now(), decided_by=team.supervisor.user)
        plan = Plan.objects.get(pk=plan.pk)
        plan.view, plan.principles, plan.review_on = make_view(team, file), PRINCIPLES, SOON
        plan.save()
        for track in ("MED", "PSY", "SOC", "LEG", "REI"):
            plans.decide_track(plan=plan, by=team.worker, track=track, decision="not_needed", reason="Agreed.")
    answer = worker("post", f"/files/{file.pk}/plans/{plan.pk}/submit", seen=1)
    assert (answer.status_code, answer.json()["state"], answer["ETag"]) == (200, "submitted", '"1"')


@pytest.mark.parametrize(
    ("operation", "wrong", "field"),
    [
        ("plan_start", {"summary": "a" * 4001}, "summary"),
        ("plan_start", {"review_on": "2001-01-01"}, "review_on"),
        ("plan_revise", {"principles": {"kindness": "Yes."}}, "principles"),
        ("plan_revise", {"review_on": 7.5}, "review_on"),
        ("track_decide", {"decision": "perhaps"}, "decision"),
        ("track_decide", {"decision": "not_needed", "reason": " "}, "reason"),
        ("track_decide", {"decision": "not_needed", "reason": "a" * 1001}, "reason"),
        ("plan_action_add", {"track": "ZZZ"}, "track"),
        ("plan_action_add", {"service": "magic"}, "service"),
        ("plan_action_add", {"goal": "a" * 1001}, "goal"),
        ("plan_action_add", {"goal": " "}, "goal"),
        ("plan_action_add", {"due_on": "2001-01-01"}, "due_on"),
        ("plan_action_add", {"unmet_reason": "weather"}, "unmet_reason"),
    ],
)
def test_wrong_answers_of_a_plan_are_named(worker, every, operation, wrong, field):
    method, path, body = every[operation]
    answer = worker(method, path, body | wrong, seen=1)
    assert answer.status_code == 422
    assert any(name.endswith(field) for name in answer.json()["fields"]), answer.json()


# ---- referrals


def test_a_referral_goes_out_and_its_result_comes_back(worker, service, team, file):
    consent = make_consent(team, file)
    body = {
        "service_point": str(team.point.pk),
        "track": "MED",
        "service": "first_medical_care",
        "consent": str(consent.pk),
        "message": "Please today.",
    }
    prepared = worker("post", f"/files/{file.pk}/referrals", body)
    assert (prepared.status_code, prepared["ETag"]) == (201, '"1"')
    number = prepared.json()["id"]
    assert service("get", "/referrals").json() == []
    sent = worker("post", f"/files/{file.pk}/referrals/{number}/send", seen=1)
    assert (sent.json()["state"], sent["ETag"]) == ("sent", '"2"')
    (seen,) = service("get", "/referrals").json()
    assert seen["shared"] == prepared.json()["shared"]
    for version, step in enumerate(("accepted", "started"), start=2):
        moved = service("post", f"/referrals/{number}/answer", {"target": step}, seen=version)
        assert (moved.json()["state"], moved["ETag"]) == (step, f'"{version + 1}"')
    done = service("post", f"/referrals/{number}/answer", {"target": "completed", "result": "Seen and treated."}, seen=4)
    assert done.status_code == 200
    (listed,) = worker("get", f"/files/{file.pk}/referrals").json()
    assert (listed["state"], listed["result"]) == ("completed", "Seen and treated.")


@pytest.mark.rule("P12")
def test_a_recalled_referral_is_gone_for_the_service(worker, service, file, sent):
    recalled = worker("post", f"/files/{file.pk}/referrals/{sent.pk}/recall", seen=2)
    assert (recalled.json()["state"], recalled["ETag"]) == ("recalled", '"3"')
    assert service("get", "/referrals").json() == []
    gone = service("post", f"/referrals/{sent.pk}/answer", {"target": "accepted"}, seen=3)
    nowhere = service("post", f"/referrals/{unknown_id()}/answer", {"target": "accepted"}, seen=3)
    assert gone.status_code == 404
    assert gone.content == nowhere.content


@pytest.mark.rule("P10")
def test_nothing_is_sent_without_consent(worker, team, file, every):
    method, path, body = every["referral_prepare"]
    number = worker(method, path, body).json()["id"]
    answer = worker("post", f"/files/{file.pk}/referrals/{number}/send", seen=1)
    assert (answer.status_code, answer.json()["code"]) == (403, "no_consent")


def test_a_step_that_cannot_follow_is_a_conflict(worker, service, file, sent):
    for program, path, body in (
        (worker, f"/files/{file.pk}/referrals/{sent.pk}/send", None),
        (service, f"/referrals/{sent.pk}/answer", {"target": "started"}),
    ):
        answer = program("post", path, body, seen=2)
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    worker("post", f"/files/{file.pk}/referrals/{sent.pk}/recall", seen=2)
    again = worker("post", f"/files/{file.pk}/referrals/{sent.pk}/recall", seen=3)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"track": "ZZZ"}, "track"),
        ({"service": "magic"}, "service"),
        ({"message": "a" * 2001}, "message"),
        ({"service_point": str(unknown_id())}, "service_point"),
        ({"service_point": 3}, "service_point"),
        ({"consent": str(unknown_id())}, "consent"),
    ],
)
def test_wrong_answers_of_a_referral_are_named(worker, every, wrong, field):
    method, path, body = every["referral_prepare"]
    answer = worker(method, path, body | wrong)
    assert answer.status_code == 422
    assert any(name.endswith(field) for name in answer.json()["fields"]), answer.json()


def test_a_consent_of_another_file_is_not_found(worker, team, every):
    foreign = make_consent(team, open_case(team, given_names="Bela"))
    method, path, body = every["referral_prepare"]
    answer = worker(method, path, body | {"consent": str(foreign.pk)})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"consent"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"target": "recalled"}, "target"),
        ({"target": "declined"}, "reason"),
        ({"target": "declined", "reason": "weather"}, "reason"),
        ({"target": "completed"}, "result"),
        ({"target": "accepted", "note": "a" * 2001}, "note"),
        ({}, "target"),
    ],
)
def test_wrong_answers_of_a_service_are_named(service, sent, wrong, field):
    answer = service("post", f"/referrals/{sent.pk}/answer", wrong, seen=2)
    assert answer.status_code == 422
    assert any(name.endswith(field) for name in answer.json()["fields"]), answer.json()


def test_a_closed_file_takes_no_writing(worker, team, file, every):
    put_in_state(file, "closed", team.worker)
    for name in ("assessment_start", "plan_start", "referral_prepare", "referral_recall", "plan_revise"):
        method, path, body = every[name]
        answer = worker(method, path, body, seen=1)
        assert (answer.status_code, answer.json()["code"]) == (403, "file_closed"), name


def test_a_supervisor_reads_and_does_not_write_for_the_worker(client, team, file):
    program = Program(client, team.supervisor.user, ["file_view", "file_work"])
    assert program("get", f"/files/{file.pk}").status_code == 200
    answer = program("post", f"/files/{file.pk}/plans", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_assigned")


def test_a_colleague_of_the_office_sees_no_file_of_another(client, team, file):
    colleague = make_actor("caseworker", office=team.office)
    assert Program(client, colleague.user, OFFICE_TASKS)("get", f"/files/{file.pk}").status_code == 404


def test_the_office_of_a_made_up_team_is_not_shown(worker):
    assert make_team_of_office().office.pk is not None
    assert worker("get", "/files").json()["files"] == []
