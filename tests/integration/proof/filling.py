"""How a form is filled in so that it is accepted: by the kind of each field, and by name where the kind is not enough."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
from typing import Any

import pyrage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.accounts import PASSPHRASE
from tests.integration.proof.pages import Field, FoundForm
from tests.integration.proof.registry import Operation
from tests.integration.proof.world import CARRIED, COUNSEL, HELD, SETTLED, UPR_ROWS, Place
from tests.unit.circumstances.workbooks import workbook
from tutela.configuration.api import pack
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import aead
from tutela.signatures.enums import Signer
from tutela.signatures.queries.texts import digest_of, text_for

_NUMBERS = itertools.count(1)
TODAY, SOON = today().isoformat(), (today() + dt.timedelta(days=30)).isoformat()
WORDS = "Plain words"

BY_NAME: dict[str, Any] = {
    "started_on": SOON,
    "ended_on": TODAY,
    "due_on": SOON,
    "next_contact_on": SOON,
    "next_review_on": SOON,
    "review_on": SOON,
    "reassess_on": SOON,
    "post_closure_on": SOON,
    "ask_again_on": SOON,
    "valid_to": "",
    "expires_at": SOON,
    "website": "",
}
"""Field name to what is typed, in whichever form it stands."""

IMPORTED = ["external_id", "given_names", "family_names", "sex", "birth"]
_NO_BIRTH = {"birth_day": "", "birth_month": "", "birth_year": "", "youngest": "12", "oldest": "15"}
_NO_DAY = {"happened_day": "", "happened_month": "", "happened_year": ""}
_DATES_OF_BARRIERS = [
    f"barriers-{name}_{part}" for name in ("happened_on", "first_told_on") for part in ("day", "month", "year")
]
_AT_WORK = {"started_on": TODAY, "ended_on": "", "vetting_until": SOON}
_NEW_PASSPHRASE = "nine quiet herons beside a mill"


class Json(dict[str, Any]):
    """What a device sends as JSON instead of a form."""


class Table(SimpleUploadedFile):
    """A file that can be sent again."""

    def read(self, *size: int) -> bytes:
        """All of it, whoever read it before."""
        self.file.seek(0)
        return self.file.read()  # type: ignore[no-any-return]


def _patterns() -> Table:
    return Table(
        "patterns.csv", b"police,health,school,count\n1,0,0,90\n0,1,0,80\n0,0,1,70\n1,1,0,30\n1,0,1,20\n0,1,1,25\n1,1,1,9\n"
    )


def _workbook(place: Place) -> Table:
    """A form that is sound and of a code and version of its own each time it is asked for."""
    number = next(_NUMBERS)
    return Table("way.xlsx", workbook(form_id=f"way_{number}"))


def _bundle() -> bytes:
    """A bundle with a body of its own."""
    return pack({"organisations": {f"CARRIED-{next(_NUMBERS)}": CARRIED}}, country="XM", at=now())


def at(place: Place) -> dict[str, dict[str, Any]]:
    """Address to fields: where the first thing that fits is not the right one. ``None`` leaves a field out."""
    officer = place.users["intake_officer"].username
    person = place.of["person"].username
    public = {"recovery_public": aead.new_pair()[0].hex()}
    return {
        "account_change": {"email": ""},
        "account_new": {"username": "somebody.new", "email": ""},
        "access_request_new": {"counselling_offered": "on", "person": ""},
        "age_new": _NO_BIRTH,
        "transfer_new": {"office": str(place.of["transfer"].to_office_id), "consent": ""},
        "transfer_propose": {"office": str(place.of["transfer"].to_office_id)},
        "api_client_new": {"username": officer, "scopes": "report_triage"},
        "break_glass": {
            "number": place.of["unassigned"].number,
            "reason": "The child is at the door of our office now, and the worker is away.",
        },
        "agreement_new": {"breakdowns": "region"},
        "export_new": {"level": "codes", "states": "active", "reported_until": ""},
        "export_recipient_confirm": {"compared": "on"},
        "webhook_new": {
            "program": str(place.of["webhook"].program_id),
            "address": "https://hooks.proof.example/new",
            "events": "referral.sent",
        },
        "hold_new": {"number": place.of["closed_file"].number},
        "export_recipient_new": {"public_key": str(pyrage.x25519.Identity.generate().to_public())},
        "care_end": {"ended_on": TODAY},
        "care_new": {"started_on": SOON, "ended_on": ""},
        "complaint": {"number": place.of["file"].number, "office": place.of["file"].office.code},
        "file_print": {"what": "overview"},
        "concern_edit": _NO_DAY,
        "concern_new": {"concerns": "PC08"} | _NO_DAY,
        "consent_new": {"explained": "on"},
        "determination_new": {"kind": "placement", "country": ""},
        "flag_new": {"until": SOON},
        "supervision": {"day": SOON},
        "several": {"file": str(place.of["file"].pk), "reason": WORDS, "until": SOON, "sure": "yes"},
        "determination_move": {"factors": "safety"},
        "document_attach": {"seen_on": TODAY, "declares": "on", "paper": Table("paper.txt", b"The court decides.")},
        "document_seen": {"seen_on": TODAY},
        "signature_new": {"explained": "on", "witness": "", "kept_at": "", "signed_on": TODAY},
        "signature_move": {"ended_on": TODAY},
        "document_move": {"purge_because": WORDS},
        "return_new": {"target": "other", "person": "", "planned_on": SOON},
        "return_move": {"visited_on": TODAY, "seen": "child", "alone": "yes", "harm": "none"},
        "conference_new": {"meets_on": SOON, "access_on": SOON},
        "conference_move": {"username": "", "name": WORDS, "body": place.team.clinic.organisation.code, "sector": "AC-EDU"},
        "obligation_new": {"office": place.team.clinic.code, "due_on": SOON},
        "owed_answer": {"target": "met", "met_on": TODAY, "promised_on": "", "ground": ""},
        "duplicate_new": {"first": place.of["file"].number, "second": place.of["closed_file"].number},
        "forms": {"workbook": _workbook(place)},
        "configuration": {"bundle": Table("bundle.zip", _bundle())},
        "part_section": {"age_at_start": "9", "hours": "10", "age_at_start__why": "", "hours__why": "", "hazards": "night"},
        "medical_section": {"around": "stigma"},
        "committee_support_new": _asked(place) | {"nobody_unsafe": "on"},
        "treatment_step_new": {"code": "laboratory", "next_on": SOON, "needed_at": ""},
        "treatment_move": {"next_on": SOON},
        "health_status_move": {"next_on": SOON},
        "health_measure_new": {"code": "school_lesson", "next_on": SOON},
        "session_note_new": {"held_on": TODAY},
        "session_note_correct": {"held_on": TODAY},
        "import_new": {"table": Table("old.csv", b"external_id,given_names\nZ1,Maren\n")},
        "import_columns": {f"column_{place}": target for place, target in enumerate(IMPORTED)},
        "lists_counts": {"uploads": _patterns(), "year_from": "2023", "year_to": "2024", "recall": "90"},
        "override_decide": {"agreed": "on"},
        "facility_count": {"children": "9"},
        "facility_new": {"capacity": "12", "children": "3"},
        "service_confirm": {"capacity": "12", "free_places": "2", "waiting": "0"},
        "facility_staff_new": _AT_WORK,
        "facility_staff_member": _AT_WORK,
        "inspection_bring_in": Json(answers={"REG1": {"answer": "met", "evidence": WORDS, "base": 0}}),
        "inspection_start": {"no_interest": "yes"},
        "monitoring_import_finish": {"drop": "yes"},
        "monitoring_import_new": {"kind": "upr", "text": UPR_ROWS},
        "monitoring_question": {"level": "not_met", "reform_on": ""}
        | dict.fromkeys(("provisions", "activities", "recommendations"), ""),
        "justice_state": {"value": "5"},
        "notice_new": {"placement": ""},
        "register_import": {"text": "state,instrument,kind,acted_on,source\nXMV,CRC,signature,1990-01-26,UNTC\n"},
        "placement_edit": {"started_on": TODAY},
        "placement_new": {"started_on": TODAY},
        "support_apply": {"applied_on": TODAY, "answer_due_on": ""},
        "support_effect": {"ended_on": ""},
        "support_grant": {"amount": "5", "every": "month", "next_payment_on": SOON},
        "support_pay": {"amount": "5", "next_payment_on": ""},
        "sanction_new": {"until_day": SOON},
        "external_new": {"low": "10", "high": ""},
        "report_barriers": {"barriers-codes": "UNK"} | dict.fromkeys(_DATES_OF_BARRIERS, ""),
        "report_duty_settled": {"duty_settled-state": "done", "duty_settled-ground": ""},
        "report_enter": {"territory": ""},
        "report_population": {"children": "1200", "year": "2026"},
        "cards_new": {"expires_on": SOON, "in_language": "en"},
        "cards_hand_out": {"number": "1"},
        "take_report": {"age_low": "12", "age_high": "15", "compared": "on"},
        "team_join": {"username": person},
        "team_key_recover": {"username": officer, "recovery_key": place.of["recovery"]},
        "team_key_rotate": public,
        "team_key_start": public,
        "body": {"signed_on": TODAY},
        "file_kind": {"kind": "cross_border"},
        "file_decline": {"why": "no_need"},
        "undertaking": {"agree": "yes"},
        "vault_change": {"old": PASSPHRASE, "new": _NEW_PASSPHRASE, "again": _NEW_PASSPHRASE},
        "vault_new": {"passphrase": _NEW_PASSPHRASE, "again": _NEW_PASSPHRASE},
        "vault_replace": {"passphrase": _NEW_PASSPHRASE, "again": _NEW_PASSPHRASE},
        "vault_unlock": {"passphrase": PASSPHRASE},
    }


def filled(place: Place, name: str, form: FoundForm | None) -> dict[str, Any]:
    """What is sent to the address ``name`` for this form."""
    data = {} if form is None else {one.name: _value(one) for one in form.fields.values()}
    said = at(place).get(name, {})
    if isinstance(said, Json):
        return said
    data |= said
    return {key: value for key, value in data.items() if value is not None and key != "csrfmiddlewaretoken"}


def body(place: Place, operation: Operation) -> dict[str, Any] | None:
    """What is sent to an operation of the HTTP API.

    Raises:
        KeyError: an operation with a required body that nobody has described yet.
    """
    office, point = place.team.office, place.team.point
    service = {"track": "MED", "service": "first_medical_care"}
    known: dict[str, dict[str, Any]] = {
        "POST /api/reports": {"reference": "A-1", "channel": "sms", "worry": WORDS, "territory": office.territory.code},
        "POST /api/exports": {
            "office": str(office.pk),
            "recipient": str(place.of["recipient"].pk),
            "purpose": "research",
            "reason": "An agreed study.",
        },
        "POST /api/retention/holds": {
            "number": place.of["closed_file"].number,
            "ground": "claim",
            "basis": WORDS,
            "review_on": SOON,
        },
        "POST /api/configuration/imports": {"bundle": base64.b64encode(_bundle()).decode()},
        "POST /api/configuration/imports/{bundle_id}/put-in-force": {"reason": WORDS},
        "POST /api/configuration/imports/{bundle_id}/set-aside": {},
        "POST /api/retention/holds/{hold_id}/review": {"verdict": "ends", "words": WORDS},
        "POST /api/files": {"office": str(office.pk), "territory": str(office.territory_id)},
        "POST /api/files/{file_id}/assessments": {},
        "PATCH /api/files/{file_id}/assessments/{assessment_id}": {"needs": WORDS},
        "POST /api/files/{file_id}/plans": {},
        "PATCH /api/files/{file_id}/plans/{plan_id}": {"summary": WORDS},
        "PUT /api/files/{file_id}/plans/{plan_id}/tracks/{track}": {"decision": "not_needed", "reason": WORDS},
        "POST /api/files/{file_id}/plans/{plan_id}/actions": service | {"goal": WORDS, "due_on": SOON},
        "POST /api/files/{file_id}/referrals": service | {"service_point": str(point.pk)},
        "POST /api/referrals/{referral_id}/answer": {"target": "accepted"},
        "POST /api/files/{file_id}/placements": {"facility": str(place.of["facility"].pk), "started_on": TODAY},
        "PATCH /api/files/{file_id}/placements/{placement_id}": {"assessment": WORDS},
        "POST /api/files/{file_id}/placements/{placement_id}/way-on": {"words": WORDS},
        "POST /api/files/{file_id}/placements/{placement_id}/end": {
            "ended_on": TODAY,
            "exit_kind": "family_return",
            "words": WORDS,
        },
        "POST /api/files/{file_id}/placements/{placement_id}/reviews": {
            "held_on": TODAY,
            "contact": "weekly",
            "school": "local_school",
            "words": WORDS,
            "next_review_on": SOON,
        },
        "PUT /api/files/{file_id}/parts/{part_code}": {"answers": {"sector": "trade", "wishes": WORDS}},
        "PUT /api/medical/{referral_id}/parts/{medical_code}": {"answers": {"around": ["stigma"], "stigma_where": WORDS}},
        "POST /api/files/{file_id}/rights": {"right": "RT12", "child_words": WORDS},
        "PATCH /api/files/{file_id}/rights/{right_id}": {"state": "partly_restored", "action": WORDS},
        "POST /api/files/{file_id}/support": {"kind": "housing", "provider": WORDS},
        "PATCH /api/files/{file_id}/support/{support_id}": {"provider": WORDS},
        "POST /api/files/{file_id}/support/{support_id}/application": {"applied_on": TODAY},
        "POST /api/files/{file_id}/support/{support_id}/grant": {"decided_on": TODAY},
        "POST /api/files/{file_id}/support/{support_id}/refusal": {
            "decided_on": TODAY,
            "words": WORDS,
            "refusal_stated": "age",
            "refusal_suspected": "age",
        },
        "POST /api/files/{file_id}/support/{support_id}/payments": {"paid_on": TODAY, "amount": "5"},
        "POST /api/files/{file_id}/support/{support_id}/effect": {"effect": "partly", "words": WORDS},
    }
    known |= {f"POST /api/imports{rest}": sent for rest, sent in imports(office).items()}
    known |= {f"POST /api/files/{{file_id}}/justice/{rest}": sent for rest, sent in justice(place).items()}
    known |= {f"POST /api/files/{{file_id}}/best-interests{rest}": sent for rest, sent in decisions(place).items()}
    known |= worklist(place) | participation(place) | coordination(place) | treatment() | returns() | community(place)
    known |= merges(place) | transfers(place)
    known |= papers() | signatures(place)
    return known[operation.key] if operation.body else None


def coordination(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent to conferences and to what bodies owe."""
    of, clinic = place.of, place.team.clinic
    met = "POST /api/files/{file_id}/conferences"
    owed = "POST /api/files/{file_id}/obligations"
    steps = {
        "papers": {"purpose": WORDS, "agenda": WORDS, "parts": ["child"]},
        "invite": {"name": WORDS, "body": clinic.organisation.code, "sector": "AC-EDU"},
        "paper": {"participant": str(of["named_seat"].pk), "paper_on": TODAY},
        "uninvite": {"participant": str(of["ready_seat"].pk)},
        "hear": {"not_presented_because": WORDS},
        "hold": dict.fromkeys(("presented", "weight", "feedback"), WORDS),
        "decide": {"what": WORDS, "due_on": SOON},
        **{name: {} for name in ("call", "recall", "close", "cancel")},
    }
    return {f"{met}/{{conference_id}}/{name}": sent for name, sent in steps.items()} | {
        met: {"meets_on": TODAY, "access_on": SOON},
        "POST /api/conferences/{participant_id}/undertaking": {},
        "POST /api/conference-tasks/{task_id}/end": {"result": WORDS},
        owed: {"duty": "legal_aid", "office": clinic.code, "asked": WORDS},
        f"{owed}/{{obligation_id}}/met": {"met_on": TODAY, "closing_words": WORDS},
        f"{owed}/{{obligation_id}}/contest": {"closing_words": WORDS},
        f"{owed}/{{obligation_id}}/withdraw": {"closing_words": WORDS},
        "POST /api/obligations/owed/{owed_id}/answer": {"target": "met", "met_on": TODAY, "words": WORDS},
    }


