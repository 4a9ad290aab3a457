"""Children who stand in the invented register twice, under two spellings, so that the queue of possible duplicates has work."""

from __future__ import annotations

from uuid import UUID

from tutela.accounts import api as accounts
from tutela.accounts.api import StaffActor
from tutela.accounts.models import User
from tutela.cases import models as cases
from tutela.cases.actions.assign_file import assign_file
from tutela.cases.actions.duplicates import look_for_duplicates
from tutela.cases.names import tokens_of, words_of
from tutela.kernel.database.acting import acting_as
from tutela.merging.actions.merges import confirm_merge, propose_merge
from tutela.merging.actions.pairs import name_pair, say_of_pair
from tutela.merging.enums.pairs import Verdict
from tutela.merging.models import Merge
from tutela.merging.queries.merges import open_steps

from .country import Country
from .people import People

SPELLINGS = (
    ("girl", ("Fatoumata", "Diallombe Sora"), ("Fatimata", "Diallombé Sora")),
    ("boy", ("Yusuf", "Haddour Benmaran"), ("Youssouf", "Hadour Benmaran")),
    ("girl", ("Selamawit", "Gebremar Tessema"), ("ሰላማዊት", "Gebremar Tesema")),
    ("boy", ("Mamadou", "Kamarou Velani"), ("Mamadu", "Kamaru Velani")),
    ("girl", ("Zainab", "Al-Nasiri Ortegal"), ("Zeinab", "Nasiri Ortegal")),
)
"""Of whom, and how the name is spelt in the one record and in the other."""
_SAID = {
    Verdict.PROPOSE: "Same aunt, same school, the same scar on the hand; the teacher named both files.",
    Verdict.CONFIRM: "I asked the school again: one child, entered twice after the move.",
    Verdict.KEEP_APART: "The birth certificates show two mothers. Only the names are alike.",
}


_MERGED = (
    "The aunt brought both papers: one child, entered again after the move. The first file holds the plan.",
    "I read both files. Nothing runs in the second one; what it tells stays readable.",
)


def build_twice(country: Country, people: People) -> None:
    """Give pairs of files of the first district two spellings of one name; one pair reaches into the second district."""
    here, there = (country.offices[country.districts[number].code] for number in (0, 1))
    mine, theirs = _files(here.pk), _files(there.pk)
    keeper = accounts.system_actor("deadline_keeper")
    pairs: list[tuple[cases.CaseFile, cases.CaseFile]] = []
    with acting_as(keeper):
        for sex, *names in SPELLINGS:
            last = len(pairs) == len(SPELLINGS) - 1
            found = [_taken(files, sex) for files in (mine, theirs if last else mine)]
            if found[0] is None or found[1] is None:
                break
            pairs.append((found[0], found[1]))
            _spell(found[0].child, found[1].child, (names[0], names[1]))
        while look_for_duplicates(by=keeper) is not None:
            pass
    head = next(iter(accounts.users_in_role("district_head", here.pk)), None)
    if len(pairs) > 3 and head is not None:
        _decide(pairs[0], Verdict.PROPOSE, head)
        _decide(pairs[1], Verdict.PROPOSE, people.supervisors[country.districts[0].code])
        _decide(pairs[1], Verdict.CONFIRM, head)
        _decide(pairs[2], Verdict.KEEP_APART, people.supervisors[country.districts[0].code])


def build_merges(country: Country, people: People) -> None:
    """Of the first district: two files of one child are merged; two of another wait for the second person."""
    first = country.districts[0].code
    boss, head = (
        people.supervisors[first],
        next(iter(accounts.users_in_role("district_head", country.offices[first].pk)), None),
    )
    if head is None:
        return
    actor, by = accounts.actor_for(boss), accounts.actor_for(head)
    for number, files in enumerate(_mergeable(country.offices[first].pk, actor)):
        name = (files[0].child.given_names, files[0].child.family_names)
        with acting_as(accounts.system_actor("deadline_keeper")):
            _spell(files[0].child, files[1].child, (name, (name[0], name[1].replace("a", "e", 1))))
        _decide(files, Verdict.PROPOSE, boss)
        _decide(files, Verdict.CONFIRM, head)
        one = _merge(files, actor)
        if number == 0:
            with acting_as(by):
                confirm_merge(one=one, by=by, base_version=one.version, values={"answer": _MERGED[1]})


