"""Signatures in words: who signed what, what stood there, and whether it still does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.cases.api import CaseFile, PersonAround, words
from tutela.kernel.actor import Actor
from tutela.participation.api import LANGUAGES
from tutela.ui.enums import Tone
from tutela.ui.presenters import direction, language_links, sections_pdf

from .enums import Signer, Subject, Way
from .models import Signature
from .policies import Signable, state_of, subject_of
from .queries import signable, signatures, signed_by, signers, under
from .queries.texts import about_of, digest_of, has_changed, text_for
from .states import State

_TONES = {
    State.SIGNED: Tone.SUCCESS,
    State.ASKED: Tone.NEUTRAL,
    State.DECLINED: Tone.NEUTRAL,
    State.WITHDRAWN: Tone.WARNING,
    State.STRUCK: Tone.NEUTRAL,
}
WAYS: dict[str, Any] = {way.value: way.label for way in Way} | {State.DECLINED.value: State.DECLINED.label}
"""The ways of answering, in words."""


def page(by: Actor, file: CaseFile) -> dict[str, Any]:
    """What may be signed now, who did and who may be asked; and what stands under older texts."""
    found, around = signatures(file), list(PersonAround.objects.filter(file=file))
    texts = [_text(by, about, under(about, found), around) for about in signable(file)]
    shown = {one["id"] for text in texts for one in text["rows"]}
    return {"texts": texts, "older": [row(one) for one in found if one.pk not in shown]}


def _text(by: Actor, about: Signable, found: Sequence[Signature], around: Sequence[PersonAround]) -> dict[str, Any]:
    subject, rows = subject_of(about), [row(one) for one in found]
    done = {_place(one) for one, shown in zip(found, rows, strict=True) if shown["stands"]}
    return {
        "title": about_words(about),
        "on": about.created_at,
        "rows": rows,
        "asked": [
            {
                "label": who_words(signer, person),
                "url": reverse("signature_new", args=[about.file.pk, subject.value, about.pk, signer_key(signer, person)]),
            }
            for signer, person in signers(by, about, around)
            if (signer.value, person and person.pk, by.id if signer == Signer.WORKER else None) not in done
        ],
    }


def _place(one: Signature) -> tuple[Any, ...]:
    """Who signed, to know whom not to ask again."""
    return one.signer, one.person_id, one.created_by_id if one.signer == Signer.WORKER else None


def about_words(about: Signable) -> str:
    """What is signed, in a few words."""
    subject = subject_of(about)
    if subject == Subject.CONSENT:
        return f"{subject.label} · {words.label('consent_purposes', about.purpose)}"  # type: ignore[union-attr]
    return str(subject.label)


def who_words(signer: Signer, person: PersonAround | None) -> str:
    """Who is asked, on a button."""
    if signer == Signer.WORKER:
        return _("Sign myself")
    return person.name if person else str(Signer.CHILD.label)


def signer_key(signer: Signer, person: PersonAround | None) -> str:
    """Who is asked, in an address."""
    return str(person.pk) if person else signer.value


def row(one: Signature) -> dict[str, Any]:
    """One line."""
    state = state_of(one)
    notes, changed = [], state == State.SIGNED and has_changed(one)
    if changed:
        notes.append(_("The text has changed since"))
    if state == State.SIGNED and one.person and one.person.unsafe:
        notes.append(_("Marked unsafe since: this name counts no more (P11)"))
    return {
        "id": one.pk,
        "url": reverse("signature", args=[one.file_id, one.pk]),
        "who": signed_by(one),
        "about": about_words(about_of(one)),
        "on": one.signed_on,
        "state": str(state.label),
        "tone": _TONES[state],
        "notes": notes,
        "changed": changed,
        "stands": state == State.SIGNED and not changed,
    }


def facts(one: Signature) -> list[dict[str, Any]]:
    """What is written of it, as far as it is."""
    ended = getattr(one, "ended", None)
    rows = [
        (_("Who"), signed_by(one)),
        (_("The name, as it was written or said"), one.name),
        (_("How"), str(Way(one.way).label) if one.way else ""),
        (_("Who heard or saw it"), one.witness),
        (_("Where the paper is kept"), one.kept_at),
        (_("On"), words.day(one.signed_on)),
        (_("In which language it was explained"), one.language),
        (_("Who interpreted"), one.interpreter),
        (_("What the person said to it"), one.because),
        (_("Written down by"), one.created_by.full_name),
        (_("Ended on"), words.day(ended.ended_on) if ended else ""),
        (_("Why"), ended.because if ended else ""),
        (_("Ended by"), ended.created_by.full_name if ended else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def texts(one: Signature, *, changed: bool) -> dict[str, Any]:
    """The text as it was signed, and as it stands now where that differs."""
    told = {"then": one.text, "language": one.text_language, "dir": direction(one.text_language)}
    return told | {"now": text_for(about_of(one), Signer(one.signer), one.text_language) if changed else []}


def reading(about: Signable, signer: Signer, language: str, here: str, way: str) -> dict[str, Any]:
    """The text to read together, what tells it from another, its other languages, and the ways of answering."""
    lines = text_for(about, signer, language)
    return {
        "lines": lines,
        "seen": digest_of(lines),
        "language": language,
        "dir": direction(language),
        "languages": language_links(f"{here}?way={way}", LANGUAGES, language),
        "ways": [
            {"label": label, "url": f"{here}?language={language}&way={code}", "current": code == way}
            for code, label in WAYS.items()
        ],
    }


def sheet_pdf(about: Signable, signer: Signer, language: str, reader: str) -> bytes:
    """The text on paper, with lines for name or mark, day and witness."""
    with translation.override(language):
        found = {
            "title": about_words(about),
            "sections": [{"title": "", "rows": text_for(about, signer, language)}],
            "lines": [_("Name or mark"), _("Day"), _("Who heard or saw it")],
        }
        return sections_pdf(found, reader)
