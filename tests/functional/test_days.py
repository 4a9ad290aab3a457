"""The day of a caseworker, a supervisor, a provider and a legal officer, and the year in which a child turns 18: what comes first, how few
steps it takes, what a refusal says, and that nothing written is lost. The pictures of the manual's pages of a day are taken here."""

import datetime as dt
import json
import re

import pytest

from tests.functional.screens import Screen

pytestmark = [pytest.mark.timeout(600)]

TODAY = dt.datetime.now(dt.UTC).date()
PRINCIPLES = {
    "principle_non_discrimination": "The same help as for everybody of this age.",
    "principle_best_interests": "What goes on was weighed with Dara.",
    "principle_survival_and_development": "School and the clinic go on.",
    "principle_views_of_the_child": "Dara decided what ends.",
}
CHILDREN = {"Lina": 13, "Omar": 9, "Noor": 15, "Sami": 7, "Mei": 12, "Dara": 17}
OPEN = """
import datetime as dt
import json
from tests.factories.cases import OfficeTeam, make_view, open_case
from tests.factories.care import approved_plan
from tutela.care.models import PlanAction, PlanTrack
from tutela.kernel.clock import today
from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache
who = {name: accounts.actor_for(User.objects.get(username=name)) for name in ("intake_officer", "caseworker", "supervisor")}
intake = who["intake_officer"]
WANTED = {"MED": ("first_medical_care", "She is looked after."), "SOC": ("kinship_care", "She stays with her aunt.")}
with acting_as(intake):
    office = intake.user.grants.select_related("office__territory").get().office
team = OfficeTeam(office, *who.values(), None, None, None)
made = {}
with cache.scope():
    for name, age in CHILDREN.items():
        file = open_case(team, given_names=name, family_names="Sorel", sex="girl", age_low=age, age_high=age)
        made[name] = str(file.pk)
        if name == "Lina":
            plan = approved_plan(team, file)
            with acting_as(team.worker):
                type(plan).objects.filter(pk=plan.pk).update(review_on=today() + dt.timedelta(days=60))
            of = {"file": file, "key_id": file.child_id, "plan": plan}
            with acting_as(team.worker):
                for track in ("MED", "PSY", "SOC", "LEG", "REI"):
                    decision, reason = ("planned", "") if track in WANTED else ("not_needed", "Talked about with her; not now.")
                    PlanTrack.objects.create(**of, track=track, decision=decision, reason=reason)
                for track, (service, goal) in WANTED.items():
                    PlanAction.objects.create(**of, track=track, service=service, goal=goal, owner_id=team.worker.id, due_on=today())
            make_view(team, file, views="I want to stay with my aunt and go to school.")
print("FILES", json.dumps(made))
print("OFFICE", office.code)
"""
LATE = "UPDATE cases_deadline SET due_at = now() + %s * interval '1 hour' WHERE file_id = %s AND done_at IS NULL"
RIGHT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
TOPS = "(ids) => ids.map((id) => document.querySelector(id).getBoundingClientRect().top + scrollY)"


class Office:
    """The people of one office at their screens, and six children's files that are the caseworker's."""

    def __init__(self, sites, sign_in, page, look):
        self.sites, self.enter, self.look = sites, sign_in, look
        self.public = Screen(page, sites.public)
        told = sites.python(f"CHILDREN = {CHILDREN!r}\n{OPEN}")
        self.files = json.loads(told.split("FILES", 1)[1].splitlines()[0])
        self.code = told.split("OFFICE", 1)[1].split()[0]
        self.sql(LATE, -60, self.files["Lina"])
        for number, name in enumerate(list(CHILDREN)[1:]):
            self.sql(LATE, 20 + number, self.files[name])

    def as_(self, role, width=1280):
        """The screen of a demo account, in English."""
        page = self.enter(role)
        page.context.add_cookies([{"name": "language", "value": "en", "url": self.sites.staff}])
        page.set_viewport_size({"width": width, "height": 900})
        return Screen(page, self.sites.staff)

    def at(self, name, path=""):
        """An address in a child's file."""
        return f"/files/{self.files[name]}{path}"

    def sql(self, query, *values):
        """Past row security; what it gives back."""
        with self.sites.superuser() as connection:
            done = connection.execute(query, values)
            return done.fetchone() if done.description else None

    def newest(self, table, name):
        """The newest row of a child's file in a table."""
        row = self.sql(f"SELECT id FROM {table} WHERE file_id = %s ORDER BY id DESC LIMIT 1", self.files[name])
        return str(row[0])