def _mergeable(office_id: UUID, by: StaffActor) -> list[tuple[cases.CaseFile, cases.CaseFile]]:
    """At most two pairs of an open file that leads and one that nothing runs in, of one sex where there are such, made of one worker; children who stand in
    no other pair come first."""
    with acting_as(by):
        pairs = {frozenset(pair) for pair in cases.PossibleDuplicate.objects.values_list("one_id", "other_id")}
        known = frozenset().union(*pairs)
        found = cases.CaseFile.objects.filter(office_id=office_id, sealed_at=None).exclude(worker=None)
        files = sorted(found.select_related("child", "office", "worker"), key=lambda file: file.child_id in known)
        quiet = [file for file in files if not open_steps(file)]

        def fitting(leads: cases.CaseFile) -> list[cases.CaseFile]:
            apart = (file for file in quiet if file != leads and {file.child_id, leads.child_id} not in pairs)
            return sorted(apart, key=lambda file: file.child.sex != leads.child.sex)[:2]

        leading = [file for file in files if file.state not in ("closed", "not_accepted", "triaged")]
        leads = max(leading, key=lambda file: len(fitting(file)), default=None)
        if leads is None or leads.worker is None:
            return []
        chosen = [(leads, file) for file in fitting(leads)]
        for _leads, other in chosen:
            if other.worker_id != leads.worker_id:
                assign_file(file=other, worker=leads.worker, by=by, reason="Both files are of one child.")
    return chosen


def _merge(files: tuple[cases.CaseFile, cases.CaseFile], by: StaffActor) -> Merge:
    leads, shut = files
    with acting_as(by):
        pair = name_pair(by=by, first=leads.number, second=shut.number)
        return propose_merge(pair=pair, by=by, values={"leading": leads, "file": shut, "reason": _MERGED[0]})


def _files(office_id: UUID) -> list[cases.CaseFile]:
    """The files of an office, open ones first, the newest first."""
    found = cases.CaseFile.objects.filter(office_id=office_id).select_related("child").order_by("-opened_at")
    return sorted(found, key=lambda file: file.state in ("closed", "triaged"))


def _taken(files: list[cases.CaseFile], sex: str) -> cases.CaseFile | None:
    """The first of the files about a girl or a boy, or, in a small country, about anybody; it is not taken twice."""
    found = next((file for file in files if file.child.sex == sex), next(iter(files), None))
    if found is not None:
        files.remove(found)
    return found


def _spell(one: cases.Child, other: cases.Child, names: tuple[tuple[str, str], tuple[str, str]]) -> None:
    """Two records of one child: a name each, the birth as the first has it."""
    for child, (given, family) in zip((one, other), names, strict=True):
        child.given_names, child.family_names = given, family
        child.born_earliest, child.born_latest = one.born_earliest, one.born_latest
        child.presumed_child_until = one.presumed_child_until
        child.save()
        cases.SearchToken.objects.filter(child=child).delete()
        tokens = tokens_of(words_of(child))
        cases.SearchToken.objects.bulk_create(cases.SearchToken(child=child, kind=k, token=t) for k, t in tokens)


def _decide(files: tuple[cases.CaseFile, cases.CaseFile], verdict: Verdict, user: User) -> None:
    """One step of the story, by the actions that take it."""
    by = accounts.actor_for(user)
    with acting_as(by):
        pair = name_pair(by=by, first=files[0].number, second=files[1].number)
        say_of_pair(pair=pair, by=by, verdict=verdict, reason=_SAID[verdict])
