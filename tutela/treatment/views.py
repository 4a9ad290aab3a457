"""Screens of treatment: of the service that treats, of the author of notes, of the health focal point; and the status in the file."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.care.api import Referral
from tutela.cases.api import CaseFile, get_file, part_of, read_file, work_on_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import making_form, move_named, moving_form, offered_pages, saving_form

from . import policies, presenters, queries
from .actions import notes, steps
from .enums import TreatmentReason
from .forms import MOVES, CorrectionForm, MeasureForm, NoteForm, StepForm
from .models import TreatmentStep

FORM = "cases/section_form.html"
OUTSIDE_FORM = "treatment/form.html"
SHOWN = 200


@needs(P.MEDICAL_TRACK)
@require_http_methods(["GET", "HEAD"])
def treatments(request: HttpRequest) -> HttpResponse:
    """The children whom the service treats."""
    found = list(queries.courses(me(request))[:SHOWN])
    audit.record(by=me(request), action="treatments_listed", details={"rows": len(found)})
    rows = [
        {
            "url": reverse("treatment", args=[one.pk]),
            "number": one.number,
            "name": one.shared.get("call_name", ""),
            "ended": not policies.is_running(one),
        }
        for one in found
    ]
    return render(request, "treatment/courses.html", {"rows": rows})


@needs(P.MEDICAL_TRACK)
@require_http_methods(["GET", "HEAD"])
def treatment(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """One treatment: its steps, and the reader's own notes."""
    referral = _course(request, referral_id)
    mine = queries.notes_of(me(request), referral)
    context = {
        "referral": referral,
        "name": referral.shared.get("call_name", ""),
        "rows": [
            presenters.clinical_row(one, reverse("treatment_step", args=[referral.pk, one.pk]))
            for one in queries.course_steps(referral)
        ],
        "notes": [presenters.note_row(one, reverse("session_note", args=[one.thread])) for one in mine],
        "may_plan": policies.keep_course.allows(me(request), referral),
        "ended": TreatmentReason.ENDED.label,
    }
    return render(request, "treatment/course.html", context)


