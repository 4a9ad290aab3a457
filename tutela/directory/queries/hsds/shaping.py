"""From staged HSDS rows to entries of the directory, and the faults that only the country can know: terms, places, clocks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from tutela.kernel.clock import today
from tutela.vocabulary import api as vocabulary

from ...models import Territory
from ..finder import lies_in
from ..opening import DAYS, slots_of
from .staging import Staging

NEEDS, ACCESS, PLACE = "tutela-services", "tutela-accessibility", "tutela-territory"
"""The taxonomies of an export of ours; terms of other taxonomies count when their codes are ours or are mapped."""
DEEPEST = 3
"""Entries are placed in the country, a region or a district."""


@dataclass
class Shaped:
    """One entry, its organisation and its territory."""

    id: uuid.UUID
    organisation: uuid.UUID
    organisation_name: str
    territory: Territory
    fields: dict[str, Any] = field(repr=False)


class Shaper:
    """Turns services at locations into entries. ``terms`` maps codes of other taxonomies to needs."""

    def __init__(self, stage: Staging, terms: Mapping[str, str]) -> None:
        self.stage, self.terms = stage, terms
        self.territories = list(Territory.objects.filter(level__lte=DEEPEST).order_by("-level", "path"))
        self.country = next((one for one in self.territories if one.level == 1), None)
        self.by_name = {str(name).casefold(): one for one in self.territories for name in (one.code, *one.names.values())}
        self.offsets = country_offsets()
        self.organisation = lru_cache(1024)(lambda key: self.stage.get("organization", key))
        self.term = lru_cache(4096)(lambda key: self.stage.get("taxonomy_term", key))
        self.around = lru_cache(8)(stage.around)
        self.place_at = lru_cache(4096)(self._place_at)

    def shape_all(self) -> Iterator[Shaped]:
        """Every entry that is right; what is wrong becomes faults in the staging."""
        for place, link in self.stage.rows("service_at_location"):
            service, location = (
                self.stage.get("service", link["service_id"]),
                self.stage.get("location", link["location_id"]),
            )
            if service and location:
                yield from self._shape(place, link["id"], service, location, link["id"])
        for place, service in self.stage.without_place():
            yield from self._shape(place, service["id"], service, {}, "")

    def _shape(self, place: str, key: str, service: dict[str, Any], location: dict[str, Any], link: str) -> Iterator[Shaped]:
        before = self.stage.noted

        def wrong(name: str, sentence: str) -> None:
            self.stage.wrong(place, "service", service["id"], name, sentence)

        organisation = self.organisation(service["organization_id"].lower())
        fields = self._plain(service, wrong) | self._hours(service, location, link, wrong) | self._where(location)
        fields |= self._needs(service, wrong) | self._around(service, location, link) | self._counts(service, wrong)
        if fields["confidential"]:
            fields |= {"latitude": None, "longitude": None, "public_address": ""}
        territory = self._territory(service, location, wrong)
        if self.stage.noted == before and organisation and territory:
            owner = uuid.UUID(organisation["id"])
            yield Shaped(uuid.UUID(key), owner, organisation["name"], territory, fields)

    def _plain(self, service: dict[str, Any], wrong: Callable[[str, str], None]) -> dict[str, Any]:
        low, high = (_whole(service.get(name)) for name in ("minimum_age", "maximum_age"))
        if low is not None and high is not None and low > high:
            wrong("maximum_age", _("lies below minimum_age"))
        closed = service["status"] in ("inactive", "defunct")
        return {
            "name": service["name"],
            "description": service.get("description", "")[:2000],
            "email": service.get("email", ""),
            "website": service.get("url", ""),
            "accepts": service.get("eligibility_description", "")[:200],
            "minimum_age": low,
            "maximum_age": high,
            "hsds_service": uuid.UUID(service["id"]),
            "confirmed_on": self._day(service.get("assured_date", ""), "assured_date", wrong),
            "suspended_on": today() if service["status"] == "temporarily closed" else None,
            "ended_on": today() if closed else None,
        }

    @staticmethod
    def _day(text: str, name: str, wrong: Callable[[str, str], None]) -> dt.date | None:
        if not text:
            return None
        try:
            return min(dt.date.fromisoformat(text), today())
        except ValueError:
            wrong(name, _("%(day)s is not a day of the calendar") % {"day": text})
            return None

    def _hours(
        self, service: dict[str, Any], location: dict[str, Any], link: str, wrong: Callable[[str, str], None]
    ) -> dict[str, Any]:
        rows = self._nearest("schedule", service, location, link)
        opening, words = [], []
        for row in rows:
            zone = row.get("timezone")
            if zone is not None and round(zone * 60) not in self.offsets:
                known = ", ".join(f"{minutes / 60:g}" for minutes in sorted(self.offsets))
                said = {"zone": f"{zone:g}", "known": known}
                wrong(
                    "timezone",
                    _("hours are given in UTC%(zone)s; the country's clocks show UTC%(known)s. Convert them") % said,
                )
            days = [day.strip()[-2:] for day in row.get("byday", "").split(",") if day.strip()]
            if any(day not in DAYS for day in days):
                wrong("byday", _("%(days)s: write days as MO,TU,WE,TH,FR,SA,SU") % {"days": row["byday"][:40]})
            elif row.get("opens_at") and row.get("closes_at") and row.get("freq", "WEEKLY") == "WEEKLY":
                opening.append({"days": days or list(DAYS), "opens": row["opens_at"][:5], "closes": row["closes_at"][:5]})
            if row.get("description"):
                words.append(row["description"])
        return {"opening": opening, "open_slots": slots_of(opening), "hours": "; ".join(words)[:200]}

    def _where(self, location: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"latitude": None, "longitude": None, "public_address": "", "hsds_location": None}
        if not location:
            return found
        found["hsds_location"] = uuid.UUID(location["id"])
        if location["location_type"] == "physical" and "latitude" in location and "longitude" in location:
            found |= {"latitude": location["latitude"], "longitude": location["longitude"]}
        for address in self.linked("address", "location", location["id"])[:1]:
            parts = (address.get("address_1"), address.get("address_2"), address.get("city"))
            found["public_address"] = ", ".join(part for part in parts if part)[:300]
        return found

    def _territory(
        self, service: dict[str, Any], location: dict[str, Any], wrong: Callable[[str, str], None]
    ) -> Territory | None:
        if self.country is None:
            wrong("location", _("no territory is loaded; load the country first"))
            return None
        if not location or location["location_type"] == "virtual":
            return self._named(service) or self.country
        if ("latitude" in location) != ("longitude" in location):
            wrong("latitude", _("give latitude and longitude, or neither"))
            return None
        if "latitude" in location:
            found: Territory | None = self.place_at(location["latitude"], location["longitude"])
            if found is None:
                where = {"latitude": location["latitude"], "longitude": location["longitude"]}
                wrong("latitude", _("%(latitude)s, %(longitude)s lies outside the country; are they swapped?") % where)
            return found
        for address in self.linked("address", "location", location["id"]):
            for name in ("city", "region", "state_province"):
                if place := self.by_name.get(str(address.get(name, "")).casefold()):
                    return place
        if (named := self._named(service)) is None:
            wrong("location", _("its place is not known: give coordinates, or a region that is a territory here"))
        return named

    def _named(self, service: dict[str, Any]) -> Territory | None:
        for term in self._terms(service["id"]):
            if term.get("taxonomy") == PLACE:
                return self.by_name.get(str(term.get("code", "")).casefold())
        return None

    def _place_at(self, latitude: float, longitude: float) -> Territory | None:
        """The smallest territory with an outline around the point; the country itself when it has no outline."""
        for one in self.territories:
            if one.outline and lies_in(one.outline, latitude, longitude):
                return one
        return self.country if self.country and not self.country.outline else None

    def _needs(self, service: dict[str, Any], wrong: Callable[[str, str], None]) -> dict[str, Any]:
        terms = [term for term in self._terms(service["id"]) if term.get("taxonomy") != PLACE]
        codes = [str(term.get("code") or term.get("name", "")) for term in terms]
        access = sorted({code for code in codes if vocabulary.is_code("service_accessibility", code)})
        needs = [self.terms.get(code, code) for code in codes if code not in access]
        known = sorted({code for code in needs if vocabulary.is_code("services", code)})
        if not known:
            said = {"codes": ", ".join(codes)[:80] or "—"}
            wrong("attributes", _("no term of it is a need of the list “services” (%(codes)s); map the terms") % said)
        return {"services": known, "access": access, "confidential": "confidential" in codes}

    def _around(self, service: dict[str, Any], location: dict[str, Any], link: str) -> dict[str, Any]:
        costs = self.linked("cost_option", "service", service["id"])
        words = [row.get("amount_description") or row.get("option") or "" for row in costs] or [
            service.get("fees_description", "")
        ]
        paid = [row["amount"] for row in costs if "amount" in row]
        phones = self._nearest("phone", service, location, link)
        spoken = self._nearest("language", service, location, link)
        remarks = self.linked("accessibility", "location", location["id"]) if location else []
        return {
            "cost": "; ".join(word for word in words if word)[:200],
            "free_of_charge": not any(paid) if paid else None,
            "phone": phones[0]["number"] if phones else "",
            "languages": sorted({row["code"] for row in spoken if "code" in row}),
            "accessibility": "; ".join(row["description"] for row in remarks if row.get("description"))[:200],
        }

    def _counts(self, service: dict[str, Any], wrong: Callable[[str, str], None]) -> dict[str, Any]:
        found: dict[str, Any] = {"free_places": None, "capacity": None, "counted_on": None}
        for row in self.linked("service_capacity", "service", service["id"])[:1]:
            day = self._day(row["updated"][:10], "updated", wrong)
            found = {"free_places": _whole(row["available"]), "capacity": _whole(row.get("maximum")), "counted_on": day}
        return found

    def linked(self, kind: str, target: str, key: str) -> list[dict[str, Any]]:
        """Rows of a kind that point to a row; what is around a service and its place is read once for all kinds."""
        return self.around(target, key).get(kind, [])

    def _nearest(self, kind: str, service: dict[str, Any], location: dict[str, Any], link: str) -> list[dict[str, Any]]:
        """What is said of the service at this place; else of the service; else of the place; a phone also of the body."""
        found = self.linked(kind, "service_at_location", link) if link and kind != "language" else []
        found = found or self.linked(kind, "service", service["id"])
        if not found and location:
            found = self.linked(kind, "location", location["id"])
        if not found and kind == "phone":
            found = self.linked(kind, "organization", service["organization_id"])
        return found

    def _terms(self, service_id: str) -> list[dict[str, Any]]:
        rows = self.linked("attribute", "service", service_id)
        return [self.term(row["taxonomy_term_id"].lower()) for row in rows]


def country_offsets() -> frozenset[int]:
    """Minutes from UTC that the country's clocks show in a year (two with summer time)."""
    zone = ZoneInfo(settings.TUTELA_COUNTRY_TIME_ZONE)
    year = today().year
    moments = [dt.datetime(year, month, 1, tzinfo=zone) for month in range(1, 13)]
    return frozenset(round((moment.utcoffset() or dt.timedelta()).total_seconds() / 60) for moment in moments)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
