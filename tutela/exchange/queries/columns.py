"""Which column of a table is likely what: as it was the last time for this source, else by its name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from ..enums import Target

ALIASES = {
    Target.EXTERNAL_ID: "id number no numero numéro número code record_id case_id child_id رقم",
    Target.GIVEN_NAMES: "first_name first_names given_name name forename prenom prenoms nombre nombres nom الاسم",
    Target.FAMILY_NAMES: "last_name surname family_name nom_de_famille apellido apellidos اللقب اسم_العائلة",
    Target.SEX: "gender sexe sexo genre الجنس",
    Target.BIRTH: "date_of_birth birth_date dob born year_of_birth date_de_naissance fecha_de_nacimiento تاريخ_الميلاد",
    Target.AGE: "age_in_years edad العمر",
    Target.AGE_YEAR: "age_as_of age_as_of_year year_of_age year annee año السنة",
    Target.REPORTED_ON: "registered_on report_date date_of_report date_registered date fecha التاريخ",
    Target.SCHOOLING: "school ecole scolarite escuela escolaridad المدرسة",
    Target.NATIONALITY: "nationalite nacionalidad الجنسية",
    Target.DISABILITY: "handicap discapacidad الإعاقة",
    Target.RESIDENCE: "urban_rural milieu residencia",
    Target.URGENCY: "priority urgence urgencia",
    Target.PLACE: "district territory place_code region lieu lugar",
    Target.COLLECTED_BY: "collector recorded_by enquete_par recogido_por worker",
}
"""Other names that columns have, in the languages of the product, as :func:`plain` writes them."""


def plain(name: str) -> str:
    """A column's name without case, accents and signs."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(" " if not letter.isalnum() else letter for letter in letters if not unicodedata.combining(letter))
    return "_".join(kept.split())


_KNOWN = {plain(name): target for target, names in ALIASES.items() for name in names.split()} | {
    target.value: target for target in Target
}


def suggest(columns: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """The likely target of each column; empty where none is likely or another column has it already."""
    found: list[str] = []
    for name in columns:
        likely = remembered[plain(name)] if plain(name) in remembered else _KNOWN.get(plain(name), "")
        found.append(str(likely) if likely in Target.values and likely not in found else "")
    return found
