"""Services for tests: ``make_point()`` fills in what is not said; ``hsds_service()`` is one service as HSDS JSON."""

from __future__ import annotations

import itertools
import uuid

from tests.factories.accounts import make_office
from tutela.directory.models import ServicePoint
from tutela.directory.queries.opening import slots_of
from tutela.kernel.clock import today

_count = itertools.count(1)
WEEKDAYS = [{"days": ["MO", "TU", "WE", "TH", "FR"], "opens": "08:00", "closes": "17:00"}]


def make_point(**fields: object) -> ServicePoint:
    """A service open on weekdays, for whoever is under 18."""
    number = next(_count)
    opening = fields.pop("opening", WEEKDAYS)
    defaults = {
        "code": f"PT{number}",
        "name": f"Service {number}",
        "office": fields.pop("office", None) or make_office(),
        "services": ["legal_aid"],
        "opening": opening,
        "open_slots": slots_of(opening),
        "confirmed_on": today(),
    }
    return ServicePoint.objects.create(**defaults | fields)


def box(x: float, y: float, width: float, height: float) -> dict:
    """A GeoJSON rectangle."""
    ring = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def uid(*parts: object) -> str:
    """The same id for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, ":".join(map(str, parts))))


def hsds_service(number: int = 1, **changes: object) -> dict:
    """A service as the standard's JSON nests it, in the middle of a country of 0–8 × 0–6 degrees."""
    key = uid("service", number)
    location = {
        "id": uid("location", number),
        "location_type": "physical",
        "latitude": 3.0,
        "longitude": 4.0,
        "addresses": [
            {
                "id": uid("address", number), "address_1": "1 High Street", "city": "Town", "state_province": "R",
                "postal_code": "", "country": "XC", "address_type": "physical",
            }
        ],
    }  # fmt: skip
    found = {
        "id": key,
        "name": f"Service {number}",
        "status": "active",
        "minimum_age": 0,
        "maximum_age": 17,
        "assured_date": "2026-10-01",
        "organization": {"id": uid("organization"), "name": "Advice House", "description": "Advice"},
        "phones": [{"id": uid("phone", number), "number": "+999 1"}],
        "languages": [{"id": uid("language", number), "code": "en"}],
        "cost_options": [{"id": uid("cost", number), "amount": 0, "amount_description": "Free"}],
        "schedules": [
            {
                "id": uid("schedule", number), "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "08:00", "closes_at": "12:00",
                "timezone": 0,
            }
        ],
        "service_at_locations": [{"id": uid("sal", number), "location": location}],
        "attributes": [
            {
                "id": uid("attribute", number), "link_id": key, "link_entity": "service",
                "taxonomy_term": {"id": uid("term"), "code": "legal_aid", "name": "Legal aid", "description": "Legal aid"},
            }
        ],
    }  # fmt: skip
    return found | changes
