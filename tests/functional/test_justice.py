"""A child's chapter of justice, as three people meet it: a caseworker, a legal officer, the ombudsperson."""

import pytest

from tests.functional.screens import Screen

pytestmark = [pytest.mark.timeout(600)]


@pytest.mark.requirement("R80")
@pytest.mark.requirement("R81")
@pytest.mark.requirement("R82")
def test_a_settlement_closes_nothing_and_a_held_child_is_on_the_list(sites, sign_in, look):
    """A marriage is talked about, the child is held: each opens its steps; the legal officer takes one; the list is without a name."""
    worker, lawyer, mechanism = (
        Screen(sign_in(who), sites.staff) for who in ("caseworker", "legal_officer", "ombudsperson")
    )
    lawyer.go("/proceedings").sees("Legal steps to take, soonest first", "How long stages take", "Awarded and not paid")
    task = lawyer.page.locator("#tasks tbody a").first.get_attribute("href")
    chapter = task.split("/task/")[0]
    worker.go(chapter).sees("Proceedings", "Write in this chapter")
    look(worker.page, "justice")
    worker.go(f"{chapter}/settlement/new")
    worker.fill(forms=["marriage"], parties=["community_leaders"], child_heard="no").press("Save")
    worker.sees("Please look at these first")
    worker.fill(words="Two families met.").save().sees(
        "A settlement closes nothing", "Marriage: a grave concern", "Child not heard"
    )
    worker.go(chapter).sees("Urgent legal action against the marriage").go(chapter.removesuffix("/justice")).sees(
        "Risk: High"
    )
    lawyer.go(task).press("It is done").fill(result="A lawyer was named.").save().sees("A lawyer was named.", "Done")
    mechanism.go(chapter, status=403).go("/held-children").sees("Longest first", "hours", "Closed institution")
    name = worker.go(chapter.removesuffix("/justice")).page.locator("h1").inner_text()
    mechanism.misses(name)
