"""What we do not see, through the real site: three agencies' lists to a published panel, by two statisticians."""

import pytest

from tests.functional.screens import Screen
from tests.unit.methods.linkage.test_overlap import HEAD, line

AGENCIES = {"Police": range(120), "Health": range(70, 190), "School": range(0, 240, 3)}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    for name, numbers in AGENCIES.items():
        (folder / f"{name}.csv").write_text(HEAD + "".join(line(n) for n in numbers))
    (folder / "photo.csv").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    return folder


@pytest.mark.requirement("R31")
def test_three_lists_become_a_published_panel(sites, sign_in, look, files):
    one = Screen(sign_in("statistician"), sites.staff)
    one.go("/statistics/unseen").press("Link lists").fill(title="Three agencies", year_from="2024", year_to="2024")
    one.page.locator("[name=uploads]").set_input_files([str(files / "photo.csv")])
    one.press("Link in memory").sees("Only lists as CSV text")
    one.go("/statistics/unseen/lists/new").fill(title="Three agencies", year_from="2024", year_to="2024")
    one.fill(column_place="place", column_seen="seen")
    one.page.locator("[name=uploads]").set_input_files([str(files / f"{name}.csv") for name in AGENCIES])
    look(one.page, "unseen-link")
    one.save("Link in memory").sees("Three agencies", "on two lists or more", "no name, no date").misses("Okonkwo")
    look(one.page, "unseen-lists")
    one.fill(stratum="sex").save("Estimate").sees("Waiting for the worker")
    sites.run("worker", "--once", "--queue", "estimates")
    panel = one.page.url.removeprefix(sites.staff)
    one.go(panel).sees("Read the whole panel", "Latent classes", "Whitehead", "If links were missed", "Girls")
    look(one.page, "unseen-panel")
    one.fill(reading="The methods agree here; all assume that links are right.").save("Send for review")
    one.sees("does not review it")
    two = Screen(sign_in("second_statistician"), sites.staff)
    two.go(panel).fill(remark="Read.").save("Approve").save("Publish, rounded").sees("Published", "rounded to ten")
    two.press("Register another's estimate").fill(
        kind="estimate", topic="Children in street situations", low="50000", high="100000", unit="children",
        population="Under 18", period="2020", place="The capital", source="A university study", method="One night",
        quality="weak",
    )  # fmt: skip
    two.save("Keep it").sees("no mean is made")
    planner = Screen(sign_in("ministry_planner"), sites.staff)
    planner.page.context.clear_cookies(name="language")
    for language, words in (("en", "What we do not see"), ("ar", "")):
        planner.page.context.add_cookies([{"name": "language", "value": language, "url": sites.staff}])
        planner.go("/statistics/unseen").sees(words).misses("Link lists")
        look(planner.page, f"unseen-{language}")
    planner.go(panel, status=403)
