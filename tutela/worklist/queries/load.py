"""What the workers of an office carry, beside the limits (P24, R111)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tutela.accounts import api as accounts
from tutela.accounts.api import Permission, User
from tutela.cases.api import Caseload, caseload_of, untrained
from tutela.kernel.actor import Actor


@dataclass(frozen=True)
class Load:
    """A worker, what they carry, and whether their training is valid."""

    worker: User
    caseload: Caseload
    trained: bool

    @property
    def words(self) -> str:
        """The load in words."""
        found = _("%(files)s of %(limit)s files, %(points)s of %(most)s points") % {
            "files": self.caseload.files,
            "limit": self.caseload.file_limit,
            "points": self.caseload.points,
            "most": self.caseload.point_limit,
        }
        marks = [_("at the limit")] if self.caseload.above_limit else []
        marks += [] if self.trained else [_("no valid training")]
        return ", ".join([found, *marks])


def loads(actor: Actor, offices: Iterable[uuid.UUID] = ()) -> list[Load]:
    """The workers of the offices where the actor decides who is responsible, or of those of them that are named."""
    here = actor.offices(Permission.FILE_ASSIGN)
    wanted = sorted(here.intersection(offices) if offices else here)
    found = {user.pk: user for office in wanted for user in accounts.users_with(Permission.FILE_WORK, office)}
    lacking = untrained(found)
    people = sorted(found.values(), key=lambda user: (user.full_name, str(user.pk)))
    return [Load(user, caseload_of(user.pk), user.pk not in lacking) for user in people]
