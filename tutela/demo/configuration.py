"""Carrying the configuration in the invented country: a bundle from its test server waits for a second administrator."""

from __future__ import annotations

from typing import Any

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.configuration.api import look_at_bundle, pack, rows_here
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.vocabulary import api as vocabulary


def build_configuration() -> None:
    """What the test server would change: an office with another telephone, an office more, a newer version of a form."""
    keeper = accounts.actor_for(User.objects.get(username="administrator"))
    with acting_as(keeper):
        content = pack(_prepared(), country=vocabulary.jurisdiction().code, at=now())
        look_at_bundle(content=content, by=keeper)


def _prepared() -> dict[str, Any]:
    rows: dict[str, Any] = {name: dict(held) for name, held in rows_here().items()}
    code, office = next((code, row) for code, row in rows["offices"].items() if row["holds_files"])
    rows["offices"][code] = {**office, "phone": "+000 555 0117"}
    rows["offices"][f"{code}-2"] = {**office, "name": f"{office['name']}, second desk", "phone": ""}
    for form, sheets in rows["forms"].items():
        settings = {**sheets["settings"][0], "version": str(int(sheets["settings"][0]["version"]) + 1)}
        asked = {"type": "text", "name": "what_helps_now", f"label::{settings['default_language']}": "What would help now?"}
        rows["forms"][form] = {**sheets, "settings": [settings], "survey": [*sheets["survey"], asked]}
        break
    return rows
