"""HTTP: lists kept by name, flags, the day of supervision, the same step in several files. The screens' actions and rules."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.accounts.api import User
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, covers_reading, covers_writing, get_file, part_of, read_file
from tutela.directory.api import Office
from tutela.kernel.api_http import CONDITIONAL, ERRORS, seen_version, tag
from tutela.kernel.bodies import Body, with_rows
from tutela.kernel.clock import end_of
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me

from .actions import flags as flagging
from .actions import lists as keeping
from .actions import several
from .enums import AT_ONCE
from .models import Flag, SavedFilter
from .policies import covers_together, keep_lists, see_country
from .queries import caseload as figures
from .queries import lists
from .queries.flags import RELATED, flags_of, supervision_of

router = Router(tags=["worklist"])
_LIST = "/lists/{kept_id}"
_FILE = "/files/{file_id}"
PAGE = 50


class KeptListIn(Body):
    """A list: ``filters`` has words of ``state risk worker late mine``; ``office`` shares its name."""

    name: str = Field(max_length=60)
    filters: dict[str, str] = Field(default_factory=dict, max_length=5)
    office: uuid.UUID | None = None
    is_default: bool = False


class KeptListChangeIn(Body):
    """What changes of a list."""

    name: str | None = Field(None, max_length=60)
    filters: dict[str, str] | None = Field(None, max_length=5)
    office: uuid.UUID | None = None
    is_default: bool | None = None


class KeptListOut(Schema):
    """A list that somebody keeps; ``outdated``: it asks for something that does not exist any more."""

    id: uuid.UUID
    version: int
    name: str
    filters: dict[str, str]
    owner: uuid.UUID = Field(..., alias="owner_id")
    office: uuid.UUID | None = Field(None, alias="office_id")
    is_default: bool
    outdated: bool


class ListedFileOut(Schema):
    """A file in a list: no name, only codes and days."""

    id: uuid.UUID
    number: str
    state: str
    risk_level: str


class ListedFilesOut(Schema):
    """A page of a list; ``after`` asks for the next one."""

    files: list[ListedFileOut]
    after: uuid.UUID | None


class FlagIn(Body):
    """Why, and the day by which somebody has seen to it."""

    reason: str = Field(max_length=300)
    until: dt.date


class FlagResolveIn(Body):
    """What became of it."""

    word: str = Field(max_length=300)


class FlagOut(Schema):
    """A flag."""

    id: uuid.UUID
    version: int
    reason: str
    until: dt.date
    raised_by: uuid.UUID = Field(..., alias="created_by_id")
    resolved_at: dt.datetime | None
    word: str


class SupervisionIn(Body):
    """The day."""

    day: dt.date


class SupervisionOut(Schema):
    """When worker and supervisor talk about the file; nothing when no day is set."""

    due_at: dt.datetime | None


class GiveSeveralIn(Body):
    """Who becomes responsible for which files; ``reason`` above the caseload limit."""

    files: list[uuid.UUID] = Field(max_length=AT_ONCE)
    worker: uuid.UUID
    reason: str = Field("", max_length=500)


class FlagSeveralIn(FlagIn):
    """The same flag on several files."""

    files: list[uuid.UUID] = Field(max_length=AT_ONCE)


class SuperviseSeveralIn(SupervisionIn):
    """The same day for several files."""

    files: list[uuid.UUID] = Field(max_length=AT_ONCE)


class TransferSeveralIn(Body):
    """Which office is asked to take over which files, why (a code), and the words that it reads once it has accepted each."""

    files: list[uuid.UUID] = Field(max_length=AT_ONCE)
    office: uuid.UUID
    why: str = Field(max_length=20)
    reason: str = Field(max_length=2000)
    urgent: str = Field(max_length=2000)
    promised: str = Field(max_length=2000)


class OutcomeOut(Schema):
    """What became of one file; ``code``: of the reason, where a rule said no. No number: no such file for this account."""

    file: uuid.UUID = Field(..., alias="file_id")
    number: str
    done: bool
    why: str
    code: str


@router.get("/lists", response={200: list[KeptListOut], **ERRORS}, operation_id="lists_kept")
def kept_lists(request: HttpRequest) -> Any:
    """One's own lists and those shared with one's offices."""
    keep_lists.require(me(request))
    return [_list(kept) for kept in lists.lists_of(me(request))]


@router.post("/lists", response={201: KeptListOut, **ERRORS}, operation_id="list_keep")
def list_keep(request: HttpRequest, response: HttpResponse, body: KeptListIn) -> Any:
    """Keep a list."""
    kept = keeping.keep_list(by=me(request), values=_values(body))
    tag(response, kept.version)
    return Status(201, _list(kept))


@router.patch(_LIST, response={200: KeptListOut, **ERRORS}, operation_id="list_change", openapi_extra=CONDITIONAL)
def list_change(request: HttpRequest, response: HttpResponse, kept_id: uuid.UUID, body: KeptListChangeIn) -> Any:
    """Change a list of one's own."""
    kept = lists.get_list(me(request), kept_id)
    seen = seen_version(request)
    saved = keeping.change_list(kept=kept, by=me(request), base_version=seen, values=_values(body))
    tag(response, saved.version)
    return _list(saved)


