"""What is written on the circumstances of a few children of the invented country, and the two example forms it installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tutela import circumstances
from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.care.models import Referral
from tutela.cases.models import CaseFile
from tutela.circumstances.actions.forms import install_form
from tutela.circumstances.actions.rights import name_right
from tutela.circumstances.actions.save_part import save_medical, save_part
from tutela.circumstances.queries.parts import part
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache

from .country import Country
from .people import People

EXAMPLES = Path(circumstances.__file__).parent / "data" / "examples"
_EMERGENCY = {
    "context": "disaster",
    "event": "XM-FLOODS-2026",
    "event_code": "FLOOD-26",
    "displaced": "internally_displaced",
    "separation": "separated",
}
_WRITTEN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("emergency", _EMERGENCY),
    (
        "functioning",
        {"domains": ["hearing"], "most": "some", "adjustments": ["plain_words", "quiet_place", "support_person"]},
    ),
    ("services", {"health": "access", "school_access": "no_access", "identity": "no_access", "nutrition": "UNK"}),
    (
        "identity",
        {"troubles": ["lost"], "which": "Birth record.", "fee": 15, "fee_by": "The registry of the district."}
        | {"statelessness": "not_proven", "parentage": ["health_record", "witnesses"]},
    ),
    ("street", {"situation": ["works_lives_with_family"], "family_contact": "yes", "since": "2025"}),
    (
        "flood_2026",
        {"shelter": "relatives", "nights": 34, "lost": ["papers"], "sibling": [{"call_name": "Noor", "years": 7}]},
    ),
)

_RIGHTS: tuple[dict[str, Any], ...] = (
    {
        "right": "RT14",
        "state": "partly_restored",
        "action": "Two mornings a week in the school of the camp.",
        "child_sees": "partly",
        "child_words": "I want to go every day, like my friends.",
    },
    {"right": "RT02", "state": "action_under_way", "action": "The registrar was asked for a new paper."},
    {
        "right": "RT03",
        "state": "restored",
        "action": "Lives with her aunt, who has been visited twice.",
        "child_sees": "restored",
    },
    {"right": "RT25"},
)


def build_circumstances(country: Country, people: People) -> None:
    """Both forms; on the caseworker's newest file every kind of part, one of them written twice; a part of the medical track."""
    administrator = accounts.actor_for(people.administrator)
    with acting_as(administrator):
        for path in sorted(EXAMPLES.glob("*.xlsx")):
            install_form(by=administrator, name=path.name, content=path.read_bytes())
    worker = people.workers[country.districts[0].code][0]
    open_files = (
        CaseFile.objects.filter(worker=worker).exclude(state__in=("triaged", "closed")).select_related("child", "office")
    )
    actor = accounts.actor_for(worker)
    with cache.scope(), acting_as(actor):
        for file in open_files.order_by("-opened_at")[:1]:
            for code, values in _WRITTEN:
                save_part(file=file, part=part(code), by=actor, base=0, values=values)
            for values in _RIGHTS:
                name_right(file=file, by=actor, values=values)
            more = _EMERGENCY | {"looked_for": "An uncle in the north."}
            save_part(file=file, part=part("emergency"), by=actor, base=1, values=more)
    _medical()


def _medical() -> None:
    """On the first referral that the health professional's service treats."""
    nurse = accounts.actor_for(User.objects.get(username="health_professional"))
    taken = Referral.objects.filter(
        provider_office_id__in=nurse.offices("medical_track"), track="MED", state__in=("accepted", "started")
    )
    with cache.scope(), acting_as(nurse):
        for referral in taken.order_by("created_at")[:1]:
            values = {"around": ["cares_for_orphans"], "support": "Visits at home every month."}
            save_medical(referral=referral, part=part("health"), by=nurse, base=0, values=values)