@needs(P.MEDICAL_TRACK)
def treatment_step_new(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Plan a step."""
    referral = _course(request, referral_id)
    policies.keep_course.require(me(request), referral)
    return making_form(
        request,
        form=StepForm(request.POST or None),
        make=lambda data: steps.plan_step(referral=referral, by=me(request), values=data),
        go=lambda _made: reverse("treatment", args=[referral.pk]),
        saved=_("Saved. The caseworker sees the day, and no content."),
        title=_("Plan a step"),
        template=OUTSIDE_FORM,
        back=reverse("treatment", args=[referral.pk]),
        context={"back_words": referral.number},
    )


@needs(P.MEDICAL_TRACK)
@require_http_methods(["GET", "HEAD"])
def treatment_step(request: HttpRequest, referral_id: uuid.UUID, step_id: uuid.UUID) -> HttpResponse:
    """One step, for the service that treats."""
    referral = _course(request, referral_id)
    one = queries.get_course_step(referral, step_id)
    context = {
        "referral": referral,
        "row": presenters.clinical_row(one),
        "facts": presenters.clinical_facts(one),
        "moves": offered_pages(request, MOVES, one, "treatment_move", referral.pk, one.pk),
    }
    return render(request, "treatment/step.html", context)


@needs(P.MEDICAL_TRACK)
def treatment_move(request: HttpRequest, referral_id: uuid.UUID, step_id: uuid.UUID, treatment_move: str) -> HttpResponse:
    """Write down what became of a step."""
    referral = _course(request, referral_id)
    one = queries.get_course_step(referral, step_id)
    back = reverse("treatment_step", args=[referral.pk, one.pk])
    return _move(request, one, treatment_move, OUTSIDE_FORM, back, {"back_words": presenters.clinical_row(one)["what"]})


@needs(P.MEDICAL_TRACK)
@require_http_methods(["GET", "HEAD"])
def session_notes(request: HttpRequest) -> HttpResponse:
    """The reader's own notes, of treatments that have ended, too."""
    rows = [
        presenters.note_row(one, reverse("session_note", args=[one.thread])) for one in queries.notes_of(me(request))[:SHOWN]
    ]
    audit.record(by=me(request), action="session_notes_listed", details={"rows": len(rows)})
    return render(request, "treatment/notes.html", {"rows": rows})


@needs(P.MEDICAL_TRACK)
def session_note_new(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Write a note of a session."""
    referral = _course(request, referral_id)
    return making_form(
        request,
        form=NoteForm(request.POST or None),
        make=lambda data: notes.write_session_note(referral=referral, by=me(request), values=data),
        go=lambda made: reverse("session_note", args=[made.thread]),
        saved=_("Saved. Only you read it."),
        title=_("Note of a session"),
        template=OUTSIDE_FORM,
        back=reverse("treatment", args=[referral.pk]),
        context={"back_words": referral.number},
    )


@needs(P.MEDICAL_TRACK)
@require_http_methods(["GET", "HEAD"])
def session_note(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """One of the reader's own notes with its earlier versions."""
    versions = queries.get_note(me(request), note_id)
    policies.read_note.require(me(request), versions[0])
    audit.record(by=me(request), action="session_note_read", subject=f"treatment.sessionnote:{note_id}")
    context = {
        "note": versions[0],
        "earlier": versions[1:],
        "may_correct": policies.correct_note.allows(me(request), versions[0]),
    }
    return render(request, "treatment/note.html", context)


@needs(P.MEDICAL_TRACK)
def session_note_correct(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """Correct one of one's own notes."""
    newest = queries.get_note(me(request), note_id)[0]
    policies.correct_note.require(me(request), newest)
    audit.record(by=me(request), action="session_note_read", subject=f"treatment.sessionnote:{note_id}")
    known = {"base_version": newest.version, "held_on": newest.held_on, "words": newest.words}

    def act(data: Any) -> object:
        return notes.correct_session_note(note=newest, by=me(request), base_version=data["base_version"], values=data)

    return saving_form(
        request,
        form=CorrectionForm(request.POST or None, initial=known),
        act=act,
        saved=_("Saved. Only you read it."),
        title=_("Correct a note"),
        template=OUTSIDE_FORM,
        back=reverse("session_note", args=[note_id]),
        context={"back_words": _("My session notes")},
    )


@needs(P.HEALTH_FOCAL)
@require_http_methods(["GET", "HEAD"])
def health_overdue(request: HttpRequest) -> HttpResponse:
    """Overdue time-critical steps, for the health focal point."""
    rows = [presenters.alert_row(one) for one in queries.overdue_steps(me(request))[:SHOWN]]
    audit.record(by=me(request), action="health_overdue_read", details={"rows": len(rows)})
    return render(request, "treatment/overdue.html", {"rows": rows})


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def health_status(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """In the file: attendance, done or not, the next day; nothing clinical."""
    file = get_file(me(request), file_id)
    _was_read(request, file)
    context = {
        "file": file,
        "rows": [
            presenters.status(one, reverse("health_status_step", args=[file.pk, one.pk])) for one in queries.steps_of(file)
        ],
        "may_plan": work_on_file.allows(me(request), file),
    }
    return render(request, "treatment/status.html", context)


@needs(P.FILE_WORK)
def health_measure_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Plan support for the caregiver or protection at school."""
    file = get_file(me(request), file_id)
    work_on_file.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file)
    return making_form(
        request,
        form=MeasureForm(request.POST or None),
        make=lambda data: steps.plan_measure(file=file, by=me(request), values=data),
        go=lambda _made: reverse("health_status", args=[file.pk]),
        saved=_("Saved."),
        title=_("Support for the caregiver, protection at school"),
        template=FORM,
        back=reverse("health_status", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def health_status_step(request: HttpRequest, file_id: uuid.UUID, step_id: uuid.UUID) -> HttpResponse:
    """One step's status, in the file."""
    file = get_file(me(request), file_id)
    one = part_of(file, TreatmentStep, step_id, "referral")
    _was_read(request, file, one)
    context = {
        "file": file,
        "row": presenters.status(one),
        "facts": presenters.status_facts(one),
        "moves": offered_pages(request, MOVES, one, "health_status_move", file.pk, one.pk),
    }
    return render(request, "treatment/status_step.html", context)


@needs(P.FILE_WORK)
def health_status_move(request: HttpRequest, file_id: uuid.UUID, step_id: uuid.UUID, treatment_move: str) -> HttpResponse:
    """What became of a step that the file's worker keeps."""
    file = get_file(me(request), file_id)
    one = part_of(file, TreatmentStep, step_id, "referral")
    _was_read(request, file, one)
    back = reverse("health_status_step", args=[file.pk, one.pk])
    return _move(request, one, treatment_move, FORM, back, {"file": file})


def _move(
    request: HttpRequest, one: TreatmentStep, name: str, template: str, back: str, context: dict[str, Any]
) -> HttpResponse:
    taken = move_named(MOVES, name)
    taken.rule.require(me(request), one)
    known = taken.known(one) | {"base_version": one.version}
    return moving_form(
        request,
        move=taken,
        one=one,
        form=taken.form(request.POST or None, initial=known),
        template=template,
        back=back,
        context=context,
    )


def _course(request: HttpRequest, referral_id: uuid.UUID) -> Referral:
    """A treatment, for a health professional of the service; that it was opened is in the trail."""
    referral = queries.get_course(me(request), referral_id)
    audit.record(by=me(request), action="treatment_read", subject=f"care.referral:{referral.pk}")
    return referral


def _was_read(request: HttpRequest, file: CaseFile, one: TreatmentStep | None = None) -> None:
    read_file(file=file, by=me(request), what="health_status_read", part=one)
