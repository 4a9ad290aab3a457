"""What a supervisor reads before answering: author, the child's words, reasons, and what the rules say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.cases.api import Consent
from tutela.cases.api.words import day, label
from tutela.kernel.actor import Actor
from tutela.kernel.errors import Refused

from ..models import Assessment, Closure, Plan
from ..policies.closure import CRITERIA
from ..policies.planning import approve_decision, lowers_risk, missing_for_approval
from .planning import Voice, principle_rows, state_words, voice_of
from .planning_assessment import factor_groups, flight_facts, paths
from .planning_plan import track_rows


@dataclass(frozen=True)
class DecisionPage:
    """Everything the approval screen shows, formatted."""

    kind: str
    title: str
    author: str
    state: tuple[str, str]
    facts: list[dict[str, str]]
    texts: list[dict[str, str]]
    voice: Voice | None
    principles: list[dict[str, str]]
    attention: str
    missing: list[str]
    refusal: str
    whole_url: str
    groups: list[dict[str, Any]]
    paths: list[list[str]]
    tracks: list[dict[str, Any]]


def decision_page(actor: Actor, work: Any, kind: str) -> DecisionPage:
    """Read and put in words."""
    attention = lowers_risk(work)
    missing = missing_for_approval(work)
    reason = approve_decision.why_not(actor, work)
    titles = {"assessment": _("Assessment"), "plan": _("Case plan"), "closure": _("Closing the file")}
    authors = {work.created_by.full_name: None, work.updated_by.full_name: None}
    facts, texts = _words(work)
    return DecisionPage(
        kind=kind,
        title=titles[kind],
        author=", ".join(authors),
        state=state_words(work),
        facts=facts,
        texts=[row for row in texts if row["value"]],
        voice=voice_of(work.view),
        principles=principle_rows(work.principles),
        attention=str(attention.label) if attention else "",
        missing=[str(row.label) for row in missing],
        refusal=str(Refused(reason)) if reason is not None and reason not in missing else "",
        whole_url=_whole(work, kind),
        groups=factor_groups(work) if kind == "assessment" else [],
        paths=[[label("vulnerability", code) for code in path] for path in paths(work.chains)]
        if kind == "assessment"
        else [],
        tracks=track_rows(None, work) if kind == "plan" else [],
    )


def _whole(work: Any, kind: str) -> str:
    arguments = [work.file_id] if kind == "closure" else [work.file_id, work.pk]
    try:
        return reverse(kind, args=arguments)
    except NoReverseMatch:
        return reverse("file", args=[work.file_id])


def _words(work: Assessment | Plan | Closure) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    if isinstance(work, Assessment):
        return _assessment(work)
    return _plan(work) if isinstance(work, Plan) else _closure(work)


def _assessment(work: Assessment) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    before = label("risk_levels", work.file.risk_level) if work.file.risk_level not in ("", "UNK") else _("Not assessed")
    facts = _rows(
        (_("Risk proposed"), label("risk_levels", work.risk_level)),
        (_("Risk until now"), before),
        (_("Look at it again on"), day(work.reassess_on)),
    )
    texts = _rows(
        (_("Reasons"), work.risk_reasons),
        (_("Strengths"), work.strengths),
        (_("Persons who protect the child"), work.protective_persons),
        (_("Needs"), work.needs),
    )
    return facts + flight_facts(work), texts


def _plan(work: Plan) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    facts = _rows((_("Look at the plan again on"), day(work.review_on)))
    return facts, _rows((_("What this plan is to reach"), work.summary), (_("Told to the child"), work.child_summary))


def _closure(work: Closure) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    answers = {True: _("Yes"), False: _("No"), None: _("Not answered")}
    facts = _rows(
        (_("Reason"), label("closure_reasons", work.reason)),
        (_("Look again on"), day(work.post_closure_on)),
        *((str(words), answers[work.criteria.get(name)]) for name, words in CRITERIA.items()),
    )
    texts = _rows((_("Explanation"), work.explanation), (_("Support that goes on"), work.continuing_support))
    return facts, texts


def _rows(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": name, "value": value} for name, value in pairs]


def override_facts(consent: Consent) -> list[dict[str, str]]:
    """What is to be done without consent, on which ground."""
    agrees = label("yes_no_unknown", consent.child_agrees)
    return _rows(
        (_("For what"), label("consent_purposes", consent.purpose)),
        (_("Shared with whom"), consent.recipient or "–"),
        (_("Ground"), label("legal_basis_of_sharing", consent.basis)),
        (_("Does the child agree?"), agrees),
        (_("The child was told"), _("Yes") if consent.child_told else _("Not yet")),
        (_("What must not be shared"), consent.withheld or "–"),
        (_("Asked by"), consent.created_by.full_name),
        (_("On"), date_format(consent.created_at)),
    )