@pytest.fixture(scope="module")
def office(sites, sign_in, page, look):
    return Office(sites, sign_in, page, look)


def refused(screen, *words):
    """The answer on the page: which rule, why, and what to do instead; in the words of a summary or of a page of its own."""
    shown = screen.page.locator(".error-summary, .notice, main").first.inner_text()
    for word in words:
        assert word in shown, f"{word!r} is not said:\n{shown}"
    return screen


def no_wider(screen):
    assert screen.page.evaluate(RIGHT), f"{screen.page.url} is wider than the telephone"
    return screen


@pytest.mark.rule("P38")
@pytest.mark.rule("P1")
@pytest.mark.requirement("R63")
@pytest.mark.requirement("R137")
def test_a_child_turns_18(office):
    """Prepared a year before, agreed together, nothing ends on the birthday; then consent and file are the young person's alone."""
    worker, here = office.as_("caseworker"), office.at("Dara")

    # At 17: what is due leads to the sheet; an aunt still answers for Dara; what goes on is agreed, not presumed.
    worker.go(f"{here}/persons/new").fill(
        name="Aunt Selam", relation="aunt", holds_responsibility=True, protective=True
    ).save()
    aunt = office.newest("cases_personaround", "Dara")
    consent = {"basis": "consent", "explained": True, "child_agrees": "yes", "decision": "given", "given_by": aunt}
    worker.go(f"{here}/consents/new").fill(purpose="referral", **consent).save()
    worker.go(f"{here}/child").fill(birth_registration="registered", schooling="attending").save()
    worker.go(here).sees("17 years").press("Prepare turning 18 with the child").sees(
        "When you turn 18", "Nothing ends by itself"
    )
    worker.press("Record the talk about turning 18")
    worker.fill(way="shown", language="English", present=[aunt], understood="yes").press("Save")
    refused(worker, "what goes on after 18, with whom, and what ends")
    office.look(worker.page, "day-18-talk", deep=False)
    worker.fill(
        asked="Who tells my school?",
        goes_on="The clinic and school go on, Aunt Selam stays at my side. The visits end in June.",
    ).save().sees("What we agreed for the time after:", "The visits end in June.").misses("Record the talk about turning 18")
    office.look(worker.page, "day-18-sheet")
    worker.go(here).misses("Prepare turning 18").sees("Turning 18 talked through")

    # Closing is prepared, and cannot be sent while Dara may be under 18.
    worker.go(f"{here}/views/new").fill(about="closure", views="I want to decide about my papers myself.").save()
    view = office.newest("cases_childview", "Dara")
    worker.go(f"{here}/views/{view}/weigh").fill(weight="It decided what ends.", feedback="Told on the same day.").save()
    worker.go(f"{here}/closing/change")
    criteria = dict.fromkeys(
        ("criterion_child_safe", "criterion_goals_met", "criterion_care_supported", "criterion_no_further_concern"), "yes"
    )
    look_again = (TODAY + dt.timedelta(days=60)).isoformat()
    worker.fill(reason="ADULT", view=view, continuing_support="The clinic; Aunt Selam.", post_closure_on=look_again)
    worker.fill(**criteria, **PRINCIPLES).save()
    worker.press("Send to the supervisor").sees("may still be under 18", "(P1)", "nothing ends")

    # The birth certificate comes: Dara is 18 today. Nothing has ended; nobody answers for Dara any more.
    born = TODAY.replace(year=TODAY.year - 18) if (TODAY.month, TODAY.day) != (2, 29) else dt.date(TODAY.year - 18, 2, 28)
    worker.go(f"{here}/age").fill(
        basis="document", birth_day=born.day, birth_month=born.month, birth_year=born.year, method="Birth certificate."
    ).save()
    worker.go(here).sees("18 years", "Turning 18 talked through")
    worker.go("/files?state=&mine=on").sees("Dara")
    worker.go(f"{here}/consents/new").fill(purpose="referral", **consent).press("Save")
    refused(
        worker.sees("Nobody, from 18 on"),
        "The person is 18: they alone consent, and nobody for them (rule P38). Ask the person.",
    )
    office.look(worker.page, "day-18-consent", deep=False)
    consent.pop("given_by")
    worker.go(f"{here}/consents/new").fill(purpose="referral", **consent).save()

    # Dara alone asks to see what is held; another person decides; it is taken along without what concerns others.
    asks = {
        "wish": "see",
        "words": "What did you write?",
        "capacity": "alone",
        "child_agrees": "yes",
        "counselling": "Offered.",
    }
    worker.go(f"{here}/access-requests").sees("the rights to the file are theirs alone").press("Record a request")
    worker.fill(asker="caregiver", person=aunt, counselling_offered=True, **asks).press("Save")
    refused(worker, "the rights to the file are theirs alone (P38)")
    worker.fill(asker="child").save()
    asked = f"{here}/access-requests/{office.newest('participation_accessrequest', 'Dara')}"
    office.as_("supervisor").go(asked).press("Grant it").fill(reasons="Counsellor present.").press_submit()
    answer = worker.page.context.request.get(f"{office.sites.staff}{asked}/held.json")
    taken = answer.json()
    assert [kind["kind"] for kind in taken["excluded"]][:2] == ["reporter", "third_persons"]
    assert "The visits end in June." in answer.text()
    assert answer.text().count("Selam") == 1, "only in the words that Dara agreed to"
    worker.go(asked).press("Record that it was gone through").fill(
        answer="Read together; nothing to correct."
    ).press_submit()

    # A complaint goes past the office; Dara reads the answer on the public site.
    number = worker.go(here).page.locator(".page-eyebrow").inner_text().split()[-1]
    worker.go(f"/complaint?number={number}").fill(
        voice="child", words="Nobody told my school.", office=office.code
    ).press_submit()
    code = re.sub(r"\D", "", worker.page.locator(".receipt").inner_text())
    office.public.go("/code").fill(code=code[:18]).save("Look").sees("How far it is").press("Close the mailbox")

    # Now it can end, with another person's word; the file stays theirs to ask for.
    worker.go(f"{here}/closing").save("Send to the supervisor")
    boss = office.as_("supervisor").go(f"/decide/closure/{office.newest('care_closure', 'Dara')}")
    office.look(boss.page, "day-18-closing", deep=False)
    boss.save("Approve")
    worker.go(here).sees("Closed").go(f"{here}/access-requests/new").sees("the person who was the child of this file")


