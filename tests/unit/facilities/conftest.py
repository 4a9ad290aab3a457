"""One facility and everybody around it."""

import pytest

from tests.factories.facilities import make_world


@pytest.fixture
def world(db):
    return make_world()


def empty_house(facility_ids):
    """Nobody is placed anywhere."""
    return {}


def one_without_a_plan(facility_ids):
    """One child everywhere, without an onward plan."""
    return dict.fromkeys(facility_ids, (1, 1))
