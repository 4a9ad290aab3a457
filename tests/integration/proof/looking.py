"""Going round: every address, by everybody, with what its form wants; what came back as one letter."""

from __future__ import annotations

import copy
import zlib
from dataclasses import dataclass, field
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from tests.integration.proof.filling import Json, body, filled
from tests.integration.proof.pages import FoundForm, forms_of
from tests.integration.proof.registry import STAFF, Address, Operation, addresses, operations
from tests.integration.proof.world import API_MEANT_AT, MEANT, NOBODY, PEOPLE, WORDS, Place, World, arguments, as_superuser

EVERYBODY = (*PEOPLE, NOBODY)
MORE_PAGES = (
    ("file", {"file_id": "running_file"}),
    ("report", {"report_id": "report"}),
    ("report", {"report_id": "proposed"}),
    ("referral", {"referral_id": "draft"}),
    ("closure", {"file_id": "running_file"}),
    ("estimate", {"pk": "estimate_failed"}),
    ("estimate", {"pk": "estimate_in_review"}),
    ("estimate", {"pk": "estimate_approved"}),
    ("estimate", {"pk": "estimate_published"}),
    ("inspection", {"inspection_id": "planned"}),
    ("monitoring_report", {"state_report_id": "frozen_report"}),
    ("inspection", {"inspection_id": "reported"}),
    ("placement", {"file_id": "assessed_file", "placement_id": "sent_placement"}),
    ("placement", {"file_id": "running_file", "placement_id": "stay"}),
    ("support", {"file_id": "assessed_file", "support_id": "asked_support"}),
    ("support", {"file_id": "running_file", "support_id": "given_support"}),
    ("parts", {"file_id": "need_file"}),
    ("agreement", {"agreement_id": "proposed_agreement"}),
    ("export", {"export_id": "failed_export"}),
    ("record_import", {"import_id": "done_import"}),
    ("record_import", {"import_id": "running_import"}),
    ("rights", {"file_id": "need_file"}),
    ("committee_one", {"asked_id": "taken_on"}),
    ("transfer", {"transfer_id": "incoming_transfer"}),
    ("document", {"document_id": "seen_document"}),
    ("transfer", {"transfer_id": "taken_transfer"}),
    ("committee_support_one", {"asked_id": "done_support"}),
    ("part", {"file_id": "running_file"}),
)
"""Pages with a thing in another state, for the buttons that only then stand there."""

SLOW_TO_DO = {
    "statistics_build": "starts a process that builds for seconds; its own tests do",
    "lists_link": "links whole files with each other for seconds; its own tests do",
    **dict.fromkeys(
        [f"release_{step}" for step in ("prepare", "build", "check", "publish", "withdraw", "drop")],
        "needs cubes, which take seconds to build; their own tests go through every step",
    ),
}
"""Addresses that nobody who may sends here; those who may not are sent."""

NOTHING_PUBLISHED = frozenset(
    {"published_report", "published_report_pdf", "published_report_docx"}
    | {"published_sdmx_csv", "published_sdmx_xml", "statistics_explore_csv"}
)
"""Addresses that show a published release, whose cubes take seconds to build: here nobody finds one; their own tests do."""

BY_HAND = {
    "link_report": (),
    "care_end": (),
    "report_seal_anew": (),
    "inspection_bring_in": (),
    "planning_open_files": (),
    "several": (),
} | {f"release_{step}": () for step in ("prepare", "build", "check", "publish", "withdraw", "drop")}
"""Addresses whose button stands on no page of the round; :mod:`filling` says what is sent."""

IN, REFUSED, NOT_HERE, SIGN_IN = "in", "no", "404", "sign in"


def ask(place: Place, who: str, method: str, url: str, data: Any = None) -> HttpResponse:
    """One request; what it does to the browser's cookies is forgotten. The caller rolls back what it does to the database."""
    client = place.browser(who)
    kept = copy.deepcopy(client.cookies)
    try:
        how = {"content_type": "application/json"} if isinstance(data, Json) else {}
        return _whole(getattr(client, method.lower())(url, data, **how))
    finally:
        client.cookies = kept


