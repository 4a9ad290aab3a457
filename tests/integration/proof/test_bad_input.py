"""Bad input at every form of the staff site, every form of the public site, every operation of the HTTP API: a sentence at
the field, the right status, nothing half-written, nothing typed lost. Forms and fields are found in the pages themselves."""

from __future__ import annotations

import contextlib
import re
from http.cookies import SimpleCookie

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.accounts import sign_in
from tests.integration.proof import looking
from tests.integration.proof.conftest import public_site, rolled_back
from tests.integration.proof.filling import body, filled
from tests.integration.proof.looking import EVERYBODY, IN, NOT_HERE, REFUSED
from tests.integration.proof.mistakes import NUL, broken_bodies, fingerprint, mistakes
from tests.integration.proof.pages import forms_of
from tests.integration.proof.registry import PUBLIC, addresses, operations
from tests.integration.proof.world import WORDS, arguments, as_superuser
from tutela.intake.questions import FIELDS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SECRETS = frozenset({"passphrase", "again", "old", "new", "recovery_key"})
"""Fields that are never shown again, however wrong."""

BUTTONS = frozenset({"assessment_link", "export_again", "export_withdraw", "monitoring_import_answer", "overlap_decide"})
"""Addresses of buttons inside a page: they answer by going back with a sentence; there is nothing typed to keep."""


def _author(seen, address):
    return next(who for who in EVERYBODY if seen.letters.get((address.name, "POST", who)) == IN)


def _sent(seen, world):
    """Every address with a form: who sends it, the address in full, what fits, the form."""
    for address in seen.writing():
        if address.name not in looking.SLOW_TO_DO and not address.access.everyone:
            form = seen.forms[address.name]
            fits = filled(world.here, address.name, form)
            yield address, _author(seen, address), address.url(**arguments(world.here, address)), fits, form


def _lost(html, sent, wrong):
    """Fields whose value does not stand in the page that came back."""
    back = next(
        (one for one in forms_of(html) if set(sent) & set(one.fields) and one.method == "post" and wrong in one.fields), None
    )
    if back is None:
        return ["the form"]
    lost = []
    for name, value in sent.items():
        field = back.fields.get(name)
        if field is None or name.rpartition("-")[2] in SECRETS or name.endswith("base_version") or field.kind == "submit":
            continue
        values = value if isinstance(value, list) else [value]
        if field.is_list:
            kept = not [one for one in values if one and one in field.choices and one not in field.chosen]
        else:
            kept = _same(field.value, values[0])
        if not kept:
            lost.append(name)
    return lost


def _same(shown, typed):
    """Equal but for spaces and for the sign that browsers show in place of NUL."""
    return " ".join(shown.replace("\ufffd", "\x00").split()) == " ".join(str(typed).split())


def _named(html, field):
    """Whether a sentence stands at the field, or above the form for what the person cannot see."""
    summary = " ".join(re.findall(r'class="error-summary.*?</div>', html, re.S))
    return "error-summary" in html and (f"#id_{field}" in summary or f"#{field}" in summary or 'type="hidden"' in html)


def test_every_mistake_in_every_form_is_told_at_its_field(seen, world):
    wrong, before = {}, fingerprint()
    for address, who, url, fits, form in _sent(seen, world):
        every = list(mistakes(form))
        together = [one for one in every if one[1] in TOGETHER and not one[0].endswith("base_version")]
        with rolled_back():
            sent = fits | {field: value for field, _kind, value in together}
            answer = looking.ask(world.here, who, "POST", url, sent)
            faults = [_fault(answer, address, "", before)] + [
                _fault_of_page(answer, address, sent, one[0]) for one in together
            ]
        for field, kind, value in every if any(faults) else [one for one in every if one not in together]:
            if kind == "stale version" and address.name.endswith("_new"):
                continue  # there is nothing yet of which somebody could have saved a newer version
            with rolled_back():
                sent = fits | {field: value}
                answer = looking.ask(world.here, who, "POST", url, sent)
                if fault := _fault(answer, address, kind, before) or _fault_of_page(answer, address, sent, field):
                    wrong[address.name, field, kind] = fault
    assert wrong == {}


TOGETHER = frozenset({"unknown code", "wrong type", "over-long text"})
"""Mistakes that are made in all fields at once first: each must be told at its own field. One by one where that is not so."""


