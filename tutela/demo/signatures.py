"""Names under texts in the invented country: a child who signed, one who did not want to, a grandmother by a mark, a name taken back."""

from __future__ import annotations

from typing import Any

from tutela.accounts import api as accounts
from tutela.cases.models import CaseFile, PersonAround
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache
from tutela.signatures import actions
from tutela.signatures.enums import Signer
from tutela.signatures.policies import Signable, ask
from tutela.signatures.queries import signable
from tutela.signatures.queries.texts import digest_of, text_for

from .country import Country
from .people import People

_WRITTEN = {"answer": "signed", "way": "written", "explained": True, "language": "English"}
_MARK = {
    "answer": "signed", "way": "mark", "explained": True, "name": "A cross", "witness": "The teacher of class 4",
    "kept_at": "Folder of the file, at the office", "language": "The language of the hills", "interpreter": "The health worker",
}  # fmt: skip
_NO = {"answer": "declined", "because": "I want to think about it first."}
_FILES = 4


def build_signatures(country: Country, people: People) -> None:
    """In the oldest of the caseworker's open files that hold something to sign."""
    worker = accounts.actor_for(people.workers[country.districts[0].code][0])
    found = CaseFile.objects.filter(worker=worker.id).exclude(state__in=("triaged", "closed", "not_accepted"))
    with cache.scope(), acting_as(worker):
        files = list(found.select_related("child", "office", "worker").order_by("opened_at"))
        texts = [(file, about) for file in files for about in signable(file)][:_FILES]
        for number, (file, about) in enumerate(texts):
            _sign(
                worker,
                about,
                Signer.CHILD,
                values=_NO if number == 1 else _WRITTEN | {"name": file.child.given_names or "K."},
            )
            _sign(worker, about, Signer.WORKER, values={"explained": True})
            around = PersonAround.objects.filter(file=file, unsafe=False).order_by("created_at")[:1]
            for person in around if number == 0 else ():
                _sign(worker, about, Signer.PERSON, person, values=_MARK)
        _change_of_mind(worker, texts[2:3])


def _sign(by: Actor, about: Signable, signer: Signer, person: Any = None, *, values: dict[str, Any]) -> Any:
    if not ask.allows(by, about, signer, person):
        return None
    seen = {"text_language": "en", "seen": digest_of(text_for(about, signer, "en")), "signed_on": today()}
    return actions.record_signature(about=about, by=by, values={"signer": signer.value, "person": person} | seen | values)


def _change_of_mind(by: Actor, texts: list[tuple[CaseFile, Signable]]) -> None:
    """One recorded by mistake, and given again."""
    for file, about in texts:
        for one in file.signatures.filter(signer="child", answer="signed").select_related("consent"):  # type: ignore[attr-defined]
            one.file = file
            actions.strike_signature(one=one, by=by, base_version=1, values={"because": "It was said aloud, not written."})
        again = _WRITTEN | {"way": "aloud", "name": file.child.given_names or "K.", "witness": "The school counsellor"}
        _sign(by, about, Signer.CHILD, values=again)
