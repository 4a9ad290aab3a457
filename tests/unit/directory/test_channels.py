"""The map of channels: what each district has, its gaps, how many children are left without, and who changes it (R26)."""

import csv
import io
import re

import pytest
from django.urls import reverse

from tests.factories.accounts import actor_of, make_office, make_territory, make_user, sign_in
from tests.factories.directory import make_point
from tutela.directory.actions.channels import end_channel, keep_channel
from tutela.directory.models import ReportingChannel
from tutela.directory.presenters.channels import uncovered_lines
from tutela.directory.queries.channels import channel_coverage, channels_at
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R26")]


@pytest.fixture
def country():
    return make_territory()


@pytest.fixture
def district(country):
    make_territory(make_territory(country))
    return make_territory(make_territory(country))


def at(district):
    return next(one for one in channel_coverage(district.level) if one.territory == district)


def test_a_district_without_a_channel_is_a_gap(country, district):
    by = actor_of(make_user("administrator", second_factor=True))
    with acting_as(by):
        everywhere = keep_channel(territory=country, channel="web_form", by=by)
        assert all("no_channel" in one.gaps for one in channel_coverage()), "this site alone fills no gap"
        keep_channel(territory=district, channel="walk_in", by=by, hours="Monday to Friday")
        assert "no_channel" not in at(district).gaps
        assert {"no_night", "crisis_line"} <= set(at(district).gaps)
        keep_channel(territory=district, channel="walk_in", by=by, day_and_night=True)
        assert "no_night" not in at(district).gaps
        assert {one.channel for one in channels_at(district)} == {"web_form", "walk_in"}
        end_channel(channel=everywhere, by=by)
        assert ReportingChannel.objects.filter(ended_on=None).count() == 1
        with pytest.raises(InvalidInput):
            keep_channel(territory=district, channel="pigeon", by=by)
    other = actor_of(make_user("intake_officer"))
    with acting_as(other):
        for refused in (lambda: keep_channel(territory=country, channel="sms", by=other),
                        lambda: end_channel(channel=ReportingChannel.objects.get(ended_on=None), by=other)):  # fmt: skip
            with pytest.raises(Refused):
                refused()


def test_the_map_shows_gaps_counts_children_and_goes_out_as_a_file(client, district):
    """Two districts without a channel, one counted: their sum, and that one number is not known."""
    page, people = reverse("report_channels"), reverse("report_population")
    sign_in(client, make_user("administrator", second_factor=True))
    said = {"territory": district.code, "children": "12345", "year": "2025", "source": "Census"}
    assert client.post(people, said).status_code == 302
    wrong = client.post(people, said | {"children": "-1"})
    assert wrong.status_code == 422
    assert "Census" in wrong.content.decode(), "what was typed is not lost"
    assert client.post(people, said | {"children": "23456"}).status_code == 302, "corrected"
    shown = client.get(page).content.decode()
    for words in ("No channel but this site", "23,456", "whose number is not known"):
        assert words in shown
    line = next(one for one in uncovered_lines(channel_coverage()) if one["gap"] == "No channel but this site")
    assert (line["places"] - line["unknown"], line["children"]) == (1, "23,456")
    assert client.post(page, {"channel": "helpline"}).status_code == 422
    channel = {"territory": district.code, "channel": "helpline", "day_and_night": "on", "hours": "x"}
    assert client.post(page, channel).status_code == 302
    rows = list(csv.reader(io.StringIO(client.get(page + "?format=csv").content.decode())))
    known = {row[0]: row for row in rows[1:]}
    make_point(
        name="Line of the canary",
        office=make_office(district, holds_files=False),
        services=["crisis_line"],
        hours="Day and night",
    )
    link = re.search(r'href="([^"]*service=crisis_line[^"]*)"', client.get(page).content.decode())[1]
    found = client.get(link.replace("&amp;", "&")).content.decode()
    assert "Line of the canary" in found, "hours, cost and accessibility stand there"
    assert "Day and night" in found
    assert "no_channel" not in known[district.code][5].split()
    assert known[district.code][6] == "23456"
    assert any("no_channel" in row[5].split() for row in rows[1:])
    end = reverse("report_channel_end", args=[ReportingChannel.objects.get().pk])
    assert [client.post(end).status_code, client.post(end).status_code] == [302, 404]
    sign_in(client, make_user("intake_officer", second_factor=True))
    assert "Put a way to report on the map" not in client.get(page).content.decode()
    assert client.post(people, said).status_code == client.post(page, channel).status_code == 403
