"""HTTP: files."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from tutela.audit import api as audit
from tutela.directory.api import Office, Territory
from tutela.kernel.api_http import ERRORS, tag
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me

from ..actions import open_file
from ..actions.read_file import read_file
from ..age import BirthRange
from ..models import CaseFile
from ..policies.scopes import covers_opening, covers_reading
from ..queries.files import get_file, visible_to
from . import schemas

router = Router(tags=["files"])
PAGE = 50


@router.get("/files", response={200: schemas.FilePage, **ERRORS}, operation_id="files_list")
def files(request: HttpRequest, after: uuid.UUID | None = None, state: str = "") -> Any:
    """The files this client's account sees, by id, fifty at a time."""
    covers_reading.require(me(request))
    found = visible_to(me(request)).order_by("pk")
    found = found.filter(pk__gt=after) if after else found
    rows = list((found.filter(state=state) if state else found)[: PAGE + 1])
    audit.record(by=me(request), action="files_listed", details={"rows": len(rows[:PAGE])})
    return {"files": rows[:PAGE], "after": str(rows[PAGE - 1].pk) if len(rows) > PAGE else None}


@router.post("/files", response={201: schemas.FileDetail, **ERRORS}, operation_id="file_open")
def file_open(request: HttpRequest, response: HttpResponse, body: schemas.OpeningIn) -> Any:
    """Open a file."""
    covers_opening.require(me(request))
    office = Office.objects.filter(pk=body.office).first()
    territory = Territory.objects.filter(pk=body.territory).first()
    if office is None or territory is None:
        raise InvalidInput({"office" if office is None else "territory": "This id is not in the directory."})
    values = body.dict(exclude={"office", "territory", "reported_on"})
    opening = open_file.Opening(**values, reported_on=body.reported_on or today())
    file = open_file.open_file(by=me(request), office=office, territory=territory, opening=opening)
    tag(response, file.version)
    return Status(201, _detail(file))


@router.get("/files/{file_id}", response={200: schemas.FileDetail, **ERRORS}, operation_id="file_get")
def file(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID) -> Any:
    """One file with its child."""
    covers_reading.require(me(request))
    found = get_file(me(request), file_id)
    read_file(file=found, by=me(request))
    tag(response, found.version)
    return _detail(found)


def _detail(file: CaseFile) -> dict[str, Any]:
    child = file.child
    born = BirthRange.from_iso(child.born_earliest, child.born_latest)
    row = {name: getattr(file, name) for name in schemas.FileOut.model_fields if hasattr(file, name)}
    names = "id given_names family_names sex age_basis birth_registration languages version".split()
    return row | {
        "office_id": file.office_id,
        "territory_id": file.territory_id,
        "worker_id": file.worker_id,
        "merged_into_id": file.merged_into_id,
        "child": {name: getattr(child, name) for name in names}
        | {"birth": child.birth_stated, "presumed_child": born.presumed_child_on(today())},
    }
