"""Kinds of papers, what its attaching declares, and why one is refused."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason
from tutela.methods.papers.faults import Fault


class Kind(TextChoices):
    """What the paper is."""

    CONSENT = "consent_form", _("Consent form")
    COURT = "court_decision", _("Court decision")
    CARE_ORDER = "care_order", _("Care order")
    CIVIL_STATUS = "civil_status", _("Civil-status paper")
    IDENTITY = "identity", _("Identity paper")
    MEDICAL = "medical_certificate", _("Medical certificate for a court")
    OTHER = "other", _("Another paper")


class Declared(TextChoices):
    """The sentence that whoever attaches a paper signs; a new wording is a new code, so that the old one stays readable."""

    TEXT_ONLY = (
        "text_only_1",
        _(
            "I have read the whole paper. It holds text only: no photograph, no drawing, and nothing that may show harm to a child. "
            "The work on this file needs it."
        ),
    )


class DocumentReason(Reason):
    """Why not, and what would do."""

    NOTHING_TO_PURGE = (
        "document_nothing_to_purge",
        _(
            "Nothing of this paper is kept here: it was only seen, or its content is destroyed already. There is nothing to destroy."
        ),
    )
    OWN_DOCUMENT = (
        "own_document",
        _("Nobody destroys a paper they attached themselves (P14). Ask another supervisor of the office."),
    )
    DESTROYED = (
        "document_destroyed",
        _("The content of this paper was destroyed (P2). What it was, and why, stays here; ask the office that issued it."),
    )
    ONLY_SEEN = (
        "document_only_seen",
        _("This paper was recorded as seen: no copy is kept here. Ask the office that issued it, by its number and date."),
    )
    CORRECTED = (
        "document_corrected",
        _("This record was corrected: a newer one replaces it. Open that one; it can be corrected again."),
    )
    KEPT = (
        "document_kept",
        _("A paper that is kept here is not corrected: have its content destroyed by a supervisor, then attach it anew."),
    )
    FULL = (
        "documents_full",
        _("This file holds 40 papers, and takes no more. Record the paper as seen: number, date, issuing office."),
    )


_WAY_ON = _("Record instead that you have seen the paper: number, date, issuing office.")
REFUSED = {
    Fault.KIND: _("Only a PDF (.pdf) or a text (.txt, UTF-8), and one that is what its name says, is taken here (P2)."),
    Fault.BROKEN: _("This PDF is not well made, or can be read in more than one way; it is not taken (P2)."),
    Fault.HIDDEN: _("Something else lies inside this paper that a reader does not show; it is not taken (P2)."),
    Fault.LOCKED: _("This PDF is locked, so nobody can see what it holds; it is not taken (P2)."),
    Fault.ACTIVE: _("This PDF acts when it is opened, by a script or a form; it is not taken (P2)."),
    Fault.FILES: _("This PDF carries other files; it is not taken (P2)."),
    Fault.IMAGE: _("This PDF holds an image, a scan or a drawing. No image is taken here, whatever it shows (P2)."),
    Fault.MEDIA: _("This PDF holds sound, video or a body in three dimensions; it is not taken (P2)."),
    Fault.LARGE: _("This paper is larger than 5 MB or 200 pages, or unpacks to too much; it is not taken (P2)."),
}
"""What is said of each fault; the way on is added."""


def refusal(fault: Fault) -> str:
    """One fault, and the way on."""
    return f"{REFUSED[fault]} {_WAY_ON}"
