"""The finder narrows by need, place, distance, opening, accessibility, age and words; the public role sees published rows only."""

import datetime as dt
import random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office, make_territory, make_user, sign_in
from tests.factories.directory import box, make_point
from tutela.directory.actions.keep import confirm_entry, remind_to_confirm, stop_service
from tutela.directory.enums import DirectoryReason, Freshness
from tutela.directory.models import ServicePoint
from tutela.directory.policies import keep_entry
from tutela.directory.queries import kept, opening
from tutela.directory.queries.finder import KM_A_DEGREE, Wanted, centre_of, find_services, first_services, lies_in
from tutela.directory.views import staff as views
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused

pytestmark = pytest.mark.django_db


def names(**wanted):
    return [point.name for point in find_services(Wanted(**wanted))]


@pytest.mark.requirement("R58")
def test_each_wish_narrows():
    here, there = make_office(), make_office()
    make_point(
        name="a", office=here, services=["legal_aid", "crisis_line"], access=["lift"], languages=["ar"], free_of_charge=True
    )
    make_point(name="b", office=there, services=["crisis_line"], minimum_age=6, maximum_age=10)
    make_point(name="stopped", suspended_on=today())
    make_point(name="ended", ended_on=today())
    assert names() == ["a", "b"]
    assert names(need="legal_aid") == ["a"]
    assert names(territory_path=there.territory.path) == ["b"]
    assert names(access=("lift",)) == names(language="ar") == names(free_only=True) == ["a"]
    assert names(age=5) == names(age=11) == ["a"]
    assert names(age=6) == ["a", "b"]
    assert names(words="B") == ["b"]


@pytest.mark.requirement("R58")
def test_the_nearest_comes_first_and_the_distance_is_right():
    make_point(name="far", latitude=0.0, longitude=2.0)
    make_point(name="near", latitude=0.0, longitude=1.0)
    make_point(name="nowhere")
    assert names(near=(0.0, 0.0)) == ["near", "far"]
    assert names(near=(0.0, 0.0), within_km=112) == ["near"]
    assert names(near=(0.0, 0.0), within_km=1) == []
    (near, _far) = find_services(Wanted(near=(0.0, 0.0)))
    assert near.km == pytest.approx(KM_A_DEGREE, rel=1e-6)


@pytest.mark.requirement("R58")
@pytest.mark.parametrize("within_km", [None, 5, 40, 60, 3000])
@pytest.mark.parametrize("near", [(0.0, 0.0), (0.4, 179.9), (89.7, 20.0)])
def test_the_first_few_are_the_same_looked_for_in_small_circles(near, within_km):
    draw = random.Random(near[0])
    for number in range(60):
        spread = draw.choice([0.05, 0.3, 2.0, 20.0])
        make_point(
            name=str(number),
            latitude=max(-90.0, min(90.0, near[0] + draw.uniform(-spread, spread))),
            longitude=(near[1] + draw.uniform(-spread, spread) + 180) % 360 - 180,
        )
    wanted = Wanted(near=near, within_km=within_km)
    every = [(point.name, point.km) for point in find_services(wanted)]
    for upto in (1, 7, 21, 59, 61):
        assert [(point.name, point.km) for point in first_services(wanted, upto)] == every[:upto]


@pytest.mark.requirement("R58")
def test_words_and_hours_give_the_same_however_rare_they_are():
    draw, week = random.Random(3), [{"days": ["MO"], "opens": "08:00", "closes": "12:00"}]
    for number in range(40):
        hours = draw.choice([[], week])
        named = f"{draw.choice(['Blue', 'Red'])} house {number}"
        make_point(name=named, opening=hours, open_slots=opening.slots_of(hours), maximum_age=draw.choice([None, 12]))
    monday = ("MO", dt.time(9))
    for wanted in (Wanted(words="blu"), Wanted(words="house 7"), Wanted(open_at=monday, age=14), Wanted(words="none")):
        every = [point.name for point in find_services(wanted)]
        for upto in (1, 5, 41):
            assert [point.name for point in first_services(wanted, upto)] == every[:upto]