def _fault(answer, address, kind, before):
    """What is wrong with the answer itself: a defect, a mistake that was taken, half of it written, a status that is none."""
    try:
        told = looking.letter(answer)
    except AssertionError:
        return f"defect {answer.status_code}"
    if told == IN and kind == NUL:
        return ""  # taken out without a word; everything else typed is kept (intake.forms.fields)
    if told != REFUSED:
        return told
    if fingerprint() != before:
        return "wrote"
    return "" if answer.status_code in (412, 422) or address.name in BUTTONS else f"answered {answer.status_code}"


def _fault_of_page(answer, address, sent, field):
    """What is wrong with the page that came back: something typed is gone, or the field is not named."""
    if answer.status_code not in (412, 422) or address.name in BUTTONS:
        return ""
    html = answer.content.decode()
    lost = _lost(html, sent, field)
    return f"lost: {lost}" if lost else "" if _named(html, field) else "not named"


@pytest.mark.requirement("R9")
@pytest.mark.rule("P2")
def test_an_empty_form_and_a_file_are_refused_everywhere(seen, world):
    """Nothing sent at all changes nothing that needs words; an uploaded part is refused before a byte of it is kept (P2)."""
    wrong, before, tried = {}, fingerprint(), set()
    for address, who, url, fits, form in _sent(seen, world):
        with rolled_back():
            looking.letter(looking.ask(world.here, who, "POST", url, {}))
        if address.name in TAKES_FILES or address.view.__module__ in tried or not _typed(form):
            continue  # the upload is refused before any view; one form of each module shows it
        tried.add(address.view.__module__)
        with rolled_back():
            part = SimpleUploadedFile("picture.png", b"bytes")
            answer = looking.ask(world.here, who, "POST", url, {**fits, "document": part})
            if answer.status_code != 422 or fingerprint() != before:
                wrong[address.name] = answer.status_code
    assert wrong == {}


TAKES_FILES = {
    "lists_counts": "a table of patterns, read in memory and never stored",
    "document_attach": "a paper of text; what it refuses is tried in the tests of documents",
    "forms": "a workbook with a form, read in memory and never stored",
    "configuration": "a bundle of configuration, read in memory; its texts are kept, the file is not",
}
"""Addresses of the round whose form is a file; what they refuse is tried in the tests of the estimates."""


def _typed(form):
    """Whether there is anything to fill in; a bare button's view reads nothing of what is sent."""
    return set(form.fields) - {"csrfmiddlewaretoken"} != set() and any(one.kind != "hidden" for one in form.fields.values())


