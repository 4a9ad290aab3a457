"""Asking for a signature; writing down that one was taken back, or recorded by mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile
from tutela.cases.api.steps import add_section
from tutela.kernel.actor import Actor
from tutela.kernel.answers import NEEDED, UNKNOWN, empty, stop
from tutela.kernel.clock import today
from tutela.kernel.errors import Refused, StaleVersion
from tutela.participation.api import LANGUAGES

from . import policies
from .enums import ON_PAPER, WITNESSED, SignatureReason, Signer, Way
from .models import Signature, SignatureEnd
from .policies import Signable
from .queries import signatures, under
from .queries.texts import digest_of, text_for
from .states import ANSWERS, SIGNATURE, State

_LENGTHS = {"name": 200, "witness": 200, "kept_at": 200, "language": 100, "interpreter": 200, "because": 1000}
_LONG = _("This is too long. Shorten it.")
_DAY = _("Give the day: not later than today, and not before the text was written.")
_ANOTHER = _("The witness is somebody else than whoever signs and whoever writes this down. Ask a third person.")
_EXPLAIN = _("Explain the text first, in words the person understands; then ask. Tick the sentence when that is done.")
_MOVED = _("The text was changed while this page was open. Read it again together, then ask anew.")
_NOT_HERE = _("This person does not belong to this file.")


@transaction.atomic
def record_signature(*, about: Signable, by: Actor, values: Mapping[str, Any]) -> Signature:
    """Write down that somebody signed a text, or did not want to: ``signer`` and ``person``, ``answer``, ``way``, ``name``,
    ``witness``, ``kept_at``, ``explained``, ``language``, ``interpreter``, ``signed_on``, ``because``; ``text_language`` and ``seen``
    name the text that was read (:func:`.queries.texts.digest_of`). The text is kept as it stood.

    Raises:
        Refused: the actor does not work on this file; the text does not stand; this person does not sign it (P11, P38); they did.
        InvalidInput: not explained, no witness, another text than was read, an impossible answer.
    """
    file = about.file
    signer, person = _who(file, values)
    policies.ask.require(by, about, signer, person)
    problems, said = _said(values, signer, by)
    if values.get("text_language") not in LANGUAGES:
        stop(problems | {"text_language": UNKNOWN})
    list(CaseFile.objects.select_for_update(of=("self",)).filter(pk=file.pk).values_list("pk"))
    policies.ask.require(by, about, signer, person)  # again, alone: what is signed and who signs it changes no more
    text = text_for(about, signer, values["text_language"])
    if values.get("seen") != digest_of(text):
        problems["seen"] = _MOVED
    if isinstance(said["signed_on"], dt.date) and said["signed_on"] < about.created_at.date():
        problems["signed_on"] = _DAY
    stop(problems)
    if any(_same(one, by, signer, person, text) for one in under(about, signatures(file))):
        raise Refused(SignatureReason.SIGNED_ALREADY)
    subject = policies.subject_of(about).value
    known = {"subject": subject, subject: about, "signer": signer.value, "person": person}
    kept = {"text": text, "text_language": values["text_language"]}
    one = add_section(model=Signature, file=file, by=by, values=known | kept | said)
    one.file = file
    details = {"subject": subject, "signer": signer.value, "answer": one.answer, "way": one.way}
    audit.record(by=by, action="signature_recorded", subject=_name(one), about=str(file.child_id), details=details)
    return one


@transaction.atomic
def withdraw_signature(*, one: Signature, by: Actor, base_version: int, values: Mapping[str, Any]) -> Signature:
    """Write down that whoever signed took it back: ``ended_on``, ``because`` (nobody has to say why).

    Raises:
        Refused: the actor does not work on this file; it does not stand; the consent above it is in force (P10).
        InvalidInput: an impossible day.
        StaleVersion: something else ended it meanwhile.
    """
    return _end(one, by, base_version, values, State.WITHDRAWN)


@transaction.atomic
def strike_signature(*, one: Signature, by: Actor, base_version: int, values: Mapping[str, Any]) -> Signature:
    """Strike out what was recorded by mistake: ``because``. The line stays readable.

    Raises:
        Refused: the actor does not work on this file; it is struck out already.
        InvalidInput: no reason.
        StaleVersion: something else ended it meanwhile.
    """
    return _end(one, by, base_version, {"ended_on": today(), **values}, State.STRUCK)


def _end(one: Signature, by: Actor, base_version: int, values: Mapping[str, Any], how: State) -> Signature:
    rule = policies.withdraw if how == State.WITHDRAWN else policies.strike
    rule.require(by, one)
    if base_version != one.version:
        raise StaleVersion(current={"state": policies.state_of(one)}, submitted={"state": how}, version=one.version)
    because = str(values.get("because") or "").strip()
    problems = empty(values, "because") if how == State.STRUCK else {}
    if len(because) > _LENGTHS["because"]:
        problems["because"] = _LONG
    day = values.get("ended_on")
    if not isinstance(day, dt.date) or not one.signed_on <= day <= today():
        problems["ended_on"] = _("Give the day: not later than today, and not before it was signed.")
    stop(problems)
    list(CaseFile.objects.select_for_update(of=("self",)).filter(pk=one.file_id).values_list("pk"))
    if SignatureEnd.objects.filter(signature=one).exists():
        raise StaleVersion(current={"state": "ended"}, submitted={"state": how}, version=one.version)
    SIGNATURE.move(policies.state_of(one), how)
    ended = add_section(
        model=SignatureEnd,
        file=one.file,
        by=by,
        values={"signature": one, "how": how.value, "ended_on": day, "because": because},
    )
    one.ended = ended
    audit.record(by=by, action=f"signature_{how.value}", subject=_name(one), about=str(one.file.child_id))
    return one


def _who(file: CaseFile, values: Mapping[str, Any]) -> tuple[Signer, Any]:
    """Who is asked.

    Raises:
        InvalidInput: nobody, or somebody of another file.
    """
    signer, person = str(values.get("signer") or ""), values.get("person")
    if signer not in Signer.values:
        stop({"signer": UNKNOWN})
    if (person is None) == (signer == Signer.PERSON):
        stop({"person": NEEDED if person is None else UNKNOWN})
    if person is not None and person.file_id != file.pk:
        stop({"person": _NOT_HERE})
    return Signer(signer), person


def _said(values: Mapping[str, Any], signer: Signer, by: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is wrong with the answers, and the answers."""
    said: dict[str, Any] = {name: str(values.get(name) or "").strip() for name in _LENGTHS}
    said |= {"explained": values.get("explained") is True, "signed_on": values.get("signed_on") or today()}
    said["answer"], said["way"] = str(values.get("answer") or ""), str(values.get("way") or "")
    if signer == Signer.WORKER:
        said |= {"answer": State.SIGNED.value, "way": Way.WRITTEN.value, "name": by.display_name, "signed_on": today()}
    problems = {name: _LONG for name, longest in _LENGTHS.items() if len(said[name]) > longest}
    if said["answer"] not in ANSWERS:
        problems["answer"] = UNKNOWN
    if not isinstance(said["signed_on"], dt.date) or said["signed_on"] > today():
        problems["signed_on"] = _DAY
    if said["answer"] == State.DECLINED:
        said |= {"way": "", "name": "", "witness": "", "kept_at": ""}
        return problems, said
    if not said["explained"]:
        problems["explained"] = _EXPLAIN
    if said["way"] not in Way.values:
        problems["way"] = UNKNOWN
    needed = ["name", *(["witness"] if said["way"] in WITNESSED else []), *(["kept_at"] if said["way"] in ON_PAPER else [])]
    problems |= empty(said, *needed)
    if said["witness"] and said["witness"].casefold() in (said["name"].casefold(), by.display_name.casefold()):
        problems["witness"] = _ANOTHER
    return problems, said


def _same(one: Signature, by: Actor, signer: Signer, person: Any, text: Any) -> bool:
    """Whether this signature stands, is of the same person, and under the same words."""
    if (one.signer, one.person_id) != (signer.value, person and person.pk):
        return False
    if signer == Signer.WORKER and one.created_by_id != by.id:
        return False
    return policies.state_of(one) == State.SIGNED and one.text == text


def _name(one: Signature) -> str:
    return f"signatures.signature:{one.pk}"