def taps(screen, *words):
    """Press what is read, one after the other: each is one tap of a thumb."""
    for word in words:
        screen.page.get_by_text(word, exact=True).first.click()
    return screen


@pytest.mark.requirement("R12")
@pytest.mark.requirement("R55")
def test_a_caseworkers_day(office):
    """The five urgent things, the child in ten seconds, a visit on a telephone whose network drops, a refusal, two texts of one answer."""
    worker = office.as_("caseworker").go("/").sees("What needs you now")
    page = worker.page

    # Five lines, the longest late on top, each no longer than a glance; the rest below.
    rows = page.locator("#urgent ol > li")
    assert (rows.count(), "Lina Sorel" in rows.first.inner_text()) == (5, True)
    assert "Overdue" in rows.first.inner_text()
    assert max(text.count("(") for text in rows.all_inner_texts()) <= 3, "a line is no list of everything"
    assert "more" in page.locator("#urgent").inner_text()
    assert page.locator("#later li").count() >= 1
    office.look(page, "day-work", deep=False)

    # Who the child is, what is late, what the child said, what is agreed: without scrolling at a desk, within two thumbs on a telephone.
    worker.press("Lina Sorel").sees("13 years", "Girl", "overdue", "I want to stay with my aunt")
    answers = ["h1", ".page-lead", ".page-marks", "#due", ".voice", "#plan"]
    assert max(page.evaluate(TOPS, answers)) < 900
    phone = office.as_("caseworker", width=320).go(office.at("Lina"))
    assert max(page.evaluate(TOPS, answers)) < 2 * 900
    office.look(page, "day-file", deep=False)

    # A visit: five taps and a sentence. The network drops at the last one; the sentence stays, and is sent when it is back.
    page.set_viewport_size({"width": 320, "height": 640})
    taps(phone.press("Write a contact"), "Visit")
    taps(no_wider(phone).fill(narrative="She showed me her school books."), "Yes")
    phone.fill(seen_alone="yes", child_safe="yes")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    phone.sees("There is no network", "nothing is lost")
    assert page.locator("#no-network").evaluate("(words) => words === document.activeElement"), (
        "it is read aloud and in sight"
    )
    assert page.locator("[name=narrative]").input_value() == "She showed me her school books."
    office.look(page, "day-offline")
    page.context.set_offline(False)
    phone.sees("The network is back. Press the button again.")
    page.set_viewport_size({"width": 320, "height": 640})
    no_wider(phone.save()).sees("Saved.").go(office.at("Lina")).sees("Contact")

    # Whoever types is there: a long text does not end in the page for signing in.
    phone.go(office.at("Lina", "/contacts/new"))
    key = next(one["value"] for one in page.context.cookies() if one["name"] == "session")
    office.sql("UPDATE django_session SET expire_date = now() + interval '1 minute' WHERE session_key = %s", key)
    page.evaluate("Date.now = ((then) => () => then() + 5 * 60 * 1000)(Date.now)")
    with page.expect_response(lambda answer: answer.request.method == "HEAD"):
        page.locator("[name=narrative]").press_sequentially("A long")
    left = office.sql("SELECT expire_date > now() + interval '10 minutes' FROM django_session WHERE session_key = %s", key)
    assert left == (True,)

    # A refusal names the rule, why, and what to do instead; nothing written is lost.
    phone.go(office.at("Lina", "/persons/new")).fill(name="A neighbour", relation="neighbour").save()
    unsafe = office.newest("cases_personaround", "Lina")
    phone.go(office.at("Lina", f"/persons/{unsafe}/safety")).fill(reason="She is afraid of him.").save()
    phone.go(office.at("Lina")).sees("Do not contact", "A neighbour")
    phone.go(office.at("Lina", "/consents/new")).fill(
        purpose="referral", basis="consent", explained=True, child_agrees="yes", decision="given", given_by=unsafe,
        withheld="Her address.",
    ).press("Save")  # fmt: skip
    refused(phone, "marked unsafe", "(rule P11)", "Ask the child, or another safe adult.")
    assert page.locator("[name=withheld]").input_value() == "Her address."
    office.look(page, "day-refusal", deep=False)

    # The same answer from the desk and from the telephone: both texts are shown, none is lost.
    here = office.at("Lina", "/child")
    desk = Screen(page.context.new_page(), office.sites.staff).go(here)
    phone.go(here)
    known = {"birth_registration": "registered", "schooling": "attending"}
    desk.fill(safe_contact="By the reading club.", **known).save().page.close()
    phone.fill(safe_contact="After four, by the school.", **known).press("Save")
    phone.sees("Saved meanwhile by someone else", "By the reading club.", "After four, by the school.")
    phone.fill(safe_contact="After four, by the school; or by the reading club.").save()
    phone.go(office.at("Lina")).sees("or by the reading club")


