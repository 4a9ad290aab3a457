"""One child's story through the real sites, from a first worry to the proof that the record is whole."""

import datetime as dt
import time

import pytest

from tests.functional.screens import Screen
from tutela.demo.people import PASSPHRASE

pytestmark = [pytest.mark.timeout(1500)]

TODAY = dt.datetime.now(dt.UTC).date()
WORRY = "A wedding is being prepared for a girl in our street. She wants to stay at school."
NAME = "Amina Testova"
PRINCIPLES = {
    "principle_non_discrimination": "The same help as for every child.",
    "principle_best_interests": "Staying with the aunt was weighed first.",
    "principle_survival_and_development": "School and health go on.",
    "principle_views_of_the_child": "Heard alone; it decided.",
}


def day(days):
    return (TODAY + dt.timedelta(days=days)).isoformat()


class Walk:
    """Who walks, and what was found on the way."""

    def __init__(self, sites, sign_in, page, look):
        self.sites, self.enter, self.look = sites, sign_in, look
        self.public = Screen(page, sites.public)
        self.receipt = self.report = self.file = self.child = self.view = ""

    def as_(self, role):
        """The screen of a demo account."""
        return Screen(self.enter(role), self.sites.staff)

    def one(self, query, *values):
        """The first value of a row, read past row security."""
        with self.sites.superuser() as connection:
            row = connection.execute(query, values).fetchone()
        return str(row[0]) if row else ""

    def newest(self, table):
        """The newest row of this file in a table of its sections."""
        return self.one(f"SELECT id FROM {table} WHERE file_id = %s ORDER BY id DESC LIMIT 1", self.file)

    def at(self, path=""):
        """An address of the file."""
        return f"/files/{self.file}{path}"


def test_one_childs_story(sites, sign_in, page, look):
    walk = Walk(sites, sign_in, page, look)
    for step in STEPS:
        started = time.monotonic()
        step(walk)
        print(f"{step.__name__}: {time.monotonic() - started:.1f} s")


def someone_tells(walk):
    """Step 1: no account, a receipt once."""
    screen = walk.public.go("/")
    walk.look(screen.page, "public-start")
    screen.go("/tell").press("All questions on one page").fill(
        worry=WORRY, age_band="14_17", reporter_type="family", territory="XM-N1-1-1"
    )
    walk.look(screen.page, "public-tell")
    screen.page.wait_for_timeout(3_200)
    screen.save("Send").sees("Thank you. We have it.")
    walk.look(screen.page, "public-receipt")
    shown = screen.page.locator(".receipt").inner_text()
    walk.receipt = "".join(sign for sign in shown if sign.isdigit())
    assert len(walk.receipt) == 18
    walk.report = walk.one(
        "SELECT r.id FROM intake_report r JOIN directory_territory t ON t.id = r.territory_id WHERE t.code = 'XM-N1-1-1'"
    )
    screen.go("/code").fill(code=walk.receipt).save("Look").sees("How far it is").misses(WORRY).press("Close the mailbox")


def an_officer_triages(walk):
    """Step 2: nobody reads before the team key is unlocked; then safety, urgency, codes."""
    screen = walk.as_("intake_officer").go(f"/reports/{walk.report}").misses(WORRY)
    screen.go("/vault/unlock").fill(passphrase=PASSPHRASE)
    screen.save("Unlock").go("/reports")
    walk.look(screen.page, "triage-desk")
    screen.go(f"/reports/{walk.report}").save("Take in hand").sees(WORRY)
    screen.fill(safety__hurt_now="no", safety__safe_tonight="yes").save("Keep the answers")
    screen.fill(urgency__urgency="within_24_hours", urgency__reason="The day is near.").save("Decide")
    screen.sees("Within 24 hours", "First response")
    screen.fill(describe__category="PC08", describe__age_band="14_17", describe__verification="suspected").save("Save")
    walk.look(screen.page, "report")
    walk.public.go("/code").fill(code=walk.receipt).save("Look").misses(WORRY, "Within 24 hours").press("Close the mailbox")


