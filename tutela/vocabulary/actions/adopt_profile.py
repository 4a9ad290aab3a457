"""Adopting a country profile that was prepared on another server: kept in the database, laid down as a file, read by every process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.kernel.actor import Actor
from tutela.kernel.carrying import Kind, Rows
from tutela.kernel.errors import OperatorError

from ..models import AdoptedProfile
from ..policies import adopt_country
from ..queries import carried, files
from ..queries.profiles import adopted_name
from .load_editions import Edition, remember


@transaction.atomic
def adopt_profile(*, content: Mapping[str, Any], by: Actor) -> AdoptedProfile:
    """Keep a sound profile as a new version and lay it down when the transaction holds; every process takes it from then on.

    Raises:
        Refused: the actor does not keep the country's configuration.
        BadVocabulary: this version is known here with other content, or a newer one is.
        OperatorError: the file cannot be written; nothing is adopted.
    """
    adopt_country.require(by)
    raw = dict(content)
    remember([Edition(f"country/{raw['code']}", raw["version"], files.digest(raw))], by=by.display_name[:60])
    adopted = AdoptedProfile.objects.create(
        code=raw["code"],
        version=raw["version"],
        digest=files.digest(raw),
        content=files.as_text(raw),
        adopted_by=by.display_name[:150],
    )
    _lay_down(adopted)
    return adopted


def lay_down_profiles() -> int:
    """Lay down what was adopted and has no file here (a new machine, a database that was brought back); returns how many."""
    wanted = [one for one in carried.newest_adopted() if not _place(one).is_file()]
    with transaction.atomic():
        for one in wanted:
            _lay_down(one)
    return len(wanted)


def _lay_down(adopted: AdoptedProfile) -> None:
    """Write the file beside its place now, so that a full disk stops the transaction; move it there when the transaction holds."""
    place = _place(adopted)
    waiting = place.with_suffix(".new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_text(adopted.content, encoding="utf-8")
    except OSError as error:
        raise OperatorError(
            _("The country's rules cannot be written to %(place)s. Nothing was changed.") % {"place": place.parent},
            exit_code=4,
        ) from error
    transaction.on_commit(lambda: os.replace(waiting, place))


def _place(adopted: AdoptedProfile) -> Path:
    return Path(settings.TUTELA_ADOPTED_PROFILES) / adopted_name(adopted.code, adopted.version)


def _put(rows: Rows, by: Actor, _bundle: Mapping[str, Rows]) -> None:
    for raw in rows.values():
        adopt_profile(content=raw, by=by)


CARRIED = (
    Kind("country", _("Rules of the country"), carried.country_here, carried.country_faults, _put, apart=True, as_yaml=True),
)
"""What of the vocabulary is carried to another server: the country profile. The lists and the glossary are Tutela's own."""
