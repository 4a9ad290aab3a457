"""Maravelle, an invented country: five levels of territory with outlines on a grid, offices, services. Nothing here exists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tutela.directory.enums import Day
from tutela.directory.models import Office, Organisation, ServicePoint, Territory
from tutela.directory.queries.opening import slots_of
from tutela.kernel.clock import today

REGIONS = (
    ("N", "Northmarch", {"fr": "Marche du Nord", "es": "Marca del Norte", "ar": "ماركة الشمال"}),
    ("C", "Highvale", {"fr": "Hautval", "es": "Valle Alto", "ar": "الوادي العالي"}),
    ("E", "Eastshore", {"fr": "Rive-Est", "es": "Costa Este", "ar": "الساحل الشرقي"}),
    ("S", "Southfields", {"fr": "Champs-du-Sud", "es": "Campos del Sur", "ar": "حقول الجنوب"}),
)
DISTRICTS = {
    "N": ("Almar", "Brisk", "Corvane"),
    "C": ("Dolmen", "Eskerra", "Fallow"),
    "E": ("Galleth", "Harrow Bay", "Ilmar"),
    "S": ("Jessam", "Korrin", "Lomond"),
}
QUARTERS = ("Old Town", "Riverside")
SERVICES = (
    ("clinic", "Children's clinic", ["first_medical_care", "immunization", "nutrition"], "health", False),
    ("counsel", "Counselling house", ["individual_therapy", "group_support", "psychological_first_aid"], "health", False),
    ("home", "Safe house", ["emergency_shelter", "safe_accommodation"], "social", True),
    ("legal", "Legal aid desk", ["legal_aid", "rights_information", "guardian_appointment"], "justice", False),
    ("school", "Learning centre", ["return_to_school", "catch_up_education", "vocational_training"], "education", False),
)


@dataclass(frozen=True)
class Country:
    """What was made: territories by code, the offices that hold files by district, service points by district."""

    nation: Territory
    districts: list[Territory]
    offices: dict[str, Office]
    points: dict[str, list[ServicePoint]]
    ministry: Office
    mechanism: Office
    houses: list[Office]
    committee: Office


def build_country() -> Country:
    """Insert territories, organisations, offices and services; the connection may write everything."""
    nation, districts = _territories()
    social = Organisation.objects.create(code="CPS", name="Child Protection Service", sector="social", kind="social_service")
    ministry_body = Organisation.objects.create(
        code="MCF", name="Ministry of Children and Families", sector="government", kind="line_ministry"
    )
    providers = {
        sector: Organisation.objects.create(
            code=f"SV-{sector}", name=f"{sector.capitalize()} services", sector=sector, kind=kind
        )
        for sector, kind in (
            ("health", "primary_care"),
            ("social", "shelter"),
            ("justice", "legal_aid"),
            ("education", "school"),
        )
    }
    ministry = Office.objects.create(
        code="MCF-1", name="Ministry, planning and inspection unit", organisation=ministry_body, territory=nation
    )
    independent = Organisation.objects.create(
        code="OMB", name="Ombudsperson for children", sector="independent", kind="ombudsperson"
    )
    mechanism = Office.objects.create(
        code="OMB-1", name="Ombudsperson for children", organisation=independent, territory=nation
    )
    offices, points = {}, {}
    for place, district in enumerate(districts):
        name = str(district.names["en"])
        offices[district.code] = Office.objects.create(
            code=f"CPS-{district.code}",
            name=f"Child protection office {name}",
            organisation=social,
            territory=district,
            holds_files=True,
            phone=f"+999 20 {place:03d} 100",
        )
        points[district.code] = [
            _point(district, name, kind, providers[kind[3]], place * 10 + number) for number, kind in enumerate(SERVICES)
        ]
    community = Organisation.objects.create(
        code="COM", name="Community protection committees", sector="community", kind="protection_committee"
    )
    name = str(districts[0].names["en"])
    committee = Office.objects.create(
        code=f"COM-{districts[0].code}",
        name=f"Protection committee of {name}",
        organisation=community,
        territory=districts[0],
    )
    return Country(nation, districts, offices, points, ministry, mechanism, _houses(districts), committee)


def _houses(districts: list[Territory]) -> list[Office]:
    """The offices of the institutions of the register, one in every other district."""
    owners = [
        Organisation.objects.create(code=f"HOUSE-{number}", name=f"{name} Association", sector="social", kind="shelter")
        for number, name in enumerate(("Meadow", "Harbour", "Hillside"), start=1)
    ]
    return [
        Office.objects.create(
            code=f"house-{district.code}",
            name=f"House {district.names['en']}",
            organisation=owners[number % len(owners)],
            territory=district,
        )
        for number, district in enumerate(districts[::2])
    ]


def _territories() -> tuple[Territory, list[Territory]]:
    names = dict.fromkeys(("en", "fr", "es"), "Maravelle") | {"ar": "مارافيل"}
    nation = Territory.objects.create(code="XM", level=1, path="XM.", names=names, outline=_box(0, 0, 8, 6))
    districts = []
    for column, (code, name, translations) in enumerate(REGIONS):
        region = Territory.objects.create(
            code=f"XM-{code}",
            level=2,
            parent=nation,
            path=f"XM.XM-{code}.",
            names={"en": name, **translations},
            outline=_box(column * 2, 0, 2, 6),
        )
        for row, district_name in enumerate(DISTRICTS[code]):
            districts.append(_district(region, code, row, district_name, column))
    return nation, districts


def _district(region: Territory, code: str, row: int, name: str, column: int) -> Territory:
    number = row + 1
    district = Territory.objects.create(
        code=f"XM-{code}{number}",
        level=3,
        parent=region,
        path=f"{region.path}XM-{code}{number}.",
        names={"en": name},
        outline=_box(column * 2, row * 2, 2, 2),
    )
    for place, quarter in enumerate(QUARTERS, start=1):
        commune = Territory.objects.create(
            code=f"XM-{code}{number}-{place}",
            level=4,
            parent=district,
            path=f"{district.path}{district.code}-{place}.",
            names={"en": f"{name} {quarter}"},
            outline=_box(column * 2 + place - 1, row * 2, 1, 2),
        )
        Territory.objects.create(
            code=f"XM-{code}{number}-{place}-1",
            level=5,
            parent=commune,
            path=f"{commune.path}{commune.code}-1.",
            names={"en": f"{name} {quarter}, first ward"},
            outline=_box(column * 2 + place - 1, row * 2, 1, 1),
        )
    return district


def _point(
    district: Territory, name: str, kind: tuple[str, str, list[str], str, bool], body: Organisation, number: int
) -> ServicePoint:
    code, label, services, _sector, confidential = kind
    office = Office.objects.create(
        code=f"{code}-{district.code}", name=f"{label} {name}", organisation=body, territory=district
    )
    west, south = (district.outline or {})["coordinates"][0][0]
    opening = [{"days": ["MO", "TU", "WE", "TH", "FR"], "opens": "08:00", "closes": "17:00"}]
    if confidential:
        opening = [{"days": list(Day.values), "opens": "00:00", "closes": "24:00"}]
    return ServicePoint.objects.create(
        code=f"{code}-{district.code}",
        name=f"{label} {name}",
        office=office,
        services=services,
        languages=["en", "fr", "ar"],
        opening=opening,
        open_slots=slots_of(opening),
        cost="Free",
        free_of_charge=True,
        access=["step_free"] if number % 3 else ["step_free", "sign_language"],
        minimum_age=0,
        maximum_age=17,
        latitude=None if confidential else south + 0.3 + number % 7 * 0.2,
        longitude=None if confidential else west + 0.3 + number % 5 * 0.3,
        free_places=None if number % 4 else number % 3,
        waiting=None if number % 4 else number % 5,
        counted_on=None if number % 4 else today() - dt.timedelta(days=number % 30),
        confirmed_on=today() - dt.timedelta(days=number * 37 % 400) if number % 11 else None,
        accessibility="Step-free entrance",
        accepts="Every child under 18",
        phone=f"+999 30 {number:03d} 200",
        public_address="" if confidential else f"{number + 1} Market Street, {name}",
        confidential=confidential,
        capacity=12,
    )


def _box(x: float, y: float, width: float, height: float) -> dict[str, object]:
    """A GeoJSON rectangle on the invented grid."""
    ring = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}