def a_file_is_opened(walk):
    """Step 2: the duplicate check before a file."""
    screen = walk.as_("intake_officer").go(f"/reports/{walk.report}").press("Open a file or link one")
    walk.look(screen.page, "take-report")
    take_the_report(screen)
    walk.file = walk.one("SELECT id FROM cases_casefile WHERE report_id = %s", walk.report)
    walk.child = walk.one("SELECT child_id FROM cases_casefile WHERE id = %s", walk.file)
    assert walk.file


def take_the_report(screen):
    screen.fill(given_names="Amina", family_names="Testova", sex="girl", file_type="victim_of_offence").save("Open a file")


def a_worker_is_assigned(walk):
    """Step 3: the supervisor makes somebody responsible; before that the caseworker sees nothing."""
    walk.as_("caseworker").go(walk.at(), status=404)
    worker = walk.one("SELECT id FROM accounts_user WHERE username = 'caseworker'")
    walk.as_("supervisor").go(walk.at("/assign")).fill(worker=worker).save()
    screen = walk.as_("caseworker").go("/work")
    walk.look(screen.page, "work")
    screen.go(walk.at()).sees("Amina")


def the_child_is_registered(walk):
    """Step 3: uncertain age, birth registration, persons, care, consent, concerns."""
    screen = walk.as_("caseworker").go(walk.at("/child"))
    screen.fill(
        given_names="Amina", family_names="Testova", sex="girl", birth_registration="not_registered", schooling="attending"
    )
    walk.look(screen.page, "register")
    screen.save()
    screen.go(walk.at("/age")).fill(basis="estimate", youngest="16", oldest="19", method="From what she said.").save()
    screen.go(walk.at()).sees("16")
    screen.go(walk.at("/persons/new")).fill(name="Aunt Selam", relation="aunt", protective=True).save()
    aunt = walk.newest("cases_personaround")
    screen.go(walk.at("/persons/new")).fill(name="A cousin of the father", relation="relative").save()
    cousin = walk.newest("cases_personaround")
    screen.go(walk.at(f"/persons/{cousin}/safety")).fill(reason="She is afraid of him.").save()
    screen.go(walk.at("/care/new")).fill(kind="kin", carer=aunt, started_on=day(-20)).save()
    screen.go(walk.at("/consents/new"))
    screen.fill(purpose="referral", basis="consent", explained=True, child_agrees="yes", decision="given").save()
    screen.go(walk.at("/concerns/new"))
    screen.fill(
        concerns=["PC08"], offences=["FMAR"], verification="suspected", description="A wedding was announced."
    ).save()
    concern = walk.newest("cases_concern")
    screen.go(walk.at(f"/concerns/{concern}")).sees("Often found together")
    walk.look(screen.page, "concern")
    screen.press("It applies: add it")
    labels = walk.one(
        "SELECT cardinality(ARRAY(SELECT jsonb_array_elements_text(offences::jsonb))) FROM cases_concern WHERE id = %s",
        concern,
    )
    assert int(labels) >= 1


def safety_views_and_assessment(walk):
    """Step 4: reasoned judgement, strengths, the child's voice; the author cannot approve."""
    screen = walk.as_("caseworker").go(walk.at("/safety-plans/new"))
    screen.fill(safe_persons="Aunt Selam", contact_rules="In the afternoon, by the school.", made_with_child=True).save()
    screen.go(walk.at("/views/new")).fill(about="risk", views="I want to finish school.").save()
    walk.view = walk.newest("cases_childview")
    screen.go(walk.at(f"/views/{walk.view}/weigh"))
    screen.fill(weight="It decided the plan.", feedback="She was told on the same day.").save()
    screen.go(walk.at("/assessments/new")).fill(**{"factor-A06": "present"})
    screen.fill(
        strengths="Likes school, trusts the aunt.", risk_level="medium", risk_reasons="A day is set; the aunt protects her.",
        reassess_on=day(14), view=walk.view, **PRINCIPLES,
    )  # fmt: skip
    walk.look(screen.page, "assessment")
    screen.save("Save the draft")
    approve(walk, "assessment", walk.newest("care_assessment"), author="caseworker")


