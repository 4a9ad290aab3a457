"""The rights of a child: named, followed until the child considers them restored, shown when the file is closed (R57)."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, open_case
from tutela.audit.models import Event
from tutela.care.actions import plans
from tutela.cases.models import Revision
from tutela.circumstances.actions.rights import follow, name_right
from tutela.circumstances.api import unrestored
from tutela.circumstances.models import Restitution
from tutela.circumstances.queries.rights import rights_of
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R57")]


def named(team, file, by=None, **values):
    actor = by or team.worker
    with acting_as(actor):
        return name_right(file=file, by=actor, values={"right": "RT14"} | values)


def followed(team, row, base=1, by=None, **values):
    actor = by or team.worker
    with acting_as(actor):
        return follow(row=row, by=actor, base_version=base, values=values)


def planned(team, file):
    with acting_as(team.worker):
        plan = plans.start_plan(file=file, by=team.worker)
        return plans.add_action(
            plan=plan, by=team.worker, track="SOC", service="kinship_care", goal="School again.", due_on=today()
        )


def test_from_violated_to_restored(team, file):
    action = planned(team, file)
    row = named(team, file)
    row = followed(team, row, state="action_under_way", plan_action=action)
    row = followed(team, row, 2, state="restored", child_sees="restored", child_words="I go every day.")
    with acting_as(team.worker):
        (found,) = rights_of(file.pk)
        assert (found.state, found.child_words, found.plan_action) == ("restored", "I go every day.", action)
        assert unrestored(file.pk) == []
        assert Revision.objects.filter(subject=row.pk).count() == 2
    with acting_as(make_actor("data_protection_officer")):
        told = Event.objects.filter(subject=f"circumstances.restitution:{row.pk}").order_by("position")
        assert [one.action for one in told] == ["right_named", "right_followed", "right_followed"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("right", {"right": "RT99"}),
        ("right", {"right": "UNK"}),
        ("state", {"state": "forgotten"}),
        ("state", {"state": "UNK"}),
        ("child_sees", {"child_sees": "perhaps"}),
        ("child_sees", {"state": "restored", "action": "The school took her back."}),
        ("action", {"state": "action_under_way"}),
        ("action", {"state": "cannot_be_restored"}),
        ("in_error", {"in_error": True}),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_written(team, file, field, values):
    with pytest.raises(InvalidInput) as caught:
        named(team, file, **values)
    assert set(caught.value.fields) == {field}
    with acting_as(team.worker):
        assert not Restitution.objects.exists()


def test_a_right_is_named_once_until_it_was_an_error(team, file):
    row = named(team, file)
    with pytest.raises(InvalidInput) as caught:
        named(team, file)
    assert set(caught.value.fields) == {"right"}
    row = followed(team, row, in_error=True)
    with pytest.raises(Refused):
        followed(team, row, 2, state="cannot_be_restored", action="Too late.")
    named(team, file)
    with acting_as(team.worker):
        assert len(rights_of(file.pk)) == 1


def test_an_action_of_another_file_restores_nothing_here(team, file):
    elsewhere = planned(team, open_case(team, given_names="Noor"))
    row = named(team, file)
    with pytest.raises(InvalidInput) as caught:
        followed(team, row, state="action_under_way", plan_action=elsewhere)
    assert set(caught.value.fields) == {"plan_action"}
    with pytest.raises(InvalidInput):
        followed(team, row, state="action_under_way", right="RT01")


def test_nobody_overwrites_and_nobody_else_writes(team, file):
    row = named(team, file)
    followed(team, row, state="partly_restored", action="Two mornings a week.")
    with pytest.raises(StaleVersion):
        followed(team, row, state="action_under_way", action="Asked the school.")
    with pytest.raises(Refused):
        named(team, file, by=team.supervisor, right="RT12")
    other = make_team_of_office()
    with acting_as(other.worker):
        assert not Restitution.objects.exists(), "row security hides another office's file"
        with pytest.raises(Refused):
            follow(row=row, by=other.worker, base_version=2, values={"state": "violated"})


def test_the_screens_and_who_closes_sees_what_is_left(team, file, enter):
    browser = enter(team.worker)
    listed = reverse("rights", args=[file.pk])
    assert "No right is named yet" in browser.get(listed).content.decode()
    new = reverse("right_new", args=[file.pk])
    wrong = browser.post(new, {"right": "RT14", "state": "restored", "child_sees": "NAS", "action": "School"})
    assert wrong.status_code == 422
    assert "Ask first" in wrong.content.decode()
    assert browser.post(new, {"right": "RT14", "state": "violated", "child_sees": "NAS"}).url == listed
    page = browser.get(listed).content.decode()
    assert "Education" in page
    assert "CRC 28, 29" in page
    with acting_as(team.worker):
        row = Restitution.objects.get()
    one = reverse("right_follow", args=[file.pk, row.pk])
    sent = {
        "base_version": 1,
        "state": "partly_restored",
        "child_sees": "partly",
        "action": "Mornings",
        "child_words": "Half.",
    }
    assert browser.post(one, sent).url == listed
    assert browser.post(one, sent | {"action": "Evenings"}).status_code == 412
    assert "Half." in browser.get(listed).content.decode()
    story = browser.get(reverse("file", args=[file.pk])).content.decode()
    assert "A right to be restored was named" in story
    with translation.override("fr"), acting_as(team.worker):
        assert unrestored(file.pk) == ["Éducation: Partiellement rétabli"]


def test_the_api_takes_and_gives_the_same(team, file, program):
    call = program(team.worker)
    path = f"/files/{file.pk}/rights"
    action = planned(team, file)
    made = call("post", path, {"right": "RT14", "plan_action": str(action.pk), "state": "action_under_way"})
    assert made.status_code == 201, made.content
    one = f"{path}/{made.json()['id']}"
    assert call("patch", one, {"state": "restored"}, seen=1).status_code == 422
    assert call("patch", one, {"state": "restored", "child_sees": "restored"}).status_code == 428
    assert call("patch", one, {"state": "restored", "child_sees": "REF"}, seen=1).status_code == 200
    assert call("patch", one, {"plan_action": str(file.pk)}, seen=2).status_code == 404
    assert [(row["right"], row["state"], row["plan_action"]) for row in call("get", path).json()] == [
        ("RT14", "restored", str(action.pk))
    ]
