"""Opening offices and confirming entries, at their edges."""

import pytest

from tests.factories.accounts import make_actor, make_office, make_territory
from tests.factories.directory import make_point
from tutela.directory.actions.keep import confirm_entry
from tutela.directory.actions.offices import open_office
from tutela.directory.models import Office
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput


@pytest.mark.parametrize(("said", "field"), [({"name": " "}, "name"), ({"owner": "\n"}, "owner")])
def test_an_office_needs_a_name_and_an_owner(db, said, field):
    inspector, territory, before = make_actor("inspector"), make_territory(), Office.objects.count()
    with acting_as(inspector), pytest.raises(InvalidInput) as wrong:
        open_office(
            **{"name": "Hill House", "owner": "Hill Association"} | said, kind="shelter", territory=territory, by=inspector
        )
    assert set(wrong.value.fields) == {field}
    assert Office.objects.count() == before


@pytest.mark.requirement("R58")
def test_an_entry_is_confirmed_without_counting_anew(db):
    office = make_office()
    point, keeper = make_point(office=office, confirmed_on=None), make_actor("service_provider", office=office)
    with acting_as(keeper):
        confirm_entry(point=point, by=keeper, values={"capacity": 9, "free_places": 2, "waiting": 0})
        confirm_entry(point=point, by=keeper)
    point.refresh_from_db()
    assert (point.confirmed_on, point.capacity, point.free_places) == (today(), 9, 2)