def approve(walk, kind, work, author):
    """The author sends it and cannot decide; the supervisor does."""
    screen = walk.as_(author)
    if kind != "closure":
        screen.go(walk.at(f"/{kind}s/{work}"))
    screen.save("Send to the supervisor")
    answer = screen.page.goto(f"{screen.base}/decide/{kind}/{work}")
    assert answer.status in (403, 404, 409) or not screen.page.get_by_role("button", name="Approve").count()
    screen = walk.as_("supervisor").go(f"/decide/{kind}/{work}")
    walk.look(screen.page, f"decide-{kind}")
    screen.save("Approve")
    state = walk.one(f"SELECT state FROM care_{kind} WHERE id = %s", work)
    assert state == "approved", (kind, state)


def a_plan_is_made(walk):
    """Step 5: five tracks, each planned or justified; approved by another person."""
    screen = walk.as_("caseworker").go(walk.at("/plans/new"))
    screen.fill(summary="Stay with the aunt, finish school.", child_summary="You stay with your aunt.", view=walk.view,
                review_on=day(60), **PRINCIPLES).save("Save the draft")  # fmt: skip
    plan = walk.newest("care_plan")
    for track, service in (("MED", "first_medical_care"), ("LEG", "legal_aid")):
        screen.go(walk.at(f"/plans/{plan}/tracks/{track}/actions/new"))
        screen.fill(service=service, goal="She is well looked after.", due_on=day(20), available="yes").save()
    for track in ("PSY", "SOC", "REI"):
        screen.go(walk.at(f"/plans/{plan}/tracks/{track}"))
        screen.fill(decision="not_needed", reason="Discussed with her; not now.").save()
    screen.go(walk.at(f"/plans/{plan}"))
    walk.look(screen.page, "plan")
    approve(walk, "plan", plan, author="caseworker")


def a_service_answers(walk):
    """Step 6: the provider sees the minimum, accepts, starts, completes."""
    referral = refer(walk, "clinic-XM-N1", "MED", "first_medical_care")
    screen = walk.as_("health_professional").go(walk.at(), status=403).go("/referrals")
    screen.go(f"/referrals/{referral}").misses("Testova", "Aunt Selam", "cousin", "wedding")
    walk.look(screen.page, "provider")
    for target, extra in (("accepted", {}), ("started", {}), ("completed", {"result": "Seen; healthy."})):
        screen.go(f"/referrals/{referral}").fill(target=target, **extra).press_submit()
    assert walk.one("SELECT state FROM care_referral WHERE id = %s", referral) == "completed"
    walk.as_("caseworker").go(walk.at(f"/referrals/{referral}")).sees("Seen; healthy.")


def refer(walk, point, track, service):
    screen = walk.as_("caseworker").go(walk.at("/referrals/new"))
    consent = walk.newest("cases_consent")
    chosen = walk.one("SELECT id FROM directory_servicepoint WHERE code = %s", point)
    action = walk.one("SELECT id FROM care_planaction WHERE file_id = %s AND track = %s", walk.file, track)
    screen.fill(service_point=chosen, track=track, service=service, consent=consent, action=action).save()
    referral = walk.newest("care_referral")
    screen.go(walk.at(f"/referrals/{referral}")).save("Send")
    assert walk.one("SELECT state FROM care_referral WHERE id = %s", referral) == "sent"
    return referral


def silence_escalates(walk):
    """Step 6: nobody answers; the watch carries it up."""
    referral = refer(walk, "legal-XM-N1", "LEG", "legal_aid")
    before = walk.one("SELECT count(*) FROM audit_event WHERE action LIKE %s", "%escalat%")
    walk.sites.python(ESCALATE)
    after = walk.one("SELECT count(*) FROM audit_event WHERE action LIKE %s", "%escalat%")
    step = walk.one("SELECT max(step) FROM cases_deadline WHERE file_id = %s AND kind LIKE %s", walk.file, "referral%")
    assert int(after) > int(before), (before, after)
    assert int(step or 0) > 0, referral
    screen = walk.as_("supervisor").go("/work")
    walk.look(screen.page, "supervisor-work")


