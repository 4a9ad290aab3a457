"""The shapes of the HTTP API of the file. Codes are those of the vocabulary; days are ISO 8601."""

from __future__ import annotations

import datetime as dt
import uuid

from ninja import Field, Schema

from tutela.kernel.bodies import Body


class FileOut(Schema):
    """A file in a list: no name, only codes and days."""

    id: uuid.UUID
    number: str
    state: str
    file_type: str
    risk_level: str
    urgency: str
    verification: str
    office: uuid.UUID = Field(..., alias="office_id")
    territory: uuid.UUID = Field(..., alias="territory_id")
    worker: uuid.UUID | None = Field(None, alias="worker_id")
    merged_into: uuid.UUID | None = Field(None, alias="merged_into_id")
    reported_on: dt.date
    next_contact_on: dt.date | None
    review_due_on: dt.date | None
    version: int


class ChildOut(Schema):
    """The child's identity with its uncertainty."""

    id: uuid.UUID
    given_names: str
    family_names: str
    sex: str
    birth: str
    age_basis: str
    presumed_child: bool
    birth_registration: str
    languages: list[str]
    version: int


class FileDetail(FileOut):
    """A file with its child."""

    child: ChildOut


class FilePage(Schema):
    """A page of files; ``after`` asks for the next one."""

    files: list[FileOut]
    after: str | None


class OpeningIn(Body):
    """Opening a file. A worry and an office are enough."""

    office: uuid.UUID
    territory: uuid.UUID
    given_names: str = Field("", max_length=200)
    family_names: str = Field("", max_length=200)
    sex: str = "UNK"
    age_low: int | None = None
    age_high: int | None = None
    urgency: str = "planned"
    channel: str = "walk_in"
    file_type: str = "child_at_risk"
    verification: str = "suspected"
    reported_on: dt.date | None = None
