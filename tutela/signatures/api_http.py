"""HTTP: signatures of a file. The same actions and rules as the screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tutela.cases.api import CaseFile, PersonAround, covers_reading, covers_writing, get_file, read_file
from tutela.kernel.answers import UNKNOWN, stop
from tutela.kernel.api_http import ERRORS, mount_step, seen_version, tag
from tutela.kernel.bodies import Body, with_rows
from tutela.kernel.http import me
from tutela.kernel.rules import Rule
from tutela.participation.api import LANGUAGES
from tutela.ui.forms import move_named

from . import actions
from .enums import Signer, Subject
from .forms import MOVES
from .models import Signature
from .policies import Signable, state_of, subject_of
from .queries import get_about, get_signature, signable, signatures, signers
from .queries.texts import digest_of, has_changed, text_for
from .states import State

router = Router(tags=["signatures"])
_LIST = "/files/{file_id}/signatures"
_ONE = f"{_LIST}/{{signature_id}}"


class LineOut(Schema):
    """One line of a text."""

    label: str
    value: str


class SignableOut(Schema):
    """A text that may be signed by this signer (child, worker, or a person): ``seen`` goes back with the answer."""

    subject: str
    subject_id: uuid.UUID
    signer: str
    person_id: uuid.UUID | None
    text: list[LineOut]
    text_language: str
    seen: str


class SignatureIn(Body):
    """What a person answered. ``subject`` is plan, safety_plan or consent; ``answer`` is signed or declined; ``way`` is written, aloud,
    paper or mark. ``seen``: of the text that was read, as the list of texts gave it."""

    subject: str = Field(max_length=20)
    subject_id: uuid.UUID
    signer: str = Field(max_length=10)
    person: uuid.UUID | None = None
    answer: str = Field("", max_length=10)
    way: str = Field("", max_length=10)
    name: str = Field("", max_length=200)
    witness: str = Field("", max_length=200)
    kept_at: str = Field("", max_length=200)
    explained: bool = False
    language: str = Field("", max_length=100)
    interpreter: str = Field("", max_length=200)
    signed_on: dt.date | None = None
    because: str = Field("", max_length=1000)
    text_language: str = Field(max_length=10)
    seen: str = Field(max_length=64)


class SignatureWithdrawIn(Body):
    """When it was taken back; nobody has to say why."""

    ended_on: dt.date
    because: str = Field("", max_length=1000)


class SignatureStrikeIn(Body):
    """What is wrong with the line."""

    because: str = Field(max_length=1000)


class SignatureOut(Schema):
    """One signature: ``state`` is signed, declined, withdrawn or struck; ``changed``: the text says something else today."""

    id: uuid.UUID
    version: int
    subject: str
    subject_id: uuid.UUID
    signer: str
    person_id: uuid.UUID | None
    state: str
    way: str
    name: str
    witness: str
    kept_at: str
    explained: bool
    language: str
    interpreter: str
    signed_on: dt.date
    because: str
    text: list[LineOut]
    text_language: str
    changed: bool
    ended_on: dt.date | None
    ended_because: str


@router.get(_LIST, response={200: list[SignatureOut], **ERRORS}, operation_id="signatures")
def listed(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """The signatures of a file, newest first."""
    file = _file(request, file_id, covers_reading)
    read_file(file=file, by=me(request), what="signature_read")
    return [_out(one) for one in signatures(file)]


@router.get("/files/{file_id}/texts-to-sign", response={200: list[SignableOut], **ERRORS}, operation_id="texts_to_sign")
def texts(request: HttpRequest, file_id: uuid.UUID, language: str = LANGUAGES[0]) -> Any:
    """What may be signed now, and by whom; each text as that person may read it."""
    if language not in LANGUAGES:
        stop({"language": UNKNOWN})
    file = _file(request, file_id)
    read_file(file=file, by=me(request), what="signature_read")
    around = list(PersonAround.objects.filter(file=file))
    return [
        _text(about, signer, person, language)
        for about in signable(file)
        for signer, person in signers(me(request), about, around)
    ]


@router.post(_LIST, response={201: SignatureOut, **ERRORS}, operation_id="signature_record")
def record(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, body: SignatureIn) -> Any:
    """Write down that somebody signed a text, or did not want to."""
    file = _file(request, file_id)
    values = with_rows(body, {"person": PersonAround})
    subject, subject_id = values.pop("subject"), values.pop("subject_id")
    if subject not in Subject.values:
        stop({"subject": UNKNOWN})
    about = get_about(file, subject, subject_id)
    made = actions.record_signature(about=about, by=me(request), values=values)
    tag(response, made.version)
    return Status(201, _out(made))


@router.get(_ONE, response={200: SignatureOut, **ERRORS}, operation_id="signature")
def one_signature(request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, signature_id: uuid.UUID) -> Any:
    """One signature, with the text as it stood."""
    file = _file(request, file_id, covers_reading)
    one = get_signature(file, signature_id)
    read_file(file=file, by=me(request), what="signature_read", part=one)
    tag(response, one.version)
    return _out(one)


def _file(request: HttpRequest, file_id: uuid.UUID, covers: Rule[Any] = covers_writing) -> CaseFile:
    covers.require(me(request))
    return get_file(me(request), file_id)


def _text(about: Signable, signer: Signer, person: PersonAround | None, language: str) -> dict[str, Any]:
    lines = text_for(about, signer, language)
    told = {"subject": subject_of(about).value, "subject_id": about.pk, "signer": signer.value}
    return told | {"person_id": person and person.pk, "text": lines, "text_language": language, "seen": digest_of(lines)}


def _out(one: Signature) -> dict[str, Any]:
    ended, state = getattr(one, "ended", None), state_of(one)
    own = ("subject_id", "state", "changed", "ended_on", "ended_because")
    told = {name: getattr(one, name) for name in SignatureOut.model_fields if name not in own}
    return told | {
        "subject_id": getattr(one, f"{one.subject}_id"),
        "state": state.value,
        "changed": state == State.SIGNED and has_changed(one),
        "ended_on": ended and ended.ended_on,
        "ended_because": ended.because if ended else "",
    }


def _mount(name: str, body_type: type[Body]) -> None:
    move = move_named(MOVES, name)

    def operation(
        request: HttpRequest, response: HttpResponse, file_id: uuid.UUID, signature_id: uuid.UUID, body: Any
    ) -> Any:
        one = get_signature(_file(request, file_id), signature_id)
        saved = move.act(one=one, by=me(request), base_version=seen_version(request), values=body.dict())
        tag(response, saved.version)
        return _out(saved)

    mount_step(
        router,
        f"{_ONE}/{name}",
        operation,
        act=move.act,
        body=body_type,
        shape=SignatureOut,
        operation_id=f"signature_{name}",
    )


_mount("withdraw", SignatureWithdrawIn)
_mount("strike", SignatureStrikeIn)