ESCALATE = """
import datetime as dt
from tutela.care.tasks import watch_deadlines
from tutela.kernel.clock import moved_to, now
with moved_to(now() + dt.timedelta(days=5)):
    watch_deadlines(0)
"""


def followed_reviewed_closed_reopened(walk):
    """Step 7: settlement is no reason; a supervisor approves; the file opens again with its history."""
    screen = walk.as_("caseworker").go(walk.at("/contacts/new"))
    screen.fill(
        kind="visit", happened_on=day(0), seen_alone="yes", child_safe="yes", narrative="Calm.", next_contact_on=day(7)
    ).save()
    screen.go(walk.at("/reviews/new"))
    screen.fill(held_on=day(0), response_outcome="safe", notes="Better.", next_review_on=day(90), view=walk.view).save()
    waiting = walk.one("SELECT id FROM care_referral WHERE file_id = %s AND state = 'sent'", walk.file)
    screen.go(walk.at(f"/referrals/{waiting}")).press("Take it back")
    action = walk.one("SELECT id FROM care_planaction WHERE file_id = %s AND track = 'LEG'", walk.file)
    screen.go(walk.at(f"/actions/{action}/done")).fill(done="yes", result="Advice was given.").press_submit()
    screen.go(walk.at("/closing/change"))
    assert not screen.page.locator("[name=reason][value*=SETT]").count()
    screen.fill(continuing_support="The school counsellor.", post_closure_on=day(60), view=walk.view, **PRINCIPLES)
    screen.fill(criterion_child_safe="yes", criterion_goals_met="yes", criterion_care_supported="yes",
                criterion_no_further_concern="yes", reason="GOALS")  # fmt: skip
    screen.page.locator("[name=reason][value=GOALS]").evaluate("(field) => (field.value = 'SETTLED')")
    screen.press("Save")
    assert screen.page.locator(".error-summary").count()
    screen.fill(reason="GOALS")
    walk.look(screen.page, "closing")
    screen.save()
    closure = walk.newest("care_closure")
    screen.go(walk.at("/closing"))
    approve(walk, "closure", closure, author="caseworker")
    assert walk.one("SELECT state FROM cases_casefile WHERE id = %s", walk.file) == "closed"
    screen.go(walk.at("/reopen")).fill(reason="The announcement was repeated.").press_submit()
    assert walk.one("SELECT state FROM cases_casefile WHERE id = %s", walk.file) != "closed"
    screen.go(walk.at()).sees("Amina")
    walk.look(screen.page, "file")


def figures_are_protected(walk):
    """Step 8: de-identified observations, and a table that says what it is not."""
    screen = walk.as_("statistician").go(walk.at(), status=403).go("/statistics")
    walk.sites.run("observations", "build")
    screen.go("/statistics").sees("known to the system, not prevalence").misses("Amina", "Testova")
    walk.look(screen.page, "statistics")


def the_record_is_whole(walk):
    """Step 9: who opened what; the chain is whole, and a changed row is found."""
    screen = walk.as_("data_protection_officer").go(f"/audit?about={walk.child}")
    screen.sees("file reopened", "closure approved")
    walk.look(screen.page, "audit")
    assert "is whole" in walk.sites.run("audit", "verify").stdout
    with walk.sites.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        changed = connection.execute(
            "UPDATE audit_event SET action = 'file_seen_by_nobody' WHERE about = %s AND action = 'file_opened'", [walk.child]
        )
        assert changed.rowcount == 1
    done = walk.sites.run("audit", "verify", check=False)
    assert done.returncode == 1
    assert "broken" in done.stderr


STEPS = [
    someone_tells,
    an_officer_triages,
    a_file_is_opened,
    a_worker_is_assigned,
    the_child_is_registered,
    safety_views_and_assessment,
    a_plan_is_made,
    a_service_answers,
    silence_escalates,
    followed_reviewed_closed_reopened,
    figures_are_protected,
    the_record_is_whole,
]
