"""The minimum data set a service sees, by track (R73, P12). Reporter, address, concerns and history are in none of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tutela.cases.api import CaseFile

_ALWAYS = ("call_name", "sex", "age", "languages", "safe_contact")
_OF_TRACK = {
    "MED": (*_ALWAYS, "adjustments"),
    "PSY": (*_ALWAYS, "adjustments"),
    "SOC": (*_ALWAYS, "adjustments"),
    "LEG": (*_ALWAYS, "full_name", "birth", "birth_registration"),
    "REI": (*_ALWAYS, "schooling"),
}


def minimum_data_set(file: CaseFile, track: str) -> dict[str, Any]:
    """The fields of this track with their values now; empty ones are left out."""
    child = file.child
    age = f"{file.age_low}–{file.age_high}" if file.age_low != file.age_high else str(file.age_low)
    everything = {
        "call_name": child.given_names.split(" ")[0] if child.given_names else "",
        "full_name": f"{child.given_names} {child.family_names}".strip(),
        "sex": child.sex,
        "age": age if file.age_low is not None else "",
        "birth": child.birth_stated,
        "languages": child.languages,
        "safe_contact": child.safe_contact,
        "adjustments": import_string(settings.TUTELA_ADJUSTMENTS)(file)
        or (child.disability if child.disability == "yes" else ""),
        "birth_registration": child.birth_registration,
        "schooling": child.schooling,
    }
    return {name: everything[name] for name in _OF_TRACK.get(track, _ALWAYS) if everything[name]}
