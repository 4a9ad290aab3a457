"""Screens of signatures."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, PersonAround, get_file, part_of, read_file
from tutela.kernel.errors import NotHere
from tutela.kernel.http import me, needs
from tutela.participation.api import LANGUAGES
from tutela.ui.forms import making_form, move_named, moving_form, offered_pages

from . import actions, policies, presenters
from .enums import Signer, Way
from .forms import MOVES, AskForm, OwnForm
from .policies import Signable
from .queries import get_about, get_signature
from .states import State

_READ = require_http_methods(["GET", "HEAD"])


@needs(P.FILE_WORK, P.FILE_VIEW)
@_READ
def signatures(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What may be signed in a file, who signed, who did not want to, and whom to ask."""
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="signature_read")
    return render(request, "signatures/signatures.html", {"file": file, **presenters.page(me(request), file)})


@needs(P.FILE_WORK)
def signature_new(
    request: HttpRequest, file_id: uuid.UUID, signature_subject: str, about_id: uuid.UUID, signer: str
) -> HttpResponse:
    """Read the text together, and write down what the person answers."""
    file, about, asked, person = _asked(request, file_id, signature_subject, about_id, signer)
    if request.method != "POST":
        read_file(file=file, by=me(request), what="signature_read")
    at = [file.pk, signature_subject, about.pk, signer]
    here = reverse("signature_new", args=at)
    language = request.POST.get("text_language", "") if request.method == "POST" else _language(request)
    way = request.GET.get("way", "")
    way = way if way in presenters.WAYS else Way.WRITTEN
    reading = presenters.reading(about, asked, language if language in LANGUAGES else LANGUAGES[0], here, way)
    first = {"seen": reading["seen"], "text_language": reading["language"]}
    own = asked == Signer.WORKER
    form = OwnForm(request.POST or None, initial=first) if own else AskForm(request.POST or None, initial=first, way=way)
    if request.method == "POST" and request.POST.get("seen") != reading["seen"]:
        form.data = _reread(request, reading["seen"])

    def make(data: Any) -> Any:
        seen = request.POST.get("seen", "")
        answer = State.DECLINED if way == State.DECLINED else State.SIGNED
        told = {"seen": seen, "signer": asked, "person": person, "answer": answer, "way": way}
        return actions.record_signature(about=about, by=me(request), values={**data, **told})

    return making_form(
        request,
        form=form,
        make=make,
        go=lambda made: reverse("signature", args=[file.pk, made.pk]),
        saved=_("Saved."),
        title=presenters.about_words(about),
        template="signatures/new.html",
        back=reverse("signatures", args=[file.pk]),
        context={
            "file": file,
            "who": presenters.who_words(asked, person),
            "own": own,
            "reading": reading,
            "pdf": f"{reverse('signature_sheet', args=at)}?language={reading['language']}",
        },
    )


@needs(P.FILE_WORK)
@_READ
def signature_sheet(
    request: HttpRequest, file_id: uuid.UUID, signature_subject: str, about_id: uuid.UUID, signer: str
) -> HttpResponse:
    """The text to sign on paper."""
    file, about, asked, _person = _asked(request, file_id, signature_subject, about_id, signer)
    read_file(file=file, by=me(request), what="signature_read")
    made = presenters.sheet_pdf(about, asked, _language(request), me(request).display_name)
    headers = {"Content-Disposition": f'inline; filename="{signature_subject}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@needs(P.FILE_WORK, P.FILE_VIEW)
@_READ
def signature(request: HttpRequest, file_id: uuid.UUID, signature_id: uuid.UUID) -> HttpResponse:
    """One signature: who, how, the text as it stood, and as it stands now where that differs."""
    file = get_file(me(request), file_id)
    one = get_signature(file, signature_id)
    read_file(file=file, by=me(request), what="signature_read", part=one)
    row = presenters.row(one)
    context = {
        "file": file,
        "row": row,
        "facts": presenters.facts(one),
        "texts": presenters.texts(one, changed=row["changed"]),
        "moves": offered_pages(request, MOVES, one, "signature_move", file.pk, one.pk),
    }
    return render(request, "signatures/signature.html", context)


@needs(P.FILE_WORK)
def signature_move(request: HttpRequest, file_id: uuid.UUID, signature_id: uuid.UUID, signature_step: str) -> HttpResponse:
    """One step: taken back, or recorded by mistake."""
    file = get_file(me(request), file_id)
    one = get_signature(file, signature_id)
    taken = move_named(MOVES, signature_step)
    taken.rule.require(me(request), one)
    if request.method != "POST":
        read_file(file=file, by=me(request), what="signature_read", part=one)
    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial={"base_version": one.version}),
        template="cases/section_form.html",
        back=reverse("signature", args=[file.pk, one.pk]),
        context={"file": file},
    )


def _asked(
    request: HttpRequest, file_id: uuid.UUID, subject: str, about_id: uuid.UUID, signer: str
) -> tuple[CaseFile, Signable, Signer, PersonAround | None]:
    """What is to be signed and by whom; refused here already when it is not for them.

    Raises:
        NotHere: no such text or person in this file.
        Refused: see :data:`.policies.ask`.
    """
    file = get_file(me(request), file_id)
    about = get_about(file, subject, about_id)
    asked, person = _signer(file, signer)
    policies.ask.require(me(request), about, asked, person)
    return file, about, asked, person


def _signer(file: CaseFile, signer: str) -> tuple[Signer, PersonAround | None]:
    if signer in (Signer.CHILD, Signer.WORKER):
        return Signer(signer), None
    try:
        return Signer.PERSON, part_of(file, PersonAround, uuid.UUID(signer))
    except ValueError:
        raise NotHere from None


def _language(request: HttpRequest) -> str:
    chosen = request.GET.get("language", "") or (get_language() or "")[:2]
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _reread(request: HttpRequest, seen: str) -> Any:
    """What was typed, with the text that stands now: sending again is signing that one."""
    typed = request.POST.copy()
    typed["seen"] = seen
    return typed
