"""Children who stand in the invented register twice, under two spellings, so that the queue of possible duplicates has work."""

from __future__ import annotations

from uuid import UUID

from tutela.accounts import api as accounts
from tutela.accounts.api import StaffActor
from tutela.accounts.models import User
from tutela.cases import models as cases
from tutela.cases.actions.assign_file import assign_file
from tutela.cases.actions.duplicates import look_for_duplicates, name_pair, say_of_pair
from tutela.cases.enums.duplicates import Verdict
from tutela.cases.names import tokens_of, words_of
from tutela.kernel.database.acting import acting_as
from tutela.merging.actions import confirm_merge, propose_merge
from tutela.merging.models import Merge
from tutela.merging.policies import fit
from tutela.merging.queries import open_steps

from .country import Country
from .people import People

SPELLINGS = (
    (("Fatoumata", "Diallombe Sora"), ("Fatimata", "Diallombé Sora")),
    (("Yusuf", "Haddour Benmaran"), ("Youssouf", "Hadour Benmaran")),
    (("Selamawit", "Gebremar Tessema"), ("ሰላማዊት", "Gebremar Tesema")),
    (("Mamadou", "Kamarou Velani"), ("Mamadu", "Kamaru Velani")),
    (("Zainab", "Al-Nasiri Ortegal"), ("Zeinab", "Nasiri Ortegal")),
)
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
    mine = _files(here.pk)[: 2 * len(SPELLINGS) - 1]
    theirs = _files(there.pk)[:1]
    keeper = accounts.system_actor("deadline_keeper")
    pairs = list(zip(mine[0::2], [*mine[1::2], *theirs], strict=False))
    with acting_as(keeper):
        for (first, second), names in zip(pairs, SPELLINGS, strict=False):
            _spell(first.child, second.child, names)
        while look_for_duplicates(by=keeper) is not None:
            pass
    head = next(iter(accounts.users_in_role("district_head", here.pk)), None)
    if len(pairs) > 3 and head is not None:
        _decide(pairs[0], Verdict.PROPOSE, head)
        _decide(pairs[1], Verdict.PROPOSE, people.supervisors[country.districts[0].code])
        _decide(pairs[1], Verdict.CONFIRM, head)
        _decide(pairs[2], Verdict.KEEP_APART, people.supervisors[country.districts[0].code])


def build_merges(country: Country, people: People) -> None:
    """Of the first district: the linked pair waits for a second person to merge its files; two files of another child are merged."""
    first = country.districts[0].code
    here, boss = country.offices[first], accounts.actor_for(people.supervisors[first])
    head = next(iter(accounts.users_in_role("district_head", here.pk)), None)
    with acting_as(boss):
        linked = cases.PossibleDuplicate.objects.filter(state="linked").first()
        found = cases.CaseFile.objects.filter(office=here, worker__isnull=False, sealed_at=None).select_related("child")
        pairs = cases.PossibleDuplicate.objects.values_list("one_id", "other_id")
        known = {child for pair in pairs for child in pair}
        alone = [file for file in found.exclude(state__in=("closed", "not_accepted")) if file.child_id not in known]
    shut = next((file for file in alone if _nothing_runs(boss, file)), None)
    if head is None or linked is None or shut is None:
        return
    by = accounts.actor_for(head)
    leads = next((file for file in alone if file.worker_id == shut.worker_id and file.pk != shut.pk), None)
    if leads is not None:
        with acting_as(accounts.system_actor("deadline_keeper")):
            _spell(leads.child, shut.child, (("Ikram", "Benhadou Salari"), ("Ikrame", "Ben Haddou Salari")))
        _decide((leads, shut), Verdict.PROPOSE, people.supervisors[first])
        _decide((leads, shut), Verdict.CONFIRM, head)
        one = _merge((leads, shut), boss)
        with acting_as(by):
            confirm_merge(one=one, by=by, base_version=one.version, values={"answer": _MERGED[1]})
    _propose_for(linked, boss)


def _nothing_runs(by: StaffActor, file: cases.CaseFile) -> bool:
    with acting_as(by):
        return not open_steps(file)


def _propose_for(pair: cases.PossibleDuplicate, by: StaffActor) -> None:
    """The two files of the linked pair with one worker, the one that nothing runs in to be shut, where there is one."""
    with acting_as(by):
        files = [cases.CaseFile.objects.get(child=child) for child in (pair.one_id, pair.other_id)]
        for leads, shut in (files, files[::-1]):
            if shut.worker_id != leads.worker_id and leads.worker is not None:
                assign_file(file=shut, worker=leads.worker, by=by, reason="Both files are of one child.")
            if fit.allows(pair, leads, shut) and not open_steps(shut):
                _merge((leads, shut), by)
                return


def _merge(files: tuple[cases.CaseFile, cases.CaseFile], by: StaffActor) -> Merge:
    leads, shut = files
    with acting_as(by):
        pair = name_pair(by=by, first=leads.number, second=shut.number)
        return propose_merge(pair=pair, by=by, values={"leading": leads, "file": shut, "reason": _MERGED[0]})


def _files(office_id: UUID) -> list[cases.CaseFile]:
    """The files of an office, open ones first, the newest first."""
    found = cases.CaseFile.objects.filter(office_id=office_id).select_related("child").order_by("-opened_at")
    return sorted(found, key=lambda file: file.state in ("closed", "triaged"))


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