@pytest.mark.requirement("R12")
@pytest.mark.rule("P14")
def test_a_supervisors_day(office):
    """What only a supervisor can do stands first, each thing once; a file gets its worker, a judgement goes back with a note."""
    office.sql(
        "UPDATE cases_deadline SET due_at = now() - interval '4 days' WHERE kind = 'assignment' AND file_id = (SELECT f.id FROM "
        "cases_casefile f JOIN directory_office o ON o.id = f.office_id WHERE o.code = %s AND f.worker_id IS NULL AND "
        "f.state NOT IN ('closed', 'not_accepted') ORDER BY f.opened_at LIMIT 1)",
        office.code,
    )
    boss = office.as_("supervisor", width=320).go("/")
    page = no_wider(boss).page
    first = page.locator("#today li")
    about = [" ".join(text.split()) for text in first.all_inner_texts()]
    assert len(about) == 5
    assert len(set(about)) == 5, "nothing is said twice"
    assert about[0].startswith("No worker is responsible")
    assert "Overdue by 4 days" in about[0]
    office.look(page, "day-supervisor", deep=False)

    number = first.first.locator(".row-more").inner_text()
    first.first.get_by_role("link").click()
    worker = office.sql("SELECT id FROM accounts_user WHERE username = 'caseworker'")[0]
    boss.fill(worker=worker).save()
    boss.go("/work")
    assert number not in page.locator("#today").inner_text()

    # A judgement goes back: not without a word that helps.
    taps(boss, "Assessment").sees("Your decision", "What the child said").press("Return to the author")
    boss.sees("Please look at these first").fill(note="Write what protects the child, beside what harms.")
    boss.press("Return to the author").go("/work")
    assert page.locator("#decisions").get_by_text("Assessment", exact=True).count() == 0

    # A supervisor does not write where a worker answers for the child, and is told what to do.
    refused(boss.go(office.at("Lina", "/contacts/new"), status=403), "responsible")
    office.look(page, "day-supervisor-refusal", deep=False)


