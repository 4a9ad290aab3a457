"""HTTP: bringing existing records in. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.audit import api as audit
from tutela.directory.api import Office, Territory
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import CONDITIONAL, ERRORS, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput

from . import api as acts
from . import policies
from .models import RecordImport
from .presenters.faults import faults_of, table_fault
from .presenters.imports import FAULTS
from .queries import imports as found
from .states import ERASED
from .tasks import work_on_import

router = Router(tags=["existing records"])
_ONE = "/imports/{import_id}"
Cell = Annotated[str, Field(max_length=500)]


class ImportIn(Body):
    """A table: the heads and the rows, as texts; longer tables in parts."""

    office: uuid.UUID
    territory: uuid.UUID
    source: str = Field(max_length=120)
    columns: list[Cell] = Field(max_length=60)
    rows: list[Annotated[list[Cell], Field(max_length=60)]] = Field(max_length=2000)


class ImportColumnsIn(Body):
    """What each column is, in their order; empty: left out."""

    targets: list[Annotated[str, Field(max_length=30)]] = Field(max_length=60)


class ImportStepIn(Body):
    """Nothing more."""


class ImportUndoIn(Body):
    """Why."""

    because: str = Field(max_length=500)


class ImportFaultOut(Schema):
    """One thing that is wrong; names are never repeated."""

    row: int
    target: str
    problem: str
    column: str
    field: str
    found: str
    words: str


class ImportRow(Schema):
    """An import in the list."""

    id: uuid.UUID
    version: int
    source: str
    office_id: uuid.UUID
    state: str
    rows: int
    created_at: dt.datetime
    keep_until: dt.date


class ImportOut(ImportRow):
    """One import: its columns, how many rows are in which state, its first faults."""

    targets: list[str]
    counts: dict[str, int]
    faults: list[ImportFaultOut]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.covers_import.require(actor)
    return actor


@router.get("/imports", response={200: list[ImportRow], **ERRORS}, operation_id="imports")
def imports(request: HttpRequest) -> Any:
    """The imports of one's offices, newest first."""
    return [_row(one) for one in found.visible_to(_actor(request))[:100]]


@router.post("/imports", response={201: ImportOut, **ERRORS}, operation_id="import_begin")
def begin(request: HttpRequest, response: HttpResponse, body: ImportIn) -> Any:
    """Send a table: it is read and checked, nothing of it is brought in."""
    actor = _actor(request)
    office = Office.objects.filter(pk=body.office).first()
    territory = Territory.objects.filter(pk=body.territory).first()
    if office is None or territory is None:
        raise InvalidInput({"office" if office is None else "territory": "This id is not in the directory."})
    table = enumerate([body.columns, *body.rows], start=1)
    try:
        one = acts.begin_import(by=actor, office=office, territory=territory, source=body.source, name="", table=table)
    except acts.BadTable as error:
        raise InvalidInput({"rows": table_fault(error)}) from error
    return Status(201, _out(response, one))


@router.get(_ONE, response={200: ImportOut, **ERRORS}, operation_id="import_get")
def get(request: HttpRequest, response: HttpResponse, import_id: uuid.UUID) -> Any:
    """One import and how far it is."""
    one = found.find(_actor(request), import_id)
    audit.record(by=_actor(request), action="import_read", subject=f"exchange.recordimport:{one.pk}")
    return _out(response, one)


def _conditional(name: str) -> Any:
    answers = {200: ImportOut, **ERRORS}
    return router.post(f"{_ONE}/{name}", response=answers, operation_id=f"import_{name}", openapi_extra=CONDITIONAL)


@_conditional("columns")
def columns(request: HttpRequest, response: HttpResponse, import_id: uuid.UUID, body: ImportColumnsIn) -> Any:
    """Say what each column is; every row is checked anew."""
    one = found.find(_actor(request), import_id)
    seen = seen_version(request)
    return _out(response, acts.map_columns(one=one, by=_actor(request), base_version=seen, targets=body.targets))


@_conditional("run")
def run(request: HttpRequest, response: HttpResponse, import_id: uuid.UUID, body: ImportStepIn) -> Any:
    """Bring the rows in, in the background."""
    one = found.find(_actor(request), import_id)
    seen = seen_version(request)
    return _out(response, acts.start_run(one=one, by=_actor(request), base_version=seen, later=_later(request, one)))


@_conditional("undo")
def undo(request: HttpRequest, response: HttpResponse, import_id: uuid.UUID, body: ImportUndoIn) -> Any:
    """Close, in the background, every file that nobody has worked on since."""
    one = found.find(_actor(request), import_id)
    seen, later = seen_version(request), _later(request, one)
    return _out(response, acts.start_undo(one=one, by=_actor(request), base_version=seen, because=body.because, later=later))


@_conditional("discard")
def discard(request: HttpRequest, response: HttpResponse, import_id: uuid.UUID, body: ImportStepIn) -> Any:
    """Erase what was sent and not run."""
    one = found.find(_actor(request), import_id)
    return _out(response, acts.discard_import(one=one, by=_actor(request), base_version=seen_version(request)))


def _later(request: HttpRequest, one: RecordImport) -> Any:
    return partial(work_on_import.defer, import_id=str(one.pk), asker_id=str(_actor(request).id))


def _row(one: RecordImport) -> dict[str, Any]:
    names = ("version", "office_id", "state", "created_at", "keep_until")
    return {name: getattr(one, name) for name in names} | {"id": one.pk, "source": one.source.name, "rows": one.rows_total}


def _out(response: HttpResponse, one: RecordImport) -> dict[str, Any]:
    tag(response, one.version)
    rows = [] if one.state in ERASED else found.with_faults(one, FAULTS)
    faults = [fault for row in rows for fault in faults_of(one, row)]
    return _row(one) | {"targets": one.targets, "counts": found.counts(one), "faults": faults}