def call(place: Place, who: str, operation: Operation, url: str, sent: Any = None, **headers: str) -> HttpResponse:
    """One call of the HTTP API with this person's token, conditional on any version that is there."""
    told = {"Authorization": f"Bearer {place.tokens[who]}"} if who in place.tokens else {}
    extra = {} if sent is None else {"data": sent, "content_type": "application/json"}
    return _whole(getattr(place.clients[NOBODY], operation.method)(url, headers=told | headers, **extra))


def _whole(answer: Any) -> HttpResponse:
    """The answer with its content at hand, a streamed file's too."""
    if answer.streaming:
        whole = HttpResponse(b"".join(answer.streaming_content), status=answer.status_code, headers=dict(answer.headers))
        whole.wsgi_request = answer.wsgi_request  # type: ignore[attr-defined]
        return whole
    return answer  # type: ignore[no-any-return]


def letter(answer: HttpResponse) -> str:
    """Came in (and did it), was refused in words, is told that nothing is there, is asked to sign in.

    Raises:
        AssertionError: a defect (500), or a status that no rule gives.
    """
    status = answer.status_code
    if status == 302:
        if answer["Location"].startswith("/sign-in/"):
            return SIGN_IN
        request = getattr(answer, "wsgi_request", None)
        return REFUSED if any(one.level_tag == "error" for one in get_messages(request)) else IN
    if status in (200, 201, 204, 503):
        return IN
    if status == 401:
        return SIGN_IN
    assert status in (400, 403, 404, 409, 412, 422, 428), (
        answer.wsgi_request.path,
        status,
        getattr(answer, "content", b"")[:300],
    )
    return NOT_HERE if status == 404 else REFUSED


@dataclass
class Seen:
    """What the round brought: letters by (address or operation, method, who), forms by address, pages that came (200),
    addresses whose page came without a row in the audit trail."""

    letters: dict[tuple[str, str, str], str] = field(default_factory=dict)
    forms: dict[str, FoundForm] = field(default_factory=dict)
    pages: dict[tuple[str, str], str] = field(default_factory=dict)
    untraced: set[str] = field(default_factory=set)

    def row(self, name: str, method: str) -> dict[str, str]:
        return {who: found for (one, how, who), found in self.letters.items() if (one, how) == (name, method)}

    def writing(self) -> list[Address]:
        """The addresses to which a form is sent."""
        return [one for one in addresses() if one.name in self.forms]


def look_round(world: World, rolled_back: Any) -> Seen:
    """Everybody of the one place at every address of that place: first reading, then sending what the forms want."""
    seen, here = Seen(forms={name: FoundForm("", "post") for name in BY_HAND}), world.here
    by_name = {one.name: one for one in addresses()}
    for address in addresses():
        if "GET" in address.methods:
            _turn_away(seen, here, address, "GET")
            for who in _askers(seen, address, "GET"):
                _read(seen, here, who, address, address.url(**arguments(here, address)), rolled_back)
    for name, things in MORE_PAGES:
        values = {**arguments(here, by_name[name]), **{key: here.of[thing].pk for key, thing in things.items()}}
        for who in (who for who in PEOPLE if seen.letters[name, "GET", who] == IN):
            _read(Seen(forms=seen.forms), here, who, by_name[name], by_name[name].url(**values), rolled_back)
    for address in seen.writing():
        _turn_away(seen, here, address, "POST")
        for who in _askers(seen, address, "POST"):
            _send(seen, here, who, address, rolled_back)
    for operation in operations():
        for who in EVERYBODY:
            _call(seen, here, who, operation, rolled_back)
    return seen


