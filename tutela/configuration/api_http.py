"""HTTP: the configuration as a bundle, and a bundle brought from another server. The same actions and rules as the screens."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from tutela.audit import api as audit
from tutela.kernel.api_http import CONDITIONAL, ERRORS, seen_version, tag
from tutela.kernel.bodies import Body
from tutela.kernel.http import me

from .actions import bundles as acts
from .enums import BundleProblem
from .models import BundleImport
from .policies import covers_configuration
from .queries.bundle import BadBundle, rows_of
from .queries.looking import find, imports, look, plain
from .states import ImportState

router = Router(tags=["configuration"])
_ONE = "/configuration/imports/{bundle_id}"
_LISTED = 50


class BundleOut(Schema):
    """The configuration of this server: the zip file in Base64."""

    bundle: str


class BundleIn(Body):
    """A bundle: the zip file in Base64. What is larger than a request may be is brought on the page or by the command."""

    bundle: str = Field(max_length=1_000_000)


class PutInForceIn(Body):
    """``reason``: why no second administrator does it, where who looked at it puts it in force."""

    reason: str = Field("", max_length=500)


class ValueChangeOut(Schema):
    """One value that changes."""

    field: str
    old: str
    new: str


class DifferenceOut(Schema):
    """How one row stands: ``new``, ``changed``, ``same``, or ``left`` (only here, left alone)."""

    kind: str
    key: str
    standing: str
    changes: list[ValueChangeOut]


class BundleImportOut(Schema):
    """A bundle that was brought here. ``state``: waiting, in_force, set_aside; ``counts``: how many rows stand how."""

    id: uuid.UUID
    digest: str
    product: str
    made_at: dt.datetime
    state: str
    counts: dict[str, int]
    looked_at: dt.datetime
    ended_at: dt.datetime | None
    reason: str
    version: int


class BundleImportDetailOut(BundleImportOut):
    """The same, while it waits with every difference to what is here now."""

    differences: list[DifferenceOut]


@router.get("/configuration/bundle", response={200: BundleOut, **ERRORS}, operation_id="configuration_export")
def export(request: HttpRequest) -> Any:
    """The configuration of this server."""
    covers_configuration.require(me(request))
    return {"bundle": base64.b64encode(acts.export_bundle(by=me(request))).decode()}


@router.get("/configuration/imports", response={200: list[BundleImportOut], **ERRORS}, operation_id="configuration_imports")
def listed(request: HttpRequest) -> Any:
    """The bundles that were brought here, newest first."""
    covers_configuration.require(me(request))
    audit.record(by=me(request), action="configuration_listed", subject="configuration.bundle")
    return list(imports()[:_LISTED])


@router.post("/configuration/imports", response={201: BundleImportDetailOut, **ERRORS}, operation_id="configuration_look_at")
def bring(request: HttpRequest, response: HttpResponse, body: BundleIn) -> Any:
    """Look at a bundle: what it would change; nothing of the configuration is written. Faults come by member, with row and field."""
    covers_configuration.require(me(request))
    try:
        content = base64.b64decode(body.bundle, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadBundle(BundleProblem.NOT_A_BUNDLE) from error
    made = acts.look_at_bundle(content=content, by=me(request))
    tag(response, made.version)
    return Status(201, _detail(made))


@router.get(_ONE, response={200: BundleImportDetailOut, **ERRORS}, operation_id="configuration_import")
def one_import(request: HttpRequest, response: HttpResponse, bundle_id: uuid.UUID) -> Any:
    """One bundle."""
    covers_configuration.require(me(request))
    one = find(bundle_id)
    audit.record(by=me(request), action="configuration_read", subject=f"configuration.bundle:{one.pk}")
    tag(response, one.version)
    return _detail(one)


@router.post(
    f"{_ONE}/put-in-force",
    response={200: BundleImportOut, **ERRORS},
    operation_id="configuration_put_in_force",
    openapi_extra=CONDITIONAL,
)
def put_in_force(request: HttpRequest, response: HttpResponse, bundle_id: uuid.UUID, body: PutInForceIn) -> Any:
    """Put a bundle in force: everything that is new or changed, or nothing at all."""
    covers_configuration.require(me(request))
    one = acts.put_bundle_in_force(
        one=find(bundle_id), by=me(request), base_version=seen_version(request), reason=body.reason
    )
    tag(response, one.version)
    return one


@router.post(
    f"{_ONE}/set-aside",
    response={200: BundleImportOut, **ERRORS},
    operation_id="configuration_set_aside",
    openapi_extra=CONDITIONAL,
)
def set_aside(request: HttpRequest, response: HttpResponse, bundle_id: uuid.UUID, body: PutInForceIn) -> Any:
    """Set a bundle aside; nothing is changed."""
    covers_configuration.require(me(request))
    one = acts.set_bundle_aside(one=find(bundle_id), by=me(request), base_version=seen_version(request), reason=body.reason)
    tag(response, one.version)
    return one


def _detail(one: BundleImport) -> dict[str, Any]:
    waits = one.state == ImportState.WAITING
    found = look(rows_of(one.members)).differences if waits else ()
    fields = BundleImportOut.from_orm(one).dict()
    return fields | {"differences": [plain(it) for it in found]}
