"""The gatekeeping review at its edges: another office, a missing answer, a finding that does not exist."""

import pytest

from tests.factories.cases import make_team_of_office
from tests.unit.placements.conftest import propose
from tutela.cases.api import FileReason
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput
from tutela.placements.actions import placements as acts
from tutela.placements.enums import PlacementReason
from tutela.placements.models import Placement
from tutela.placements.policies import placement as policies


@pytest.mark.rule("P18")
@pytest.mark.parametrize(
    ("said", "field"),
    [({"finding": "perhaps", "words": "Words."}, "finding"), ({"finding": "needed", "words": " "}, "words")],
)
def test_a_review_needs_a_finding_and_words(world, team, file, said, field):
    placement = propose(world, team, file)
    with acting_as(team.supervisor):
        with pytest.raises(InvalidInput) as wrong:
            acts.review_gate(placement=placement, by=team.supervisor, **said)
        assert set(wrong.value.fields) == {field}
        assert Placement.objects.filter(pk=placement.pk, gatekeeping="").exists()


@pytest.mark.requirement("R93")
def test_whoever_approves_nothing_here_reviews_nothing_here(world, team, file):
    placement = propose(world, team, file)
    other = make_team_of_office()
    assert policies.review_gate.why_not(team.worker, placement) == FileReason.NO_PERMISSION
    assert policies.review_gate.why_not(other.supervisor, placement) == FileReason.NOT_VISIBLE
    placement.file.state = "closed"
    assert policies.review_gate.why_not(team.supervisor, placement) == FileReason.FILE_CLOSED


@pytest.mark.rule("P18")
def test_nobody_reviews_a_placement_they_wrote(world, team, file):
    placement = propose(world, team, file)
    placement.updated_by_id = team.supervisor.id
    assert policies.review_gate.why_not(team.supervisor, placement) == PlacementReason.OWN_PLACEMENT