@router.delete(_LIST, response={204: None, **ERRORS}, operation_id="list_let_go", openapi_extra=CONDITIONAL)
def list_let_go(request: HttpRequest, kept_id: uuid.UUID) -> Any:
    """Let a list go; its files stay where they are."""
    kept = lists.get_list(me(request), kept_id)
    keeping.let_list_go(kept=kept, by=me(request), base_version=seen_version(request))
    return Status(204, None)


@router.get(f"{_LIST}/files", response={200: ListedFilesOut, **ERRORS}, operation_id="list_files")
def list_files(request: HttpRequest, kept_id: uuid.UUID, after: uuid.UUID | None = None) -> Any:
    """The files of a list that this account sees, by id, fifty at a time; none when the list no longer fits."""
    covers_reading.require(me(request))
    kept = lists.get_list(me(request), kept_id)
    found = lists.files_of(me(request), kept).order_by("pk")
    rows = list((found.filter(pk__gt=after) if after else found)[: PAGE + 1])
    audit.record(by=me(request), action="files_listed", details={"rows": len(rows[:PAGE])})
    return {"files": rows[:PAGE], "after": rows[PAGE - 1].pk if len(rows) > PAGE else None}


@router.get(f"{_FILE}/flags", response={200: list[FlagOut], **ERRORS}, operation_id="flags")
def flags(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The flags of a file, open ones first."""
    covers_reading.require(me(request))
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="flags_read")
    return list(flags_of(file))


@router.post(f"{_FILE}/flags", response={201: FlagOut, **ERRORS}, operation_id="flag_raise")
def flag_raise(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: FlagIn) -> Any:
    """Raise a flag."""
    made = flagging.raise_flag(file=_file(request, file_id), by=me(request), values=body.dict())
    tag(response, made.version)
    return Status(201, made)


@router.post(
    f"{_FILE}/flags/{{flag_id}}/resolve",
    response={200: FlagOut, **ERRORS},
    operation_id="flag_resolve",
    openapi_extra=CONDITIONAL,
)
def flag_resolve(
    request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, flag_id: uuid.UUID, body: FlagResolveIn
) -> Any:
    """Say what became of a flag."""
    flag = part_of(_file(request, file_id), Flag, flag_id, *RELATED)
    seen = seen_version(request)
    saved = flagging.resolve_flag(flag=flag, by=me(request), base_version=seen, values=body.dict())
    tag(response, saved.version)
    return saved


@router.post(f"{_FILE}/supervision", response={200: SupervisionOut, **ERRORS}, operation_id="supervision_set")
def supervision_set(request: HttpRequest, file_id: uuid.UUID, body: SupervisionIn) -> Any:
    """Set the day of supervision."""
    covers_together.require(me(request))
    file = get_file(me(request), file_id)
    flagging.set_supervision(file=file, by=me(request), values=body.dict())
    return {"due_at": end_of(body.day)}


@router.post(f"{_FILE}/supervision/held", response={200: SupervisionOut, **ERRORS}, operation_id="supervision_held")
def supervision_held(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """Worker and supervisor have talked."""
    covers_together.require(me(request))
    file = get_file(me(request), file_id)
    flagging.hold_supervision(file=file, by=me(request))
    left = supervision_of(file)
    return {"due_at": left.due_at if left else None}


@router.post("/together/assign", response={200: list[OutcomeOut], **ERRORS}, operation_id="together_assign")
def together_assign(request: HttpRequest, body: GiveSeveralIn) -> Any:
    """Make one worker responsible for several files; each file answers for itself."""
    covers_together.require(me(request))
    worker = User.objects.filter(pk=body.worker, is_active=True).first()
    if worker is None:
        raise InvalidInput({"worker": "This names nobody here."})
    values = {"worker": worker, "reason": body.reason}
    return several.assign_several(files=body.files, by=me(request), values=values)


@router.post("/together/flag", response={200: list[OutcomeOut], **ERRORS}, operation_id="together_flag")
def together_flag(request: HttpRequest, body: FlagSeveralIn) -> Any:
    """Raise the same flag on several files; each file answers for itself."""
    covers_together.require(me(request))
    values = body.dict(exclude={"files"})
    return several.flag_several(files=body.files, by=me(request), values=values)


@router.post("/together/supervision", response={200: list[OutcomeOut], **ERRORS}, operation_id="together_supervision")
def together_supervision(request: HttpRequest, body: SuperviseSeveralIn) -> Any:
    """Set the same day of supervision for several files; each file answers for itself."""
    covers_together.require(me(request))
    values = body.dict(exclude={"files"})
    return several.supervise_several(files=body.files, by=me(request), values=values)


@router.post("/together/transfer", response={200: list[OutcomeOut], **ERRORS}, operation_id="together_transfer")
def together_transfer(request: HttpRequest, body: TransferSeveralIn) -> Any:
    """Ask one office to take over several files; each file answers for itself, and that office accepts each."""
    covers_together.require(me(request))
    values = with_rows(body, {"office": Office})
    return several.transfer_several(files=values.pop("files"), by=me(request), values=values)


class CarriedOut(Schema):
    """What one worker carries; ``worker`` is nothing for the files without one. ``levels``: open files by level of risk."""

    worker: uuid.UUID | None
    files: int
    levels: dict[str, int]
    late: int
    points: int
    at_limit: bool
    contacts: int
    tasks: int
    task_days: float | None


class OfficeLoadOut(Schema):
    """An office's load (``office`` is nothing for the country): rounded; a count below ten is nothing."""

    office: uuid.UUID | None
    open_files: int | None
    opened: int | None
    closed: int | None
    workers: int


@router.get("/caseload", response={200: list[CarriedOut], **ERRORS}, operation_id="caseload")
def caseload(request: HttpRequest) -> Any:
    """What each worker of one's offices carries today."""
    covers_together.require(me(request))
    rows = figures.carried(me(request))
    audit.record(by=me(request), action="caseload_read", details={"rows": len(rows), "as": "api"})
    names = ("files", "levels", "late", "points", "at_limit", "contacts", "tasks", "task_days")
    return [{name: getattr(one, name) for name in names} | {"worker": one.worker and one.worker.pk} for one in rows]


@router.get("/caseload/country", response={200: list[OfficeLoadOut], **ERRORS}, operation_id="caseload_country")
def caseload_country(request: HttpRequest) -> Any:
    """The caseload of every office as of the first of the month, protected; no file stands behind it."""
    see_country.require(me(request))
    rows = figures.country()
    audit.record(by=me(request), action="caseload_read", details={"rows": len(rows), "as": "api"})
    names = ("open_files", "opened", "closed", "workers")
    return [{name: getattr(one, name) for name in names} | {"office": one.office and one.office.pk} for one in rows]


def _file(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    covers_writing.require(me(request))
    return get_file(me(request), file_id)


def _values(body: Body) -> dict[str, Any]:
    """What was sent, the office looked up; a name or filters that was sent as nothing stays as it is."""
    values = body.dict(exclude_unset=True)
    for name in ("name", "filters", "is_default"):
        if values.get(name, "") is None:
            del values[name]
    if "filters" in values:
        values["query"] = values.pop("filters")
        if lists.outdated(values["query"]):
            raise InvalidInput({"filters": "A list knows the words of state, risk, worker, late and mine."})
    if values.get("office") is not None:
        values["office"] = Office.objects.filter(pk=values["office"]).first()
        if values["office"] is None:
            raise InvalidInput({"office": "This id is not in the directory."})
    return values


def _list(kept: SavedFilter) -> dict[str, Any]:
    names = ("id", "version", "name", "owner_id", "office_id", "is_default")
    return {name: getattr(kept, name) for name in names} | {"filters": kept.query, "outdated": lists.outdated(kept.query)}