def _asked(place: Place) -> dict[str, Any]:
    """What is asked of a committee."""
    said = {"what": "Walk along to school.", "where_met": "At the gate.", "due_on": SOON, "child_agrees": "yes"}
    return said | {"committee": str(place.of["committee"].pk), "child_because": ""}


def community(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent to committees and to what is asked of them."""
    file, one = "POST /api/files/{file_id}/committee-support", "POST /api/committee/{asked_id}"
    known: dict[str, dict[str, Any]] = {f"{one}/accept": {}, f"{one}/done": {"answer": WORDS}}
    known |= {f"{one}/{move}": {"answer": WORDS} for move in ("decline", "give-back")}
    known |= {f"{file}/{{asked_id}}/{move}": {} for move in ("note", "recall")}
    return known | {file: _asked(place) | {"nobody_unsafe": True}}


def treatment() -> dict[str, dict[str, Any]]:
    """What is sent to treatments, session notes and health steps."""
    course, file = "POST /api/treatments/{referral_id}", "POST /api/files/{file_id}/health-steps"
    moves = {
        "done": {},
        "attended": {"next_on": SOON},
        "missed": {"why": "no_way"},
        "day": {"next_on": SOON},
        "cancel": {"why": "not_needed"},
    }
    known = {f"{one}/{{step_id}}/{name}": sent for one in (f"{course}/steps", file) for name, sent in moves.items()}
    note = {"held_on": TODAY, "words": WORDS}
    return known | {
        f"{course}/steps": {"code": "laboratory", "next_on": SOON},
        f"{course}/notes": note,
        "PUT /api/session-notes/{note_id}": note,
        file: {"code": "school_lesson", "next_on": SOON},
    }


def transfers(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent to have a file taken over, and to answer."""
    one, said = "POST /api/transfers/{transfer_id}", f"{WORDS} {WORDS}"
    other = place.of["transfer"].to_office_id
    asks = {"office": str(other), "why": "moved", **dict.fromkeys(("reason", "urgent", "promised"), said)}
    proposal = "POST /api/files/{file_id}/transfer-proposals"
    return {
        "POST /api/files/{file_id}/transfers": asks,
        proposal: asks,
        **{f"{proposal}/{{proposal_id}}/{step}": {"answer": said} for step in ("decline", "withdraw")},
        f"{one}/accept": {"worker": str(place.team.worker.id)},
        f"{one}/decline": {"not_taken": "close", "answer": said},
        f"{one}/withdraw": {"answer": said},
        f"{one}/told": {"told_on": TODAY, "told": said},
    }


def merges(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent to merge two files of one child."""
    one, of = "POST /api/files/{file_id}/merges/{merge_id}", place.of
    said = f"{WORDS} {WORDS}"
    return {
        "POST /api/duplicates/{pair_id}/merges": {
            "leading": str(of["led_file"].pk),
            "file": str(of["other_file"].pk),
            "reason": said,
        },
        **{f"{one}/{step}": {"answer": said} for step in ("confirm", "decline")},
        f"{one}/undo": {"undone_because": said},
    }


def returns() -> dict[str, dict[str, Any]]:
    """What is sent to returns and the visits after them."""
    here, ended = "POST /api/files/{file_id}/returns", {"ended_on": TODAY, "end_words": WORDS}
    steps = {
        "prepare": {"prepared": {"school": WORDS}},
        "start": {"went_on": TODAY},
        "visit": {"visited_on": TODAY, "seen": ["child"], "alone": "yes", "harm": "none", "child_said": WORDS},
        "complete": ended,
        "break-off": ended,
        "ask-waiver": {"waiver_because": WORDS},
        "waiver": {"answer": "waive", "waiver_answer": WORDS},
    }
    return {f"{here}/{{return_id}}/{name}": sent for name, sent in steps.items()} | {
        here: {"target": "other", "planned_on": TODAY}
    }


def papers() -> dict[str, dict[str, Any]]:
    """What is sent to the papers of a file."""
    here = "POST /api/files/{file_id}/documents"
    seen = {"kind": "court_decision", "title": WORDS, "number": "12", "issued_by": WORDS, "seen_on": TODAY}
    kept = seen | {"name": "decision.txt", "paper": "VGhlIGNvdXJ0IGRlY2lkZXMu", "declares": True}
    kind = {"POST /api/files/{file_id}/kind": {"kind": "cross_border", "words": WORDS}}
    kind["POST /api/files/{file_id}/decline"] = {"why": "no_need", "words": WORDS, "pointed_to": WORDS}
    seen_again = {f"{here}/{{document_id}}/correct": seen | {"number": "21", "correction": WORDS}}
    return kind | seen_again | {here: kept, f"{here}/seen": seen, f"{here}/{{document_id}}/purge": {"purge_because": WORDS}}


def signatures(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent to put a name under a consent, and to take one back."""
    about, here = place.of["consent_to_sign"], "POST /api/files/{file_id}/signatures"
    with acting_as(place.actor("caseworker")):
        seen = digest_of(text_for(about, Signer.CHILD, "en"))
    told = {"subject": "consent", "subject_id": str(about.pk), "signer": "child", "text_language": "en", "seen": seen}
    return {
        here: told | {"answer": "signed", "way": "written", "name": WORDS, "explained": True},
        f"{here}/{{signature_id}}/withdraw": {"ended_on": TODAY},
        f"{here}/{{signature_id}}/strike": {"because": WORDS},
    }


def worklist(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent to kept lists, flags, and steps in several files."""
    files, flag = [str(place.of["file"].pk)], {"reason": WORDS, "until": SOON}
    return {
        "POST /api/lists": {"name": WORDS[:60], "filters": {"risk": "high"}},
        "PATCH /api/lists/{kept_id}": {"name": WORDS[:60]},
        "POST /api/files/{file_id}/flags": flag,
        "POST /api/files/{file_id}/flags/{flag_id}/resolve": {"word": WORDS},
        "POST /api/files/{file_id}/supervision": {"day": SOON},
        "POST /api/together/assign": {"files": files, "worker": str(place.users["caseworker, of others' files"].pk)},
        "POST /api/together/flag": flag | {"files": files},
        "POST /api/together/supervision": {"files": files, "day": SOON},
        "POST /api/together/transfer": {
            "files": [str(place.of["heard_file"].pk)],
            "office": str(place.of["transfer"].to_office_id),
            "why": "rearranged",
            **dict.fromkeys(("reason", "urgent", "promised"), f"{WORDS} {WORDS}"),
        },
    }


def participation(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent about the child told, complaints, and requests to see what is held."""
    told = {"talk": "sheet", "handed_on": TODAY, "way": "printed", "language": "fr", "understood": "yes"}
    asks = {"asker": "child", "wish": "see", "capacity": "alone", "child_agrees": "yes", "words": WORDS, "asked_on": TODAY}
    refusal = {"refusal": "harm", "reasons": WORDS, "remedy": WORDS}
    one = "POST /api/files/{file_id}/access-requests/{request_id}"
    file = place.of["file"]
    return {
        "POST /api/files/{file_id}/child-told": told,
        "POST /api/complaints": {"number": file.number, "office": file.office.code, "voice": "child", "words": WORDS},
        "POST /api/files/{file_id}/access-requests": asks | {"counselling": WORDS, "counselling_offered": True},
        f"{one}/grant": {"reasons": WORDS},
        f"{one}/refuse": refusal,
        f"{one}/give": {"answer": WORDS},
    }


def decisions(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent to best-interests determinations, by what follows in the address."""
    of, one = place.of, "/{determination_id}"
    four = ("non_discrimination", "best_interests", "survival_and_development", "views_of_the_child", "reasons")
    return {
        "": {"kind": "placement", "subject": WORDS},
        f"{one}/option": {"factors": ["safety"]}
        | dict.fromkeys(("name", "speaks_for", "speaks_against", "safety", "child_thinks"), WORDS),
        f"{one}/hear": {"guardian_view": WORDS},
        f"{one}/member": {"name": WORDS, "sector": "AC-LAB", "conflict": "none"},
        f"{one}/panel": {},
        f"{one}/position": {"member": str(of["panel_member"].pk), "stand": "dissents", "words": WORDS},
        f"{one}/decide": dict.fromkeys(four, WORDS) | {"chosen": str(of["stood_option"].pk), "review_on": SOON},
        f"{one}/review": {"finding": "stands", "review_words": WORDS, "review_on": SOON},
    }


def imports(office: Any) -> dict[str, dict[str, Any]]:
    """What is sent to imports, by what follows in the address."""
    one, place = "/{import_id}", {"office": str(office.pk), "territory": str(office.territory_id)}
    return {
        "": place | {"source": WORDS, "columns": ["external_id"], "rows": [["Z1"]]},
        f"{one}/columns": {"targets": IMPORTED},
        f"{one}/run": {},
        f"{one}/undo": {"because": WORDS},
        f"{one}/discard": {},
    }


def justice(place: Place) -> dict[str, dict[str, Any]]:
    """What is sent to the parts of the chapter of justice, by what follows in the address."""
    ended, moment = {"ended_on": TODAY, "result": WORDS}, now().isoformat()
    one = {
        "task/{record_id}/done": {"done_on": TODAY, "result": WORDS},
        "proceeding/{record_id}/stage": {"stage": "charged", "entered_on": TODAY, "authority": "court"},
        "proceeding/{record_id}/change": {"authority": "court", "subject": WORDS},
        "proceeding/{record_id}/discontinue": {"reason": "limitation_period", "entered_on": TODAY, "words": WORDS},
        "settlement/{record_id}/follow": {"state": "agreed", "forms": ["cash"], "parties": ["employer"], "words": WORDS},
        "liberty/{record_id}/release": {"released_at": moment, "released_kind": "kin", "released_to": WORDS},
        "liberty/{record_id}/alternative": {"alternative_kind": "kin", "alternative": WORDS, "alternative_by": SOON},
        "liberty/{record_id}/contest": {"contested_words": WORDS},
        "liberty/{record_id}/remedy": {"remedy": WORDS},
        "counsel/{record_id}/confirm": {},
        "charge/{record_id}/seek": {"sought_on": TODAY},
        "charge/{record_id}/decide": {"outcome": "dropped", "decided_on": TODAY},
        "claim/{record_id}/award": {"decided_on": TODAY, "awarded": "5"},
        "claim/{record_id}/reject": {"decided_on": TODAY, "words": WORDS},
        "claim/{record_id}/pay": {"paid_on": TODAY, "amount": "1"},
        "claim/{record_id}/appeal": {"claimed_on": TODAY},
        "cost/{record_id}/end": {"ended_on": TODAY, "words": WORDS},
        "breach/{record_id}/end": ended,
        "threat/{record_id}/protect": {"measures": WORDS},
        "threat/{record_id}/end": ended,
        "across/{record_id}/answer": {"result": "granted", "answered_on": TODAY},
    }
    return one | {
        "proceeding": {"authority": "police", "subject": WORDS, "opened_on": TODAY},
        "settlement": SETTLED | {"known_on": TODAY},
        "liberty": HELD | {"territory": place.team.office.territory.code, "held_since": moment},
        "counsel": COUNSEL | {"given_on": TODAY},
        "charge": {"act": "status", "charged_on": TODAY},
        "claim": {"against": WORDS, "claimed_on": TODAY, "claimed": "5"},
        "cost": {"kind": "travel", "payer": "child", "charged_on": TODAY, "amount": "5"},
        "measure": {"measure": "interpreter", "answer": "available", "applied_on": TODAY},
        "interview": {"held_on": TODAY, "authority": "police"},
        "breach": {"happened_on": TODAY, "authority": "court", "words": WORDS},
        "threat": {"kind": "threat", "against": "child", "happened_on": TODAY, "words": WORDS},
        "across": {"kind": "extradition", "country": "FR", "legal_basis": WORDS, "sent_on": TODAY},
    }


def _value(field: Field) -> Any:
    bare = field.name.rpartition("-")[2]
    if bare in BY_NAME:
        return BY_NAME[bare]
    if field.is_list or field.kind == "submit":
        return _choice(field)
    if field.value or field.kind == "hidden":
        return field.value
    return {"date": TODAY, "email": "", "number": "1", "datetime-local": f"{TODAY}T10:00"}.get(field.kind, WORDS)


def _choice(field: Field) -> Any:
    if field.chosen and any(field.chosen):
        return field.chosen
    if field.kind == "checkbox":
        return None
    return next((choice for choice in field.choices if choice), None)