def _turn_away(seen: Seen, place: Place, address: Address, method: str) -> None:
    """Those whom the view's mark turns away get their letter from the mark; one of them, each time another, really asks."""
    words = address.access.permissions  # type: ignore[union-attr]
    away = [who for who in PEOPLE if words and not place.holds(who, words)]
    for who in away:
        seen.letters[address.name, method, who] = REFUSED
    if away:
        del seen.letters[address.name, method, away[zlib.crc32(f"{method} {address.name}".encode()) % len(away)]]


def _askers(seen: Seen, address: Address, method: str) -> list[str]:
    """Who really asks: two for what is open to everyone, and everybody who has no letter yet."""
    if address.access.everyone:  # type: ignore[union-attr]
        return [NOBODY, "caseworker"]
    return [who for who in EVERYBODY if (address.name, method, who) not in seen.letters]


def _read(seen: Seen, place: Place, who: str, address: Address, url: str, rolled_back: Any) -> None:
    with rolled_back():
        before = _last_event()
        answer = ask(place, who, "GET", url)
        seen.letters[address.name, "GET", who] = letter(answer)
        if answer.status_code == 200 and _last_event() == before:
            seen.untraced.add(address.name)
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        return
    seen.pages[address.name, who] = html = answer.content.decode()
    for form in forms_of(html):
        name = _name_of(form.action or url) if form.method == "post" else ""
        if name:
            seen.forms.setdefault(name, form)


def _last_event() -> int:
    with as_superuser() as cursor:
        cursor.execute("SELECT max(position) FROM audit_event")
        return int(cursor.fetchone()[0])


def _send(seen: Seen, place: Place, who: str, address: Address, rolled_back: Any) -> None:
    if address.name in SLOW_TO_DO and place.holds(who, address.access.permissions):
        seen.letters[address.name, "POST", who] = IN
        return
    with rolled_back():
        data = filled(place, address.name, seen.forms[address.name])
        answer = ask(place, who, "POST", address.url(**arguments(place, address)), data)
        seen.letters[address.name, "POST", who] = letter(answer)


def _call(seen: Seen, place: Place, who: str, operation: Operation, rolled_back: Any) -> None:
    with rolled_back():
        condition = seen_version(place, operation)
        answer = call(place, who, operation, at(place, operation), body(place, operation), **condition)
        seen.letters[operation.path, operation.method.upper(), who] = letter(answer)
    if answer.status_code == 200:
        seen.pages[operation.key, who] = answer.content.decode(errors="replace")


def _name_of(url: str) -> str:
    try:
        return resolve(url.split("?")[0].split("#")[0], urlconf=STAFF).url_name or ""
    except Resolver404:
        return ""


PART_SEEN = {
    "PUT /api/files/{file_id}/parts/{part_code}": 0,
    "PUT /api/medical/{referral_id}/parts/{medical_code}": 1,
}
"""A part has no row of its own: its version is that of the newest revision."""


def seen_version(place: Place, operation: Operation) -> dict[str, str]:
    """The condition of a write: the version of the thing it changes, as it stands in the database."""
    ids = [name for name in operation.parameters if name not in WORDS]
    if operation.method == "get" or not ids:
        return {}
    if operation.key in PART_SEEN:
        return {"If-Match": f'"{PART_SEEN[operation.key]}"'}
    thing = place.of[(MEANT | API_MEANT_AT.get(operation.key, {}))[ids[-1]]]
    if not hasattr(thing, "version"):
        return {}  # a pair of records has none: what is made of it is new
    with as_superuser() as cursor:
        cursor.execute(f"SELECT version FROM {thing._meta.db_table} WHERE id = %s", [thing.pk])
        return {"If-Match": f'"{cursor.fetchone()[0]}"'}


def at(place: Place, operation: Operation, **other: Any) -> str:
    """The address of an operation with this place's things."""
    meant = MEANT | API_MEANT_AT.get(operation.key, {})
    values = {name: WORDS[name] if name in WORDS else place.of[meant[name]].pk for name in operation.parameters} | other
    return operation.path.format(**values)