def test_the_public_role_looks_through_what_is_published_without_reading_the_rows(as_role):
    make_point(name="open")
    make_point(name="hidden", published=False)
    as_role("tutela_public")
    asked = find_services(Wanted(words="open", open_at=("MO", dt.time(9)), age=3)).order_by("name", "id").values("pk")
    sql, parameters = asked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using service_point_published" in plan
    assert "confidential" not in plan, "the index's own condition is the policy: nothing is left to ask of a row"


@pytest.mark.parametrize("latitude", [89.9, -89.9, 0.0])
def test_distance_holds_at_the_poles_and_the_date_line(latitude):
    make_point(name="a", latitude=latitude, longitude=179.95)
    assert names(near=(latitude, -179.95), within_km=15) == ["a"]
    assert names(near=(latitude, 179.95), within_km=1) == ["a"]


@pytest.mark.requirement("R58")
def test_open_at_an_hour():
    make_point(name="day")
    make_point(name="night", opening=[{"days": ["SU"], "opens": "20:00", "closes": "08:00"}])
    make_point(name="unknown", opening=[])
    assert names(open_at=("MO", dt.time(9))) == ["day"]
    assert names(open_at=("MO", dt.time(7, 59))) == ["night"]
    assert names(open_at=("MO", dt.time(8))) == ["day"]
    assert names(open_at=("MO", dt.time(17))) == []
    assert names(open_at=("SU", dt.time(21))) == ["night"]


TIMES = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02d}:{quarter % 4 * 15:02d}")