@pytest.mark.rule("P12")
@pytest.mark.requirement("R73")
def test_a_providers_day(office):
    """From the one thing that waits to an answer, on a telephone; no file, no name that is not needed; a refusal has its grounds."""
    service = office.as_("service_provider", width=320).go("/").sees("What needs you today", "Answer a referral")
    page = no_wider(service).page
    office.look(page, "day-provider", deep=False)
    service.press("Answer a referral").sees("What you need to know", "Use it for this service only")
    shared = page.locator("main").inner_text()
    office.look(page, "day-provider-referral", deep=False)
    service.fill(target="declined").press("Save")
    refused(service, "Please look at these first")
    service.fill(target="accepted", note="On Monday at nine.").press("Save").sees("Noted. The caseworker sees it.")
    referral = page.url.rsplit("/", 1)[1]
    service.go("/today").misses("Answer a referral")
    child = office.sql("SELECT file_id FROM care_referral WHERE id = %s", referral)[0]
    worker = office.as_("caseworker").go(f"/files/{child}")
    assert worker.page.locator("h1").inner_text() not in shared, "no name goes along"
    office.as_("service_provider", width=320)
    refused(service.go(f"/files/{child}", status=403), "Go")


@pytest.mark.requirement("R12")
@pytest.mark.requirement("R78")
def test_a_legal_officers_day(office):
    """The five steps by their names, the child in ten seconds, advice before anything is shared, and the list in a language read from the right."""
    lawyer = office.as_("legal_officer").go("/").sees("What needs you now")
    page = lawyer.page
    steps = page.locator("#today li .row-main").all_inner_texts()
    assert len(steps) == 5
    assert len(set(steps)) >= 4, "each step says what it is"
    assert "Legal step" not in steps
    office.look(page, "day-legal", deep=False)
    page.locator("#today a").first.click()
    lawyer.sees("Proceedings", "Write in this chapter").press("Record legal advice")
    lawyer.fill(basis="advice", recipient="AC-POL", given_by="Bar association").press("Save")
    refused(lawyer, "Please look at these first")
    lawyer.fill(words="Share the act, not the child's papers.").save().sees("Share the act, not the child's papers.")
    lawyer.go(re.sub(r".*(/files/[^/]+).*", r"\1", page.url)).sees("Due", "What the child said")
    refused(lawyer.go(office.at("Lina", "/contacts/new"), status=403), "Go")

    page.context.add_cookies([{"name": "language", "value": "ar", "url": office.sites.staff}])
    lawyer.go("/proceedings")
    assert page.locator("html").get_attribute("dir") == "rtl"
    office.look(page, "day-legal-ar", deep=False)
