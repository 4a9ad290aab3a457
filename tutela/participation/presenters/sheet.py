"""What a child is told, in plain sentences; nothing in it names the reporter, other people or a clinical or legal detail."""

from __future__ import annotations

import hashlib
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.care.api import Plan, PlanAction
from tutela.cases.api import CaseFile, words
from tutela.kernel import documents
from tutela.kernel.clock import today
from tutela.ui.enums import Tone
from tutela.ui.presenters import direction

from ..enums import Talk, Understood, Way
from ..models import HandedOver
from ..policies import current_plan, is_adult, nears_adulthood, talked_through
from ..queries.told import steps_told
from ..queries.unnamed import unsafe_names, without_names


def sheet(file: CaseFile, language: str) -> dict[str, Any]:
    """The child's sheet in one language: its words as HTML, its title and direction; ``left_out``: how many sentences of the plan's
    words for the child name somebody marked unsafe and so stand nowhere; ``unsaid``: the same of what was agreed for after 18."""
    with translation.override(language):
        page = _sheet(file)
        html = render_to_string("participation/_sheet.html", {"page": page})
        told = {
            "html": html,
            "title": _("My sheet"),
            "language": language,
            "left_out": page["left_out"],
            "unsaid": page["unsaid"],
        }
        return told | {"dir": direction(language)}


def sheet_pdf(file: CaseFile, language: str) -> bytes:
    """The same as tagged PDF (PDF/UA-1), with large type."""
    html = render_to_string("participation/print/sheet.html", sheet(file, language))
    return documents.as_pdf(html, hashlib.sha256(html.encode()).hexdigest())


def talk_row(row: HandedOver) -> dict[str, Any]:
    """One talk."""
    tones = {Understood.YES: Tone.SUCCESS, Understood.PARTLY: Tone.WARNING, Understood.NO: Tone.DANGER}
    understood = Understood(row.understood)
    return {
        "title": str(Talk(row.talk).label),
        "on": row.handed_on,
        "how": f"{Way(row.way).label} · {row.language}",
        "others": row.present_others,
        "asked": row.asked,
        "goes_on": row.goes_on,
        "free": row.free,
        "state": str(understood.label),
        "tone": tones[understood],
    }


def _sheet(file: CaseFile) -> dict[str, Any]:
    plan = current_plan(file)
    unsafe, prepared = unsafe_names(file), talked_through(file) if nears_adulthood(file) else None
    summary, left_out = without_names(plan.child_summary if plan else "", unsafe)
    goes_on, unsaid = without_names(prepared.goes_on if prepared else "", unsafe)
    return {
        "name": file.child.given_names or words.child_name(file.child),
        "today": date_format(today()),
        "summary": summary,
        "left_out": left_out,
        "goes_on": goes_on,
        "unsaid": unsaid,
        "steps": _steps(plan) if plan else [],
        "review": date_format(plan.review_on) if plan and plan.review_on and plan.review_on >= today() else "",
        "worker": file.worker.full_name if file.worker else "",
        "office": file.office.name,
        "nears": nears_adulthood(file) and not is_adult(file),
        "adult": is_adult(file),
    }


def _steps(plan: Plan) -> list[dict[str, Any]]:
    """What is still to be done, by day."""
    found = PlanAction.objects.filter(plan=plan, state__in=("planned", "unmet")).select_related("owner").order_by("due_on")
    return steps_told(found)