@given(day=st.sampled_from(opening.DAYS), opens=TIMES, closes=TIMES, asked=TIMES, on=st.sampled_from(opening.DAYS))
def test_slots_say_what_a_clock_says(day, opens, closes, asked, on):
    """Against minutes counted by hand, over midnight and over the end of the week."""
    slots = opening.slots_of([{"days": [day], "opens": opens, "closes": closes}])
    slot = opening.slot_at(on, dt.time.fromisoformat(asked))

    def minutes(name, time):
        return opening.DAYS.index(name) * 1440 + int(time[:2]) * 60 + int(time[3:])

    start, week = minutes(day, opens), 7 * 1440
    length = (minutes(day, closes) - start) % 1440 or 1440
    assert bool(slots[slot // 8] >> slot % 8 & 1) == ((minutes(on, asked) - start) % week < length)


def test_days_are_drawn_together():
    assert opening.runs(["MO", "TU", "WE", "SA"]) == [("MO", "WE"), ("SA", "SA")]


@given(x=st.floats(-1, 3), y=st.floats(-1, 3))
def test_a_point_lies_in_a_box_or_not(x, y):
    assert lies_in(box(0, 0, 2, 2), y, x) == (0 <= x <= 2 and 0 <= y <= 2)


def test_outlines_of_several_parts_and_of_none():
    two = {"type": "MultiPolygon", "coordinates": [box(0, 0, 1, 1)["coordinates"], box(2, 2, 2, 2)["coordinates"]]}
    assert lies_in(two, 3, 3)
    assert not lies_in(two, 1.5, 1.5)
    assert not lies_in(None, 0, 0)
    assert centre_of(make_territory(make_territory(), outline=two)) == (2, 2)
    assert centre_of(make_territory(make_territory())) is None


@pytest.mark.requirement("R58")
def test_the_public_role_reads_published_rows_and_writes_none(as_role):
    make_point(name="open")
    for hidden in ({"published": False}, {"confidential": True}, {"suspended_on": today()}, {"ended_on": today()}):
        make_point(**hidden)
    as_role("tutela_public")
    assert list(ServicePoint.objects.values_list("name", flat=True)) == ["open"]
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE directory_servicepoint SET name = 'x'")


def test_a_shelter_has_no_address_here():
    from django.db.utils import IntegrityError

    with pytest.raises(IntegrityError):
        make_point(confidential=True, latitude=1.0, longitude=1.0)


# Keeping.


@pytest.fixture
def office():
    return make_office()


@pytest.mark.requirement("R58")
def test_the_keeper_confirms_and_counts_places(office):
    point = make_point(office=office, confirmed_on=None)
    keeper = make_actor("service_provider", office=office)
    assert kept.freshness(point) == Freshness.STALE
    with acting_as(keeper):
        assert list(kept.kept_by(keeper)) == [point]
        confirm_entry(
            point=kept.get_kept(keeper, point.pk), by=keeper, values={"capacity": 9, "free_places": 2, "waiting": 0}
        )
    point.refresh_from_db()
    assert (point.confirmed_on, point.confirmed_by, point.free_places, point.counted_on) == (today(), keeper.id, 2, today())
    assert kept.freshness(point) == Freshness.FRESH


def test_nobody_else_confirms(office):
    point = make_point(office=office)
    stranger = make_actor("service_provider", office=make_office())
    assert keep_entry.why_not(stranger, point) == DirectoryReason.NOT_KEEPER
    with acting_as(stranger):
        assert not kept.kept_by(stranger).exists()
        with pytest.raises(NotHere):
            kept.get_kept(stranger, point.pk)
        with pytest.raises(Refused):
            confirm_entry(point=point, by=stranger)


def test_a_named_keeper_replaces_the_office(office):
    named = make_office()
    point = make_point(office=office, keeper=named)
    assert not keep_entry.allows(make_actor("service_provider", office=office), point)
    assert keep_entry.allows(make_actor("service_provider", office=named), point)
    point.ended_on = today()
    assert keep_entry.why_not(make_actor("service_provider", office=named), point) == DirectoryReason.SERVICE_ENDED


@pytest.mark.parametrize("values", [{"capacity": 1, "free_places": 2}, {"waiting": -1}])
def test_impossible_numbers_come_back(office, values):
    point, keeper = make_point(office=office), make_actor("service_provider", office=office)
    with acting_as(keeper), pytest.raises(InvalidInput):
        confirm_entry(point=point, by=keeper, values=values)


@pytest.mark.requirement("R58")
def test_old_entries_are_reminded_once_a_month(office):
    old = make_point(office=office, confirmed_on=today() - dt.timedelta(days=200))
    make_point(office=office)
    process = make_actor("deadline_keeper", is_system=True)
    with acting_as(process):
        assert (remind_to_confirm(by=process), remind_to_confirm(by=process)) == (1, 0)
        ServicePoint.objects.filter(pk=old.pk).update(reminded_on=today() - dt.timedelta(days=31))
        assert remind_to_confirm(by=process) == 1
    old.refresh_from_db()
    assert kept.freshness(old) == Freshness.DUE
    worker = make_actor("caseworker", office=office)
    with acting_as(worker), pytest.raises(Refused):
        remind_to_confirm(by=worker)


def test_a_stopped_service_opens_again(office):
    point, inspector = make_point(office=office), make_actor("inspector")
    with acting_as(inspector):
        assert stop_service(point=point, by=inspector, stopped=True).suspended_on == today()
        stop_service(point=point, by=inspector, stopped=True)
        assert stop_service(point=point, by=inspector, stopped=False).suspended_on is None
    worker = make_actor("caseworker", office=office)
    with acting_as(worker), pytest.raises(Refused):
        stop_service(point=point, by=worker, stopped=True)


@pytest.mark.requirement("R26")
def test_a_district_without_a_service_is_a_gap():
    region = make_territory(make_territory())
    served, bare = make_territory(region), make_territory(region)
    make_point(office=make_office(make_territory(served)), services=["emergency_shelter", "crisis_line"])
    found = {territory.pk: counts for territory, counts in kept.coverage()}
    assert found[served.pk] == {"crisis_line": 1, "medical": 0, "psychosocial": 0, "shelter": 1, "legal": 0}
    assert not any(found[bare.pk].values())


# Screens.


@pytest.fixture
def staff(client, office):
    sign_in(client, make_user("service_provider", office=office, second_factor=True))
    return client


def test_staff_pages(staff, office):
    point = make_point(
        office=office, name="Advice", latitude=1.0, longitude=1.0, counted_on=today(), free_places=1, waiting=2
    )
    make_point(
        office=office, name="Shelter", confidential=True, hours="Always", cost="Free", accepts="Girls", confirmed_on=None
    )
    make_territory(make_territory(), code="PL", name="Place", outline=box(0, 0, 2, 2))
    html = staff.get("/services", {"near": "PL", "within": "25", "day": "MO", "time": "09:00"}).content.decode()
    assert "Advice" in html
    assert "1 free place, 2 waiting" in html
    assert "Shelter" not in html
    assert "Address protected" in staff.get("/services").content.decode()
    assert staff.get("/services", {"within": "5"}).status_code == 422
    assert staff.get("/services", {"time": "08:00"}).status_code == 422
    assert staff.get("/services", {"day": "now"}).status_code == 200
    assert "Advice" in staff.get("/services/kept").content.decode()
    address = f"/services/kept/{point.pk}"
    assert staff.get(address).status_code == 200
    assert staff.post(address, {"capacity": "1", "free_places": "2"}).status_code == 422
    assert staff.post(address, {"capacity": "3", "free_places": "2", "waiting": ""}).status_code == 302
    assert staff.get("/services/gaps").status_code == 200
    make_territory(make_territory(make_territory()), code="BARE")
    assert "BARE" in staff.get("/services/gaps", {"as": "csv"}).content.decode()


@pytest.mark.requirement("R58")
def test_the_list_is_taken_along_in_one_file_that_needs_nothing(staff, office, monkeypatch):
    make_point(office=office, name="Advice", phone="+99 555 <1>", services=["legal_aid"])
    make_point(office=office, name="Hidden shelter", confidential=True)
    for number in range(3):
        make_point(office=office, name=f"Line {number}", services=["crisis_line"])
    answer = staff.get("/services/list.html")
    html = answer.content.decode()
    assert answer["Content-Disposition"] == f'attachment; filename="services-{today().isoformat()}.html"'
    assert 'href="tel:+995551"' in html
    assert "<1>" not in html
    assert "Hidden shelter" not in html
    assert not [word for word in ("src=", "<script", "<link", "<form", "http:", "https:") if word in html]
    assert html.index("Advice") < html.index("Line 0") < html.index("Line 2")
    narrowed = staff.get("/services/list.html", {"service": "legal_aid"}).content.decode()
    assert "Advice" in narrowed
    assert "Line 0" not in narrowed
    assert staff.get("/services/list.html", {"within": "5"}).status_code == 422
    monkeypatch.setattr(views, "TAKEN", 2)
    few = staff.get("/services/list.html").content.decode()
    assert "More than 2 entries fit" in few
    assert "Line 2" not in few
    assert "/services/list.html?service=legal_aid" in staff.get("/services", {"service": "legal_aid"}).content.decode()


def test_pages_follow_one_another(staff, office):
    for number in range(45):
        make_point(office=office, name=f"n{number:02d}")
    first = staff.get("/services").content.decode()
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    last = staff.get("/services", {"page": "3"}).content.decode()
    assert "n44" in last
    assert 'rel="next"' not in last
    for odd in ("0", "-1", "x", "٣", "9" * 30):
        assert staff.get("/services", {"page": odd}).status_code == 200


def test_only_keepers_see_the_keepers_page(client, office):
    sign_in(client, make_user("statistician", office=office))
    assert client.get("/services/kept").status_code == 403
    assert client.get("/services").status_code == 200