@pytest.mark.requirement("R9")
@pytest.mark.rule("P2")
def test_a_file_is_refused_where_the_token_is_checked_too(world):
    """The check of the form's token reads the body first; the refusal stays a sentence."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    sign_in(client, world.here.users["caseworker"])
    client.get("/find")
    sent = {"words": "Amina", "csrfmiddlewaretoken": client.cookies["csrf"].value}
    assert client.post("/find", sent).status_code == 200
    answer = client.post("/find", sent | {"document": SimpleUploadedFile("picture.png", b"bytes")})
    assert answer.status_code == 422
    assert "Files are not taken here" in answer.content.decode()
    assert client.post("/find", {"words": "Amina"}).status_code == 403


@pytest.mark.rule("P16")
def test_a_closed_file_takes_nothing(seen, world):
    """Wrong state: every form of a file, sent when the file was closed meanwhile, says so and writes nothing."""
    wrong = {}
    for address, who, url, fits, _form in _sent(seen, world):
        if "file_id" not in address.parameters or address.name in ("file_reopen", "contact_after_closing", *ALSO_CLOSED):
            continue
        with rolled_back():
            pk = arguments(world.here, address)["file_id"]
            with as_superuser() as cursor:
                cursor.execute(
                    "UPDATE cases_casefile SET state = 'closed', closed_at = now(), closure_reason = 'GOALS' WHERE id = %s",
                    [pk],
                )
            before = fingerprint()
            answer = looking.ask(world.here, who, "POST", url, fits)
            if looking.letter(answer) != REFUSED or fingerprint() != before:
                wrong[address.name] = answer.status_code
    assert wrong == {}


ALSO_CLOSED = {
    "file_assign": "who answers for a closed file can change",
    "link_report": "a report may be about a closed file",
    "access_request_new": "what is held of a closed file can still be asked for (R137)",
    "access_request_move": "and is decided on and given",
    "obligation_move": "what a body owes does not end with the file: it is still met, contested, or no longer asked for",
    "committee_support_move": "what was asked of a committee is recalled, or its answer noted, so that nothing stays with it (R77)",
    "document_move": "what should never have been kept is destroyed in a closed file, too (P2)",
    "file_print": "a closed file is still read, on paper too; only the trail is written",
}


def test_odd_questions_get_a_page(seen, world):
    """Filters and marks in the address that are none of ours: a page or a sentence, never a defect."""
    odd = dict.fromkeys(
        "after state risk mine words role page show about by lang q rows columns place list code".split(),
        "\x00'; nonsense 9999999999999999999",
    )
    for address in addresses():
        if "GET" in address.methods:
            seeing = (IN, NOT_HERE) if address.name in looking.NOTHING_PUBLISHED else (IN,)
            who = next(who for who in EVERYBODY if seen.letters.get((address.name, "GET", who)) in seeing)
            with rolled_back():
                looking.letter(looking.ask(world.here, who, "GET", address.url(**arguments(world.here, address)), odd))


def test_a_body_that_does_not_fit_is_told_by_property(seen, world):
    wrong, before = {}, None
    for operation in operations():
        if not operation.body:
            continue
        who = _who(seen, operation)
        fits = body(world.here, operation)
        for name, kind, sent in broken_bodies(operation.body, fits):
            with rolled_back():
                before = before or fingerprint()
                told = looking.seen_version(world.here, operation)
                answer = looking.call(world.here, who, operation, looking.at(world.here, operation), sent, **told)
                wrote = fingerprint() != before
            if (name in TOLD_WORDS and kind == NUL) and answer.status_code == 201:
                continue
            answered = answer.json()
            named = any(name in field for field in answered.get("fields", {}))
            if answer.status_code != 422 or wrote or not named:
                wrong[operation.key, name, kind] = (answer.status_code, wrote, answered)
    assert wrong == {}


TOLD_WORDS = frozenset({"worry", "place", "name", "times"})
"""What a person told to a gateway: a stray sign is taken out without a word, everything else is kept."""


def _who(seen, operation):
    return next(who for who in EVERYBODY if seen.letters[operation.path, operation.method.upper(), who] == IN)


def test_writes_of_programs_are_conditional_and_readable(seen, world):
    """No version: 428. Another one: 412 with both. No JSON, or an id that is none: told, nothing written."""
    before = None
    for operation in (one for one in operations() if one.method != "get"):
        who, url, fits = _who(seen, operation), looking.at(world.here, operation), body(world.here, operation)
        with rolled_back():
            before = before or fingerprint()
            told = looking.seen_version(world.here, operation)
            if told and operation.key not in MAKING:
                assert looking.call(world.here, who, operation, url, fits).status_code == 428, operation.key
                stale = looking.call(world.here, who, operation, url, fits, **{"If-Match": '"99999"'})
                assert stale.status_code == 412, operation.key
                assert {"current", "submitted", "version"} <= stale.json().keys()
            if operation.body:
                broken = looking.call(world.here, who, operation, url, "{not json", **told)
                assert broken.status_code in (400, 422), operation.key
                assert broken.json()["message"]
            if operation.parameters:
                nowhere = looking.at(world.here, operation, **{operation.parameters[-1]: "no-id"})
                assert looking.call(world.here, who, operation, nowhere, fits, **told).status_code in (404, 422)
            assert fingerprint() == before, operation.key


MAKING = frozenset(
    {"POST /api/files/{file_id}/conferences", "POST /api/files/{file_id}/obligations"}
    | {"POST /api/conferences/{participant_id}/undertaking"}
    | {"POST /api/exports", "POST /api/files", "POST /api/imports", "POST /api/files/{file_id}/assessments"}
    | {"POST /api/files/{file_id}/plans"}
    | {"POST /api/files/{file_id}/rights", "POST /api/files/{file_id}/best-interests", "POST /api/files/{file_id}/flags"}
    | {"POST /api/files/{file_id}/supervision", "POST /api/files/{file_id}/supervision/held"}
    | {
        "POST /api/complaints",
        "POST /api/files/{file_id}/kind",
        "POST /api/files/{file_id}/decline",
        "POST /api/retention/holds",
        "POST /api/configuration/imports",
        "POST /api/files/{file_id}/health-steps",
    }
    | {"POST /api/treatments/{referral_id}/steps", "POST /api/treatments/{referral_id}/notes"}
    | {"POST /api/files/{file_id}/returns", "POST /api/files/{file_id}/committee-support"}
    | {"POST /api/duplicates/{pair_id}/merges", "POST /api/files/{file_id}/transfers"}
    | {"POST /api/files/{file_id}/transfer-proposals", "POST /api/files/{file_id}/signatures"}
    | {"POST /api/files/{file_id}/documents", "POST /api/files/{file_id}/documents/seen"}
    | {"POST /api/files/{file_id}/child-told", "POST /api/files/{file_id}/access-requests"}
    | {"POST /api/files/{file_id}/referrals", "POST /api/files/{file_id}/placements", "POST /api/files/{file_id}/support"}
    | {
        one.key
        for one in operations()
        if one.key.startswith("POST /api/files/{file_id}/justice") and "record_id" not in one.key
    }
)
"""Operations that make something new: there is no version to have seen."""


TOLD = (
    ("profession", {"profession": "teacher"}),
    ("duty", {}),
    ("age", {"age_band": "10_13"}),
    ("signs", {"signs": ["near"]}),
    ("danger", {}),
    ("worry", {"worry": "A child cries every night."}),
    ("place", {"place": "Behind the market"}),
    ("about", {"about": "none"}),
    ("contact", {"contact": "phone"}),
    ("reach", {"phone": "5550100"}),
)
"""One way through the form that meets every page with a question."""


def _public_pages(client, digits):
    """Every page of the public site that takes something, in the state in which it does: the questions one by one, all of
    them on one page, the code, the open mailbox."""
    yield "tell: who", client.get("/tell")
    page = client.post("/tell", {"step": "who", "do": "next", "reporter_type": "professional"})
    for step, said in TOLD:
        assert f'name="step" value="{step}"' in page.content.decode()
        yield f"tell: {step}", page
        assert client.post("/tell", {"step": step, "do": "next"} | said).status_code == 303
        page = client.get("/tell")
    assert {f.value for f in FIELDS} <= {"who", *(step for step, _said in TOLD)}
    client.cookies.clear()
    yield "tell: all on one page", client.post("/tell", {"do": "whole"})
    yield "code", client.get("/code")
    yield "mailbox", client.post("/code", {"do": "open", "code": digits})


def test_the_public_site_loses_nothing(world):
    wrong, tried = {}, set()
    with public_site() as (client, token):
        for address in addresses(PUBLIC):
            url = address.url(**{name: WORDS[name] for name in address.parameters})
            assert client.get(url, {"lang": "\x00", "switch": "xx", "for": "\x00", "after": "²"}).status_code < 500
        for page, shown in _public_pages(client, world.here.of["in_triage_receipt"]):
            for form in forms_of(shown.content.decode()):
                fits = {one.name: one.choices[0] if one.kind == "submit" else one.value for one in _asked(form)}
                fits |= {"token": token(), "worry": "A child cries every night."} if "token" in fits else {}
                for field, kind, value in mistakes(form):
                    if field not in NOT_TYPED:
                        tried.add((page, kind))
                        if fault := _fault_in_public(client, form, fits | {field: value}, field, kind):
                            wrong[page, field, kind] = fault
    assert wrong == {}
    assert {"tell: worry", "tell: reach", "tell: all on one page", "code", "mailbox"} <= {page for page, _kind in tried}


NOT_TYPED = frozenset({"website", "token", "lang", "step", "do"})
"""What the page itself sends, and the trap."""


@contextlib.contextmanager
def without_cookies(client):
    """As a browser that forgot them, or whose draft or mailbox has ended."""
    kept, client.cookies = client.cookies, SimpleCookie()
    try:
        yield
    finally:
        client.cookies = kept


def _asked(form):
    return [one for one in form.fields.values() if not one.is_list]


def _fault_in_public(client, form, sent, field, kind):
    """A mistake is told with everything kept; so is what comes when the draft or the mailbox has ended meanwhile."""
    with rolled_back():
        before = fingerprint_as_public()
        answer = client.post(form.action, sent)
        wrote = fingerprint_as_public() != before
    lost = _lost(answer.content.decode(), sent, field)
    if answer.status_code >= 500 or (kind != NUL and (answer.status_code != 422 or wrote or lost)):
        return (answer.status_code, wrote, lost)
    if ("step" in form.fields and form.fields["step"].value != "who") or "text" in form.fields:
        with rolled_back(), without_cookies(client):
            late = client.post(form.action, sent)
        typed = sent[field] if isinstance(sent[field], str) else ""
        if late.status_code != 422 or (kind == "over-long text" and typed not in late.content.decode()):
            return ("after it ended", late.status_code)
    return None


def fingerprint_as_public():
    from django.db import connection

    found = fingerprint()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tutela_public")
    return found
