"""The story of a file is made of the chapters that contexts lay into it."""

import pytest
from django.conf import settings as configured
from django.utils.module_loading import import_string

from tests.factories.care import approved_plan, complete_closure, send_case_referral
from tests.factories.cases import break_into, make_care, make_concern, make_consent, make_person, put_in_state
from tutela.care.presenters.happenings import entry
from tutela.care.queries.timeline import chapters, story
from tutela.cases.api import Chapter
from tutela.kernel.database.acting import acting_as

PLANTED = Chapter(
    ("SELECT opened_at, 'planted', id, opened_by_id, 'PC08' FROM cases_casefile WHERE id = %(file)s",),
    {"planted": ("A hearing", "gavel", "info", "concerns")},
    {"planted": "referral"},
)


@pytest.fixture
def one_more(settings):
    chapters.cache_clear()
    settings.FILE_CHAPTERS = [*configured.FILE_CHAPTERS, f"{__name__}.PLANTED"]
    yield
    chapters.cache_clear()


def test_whatever_happens_has_words_and_a_page_where_there_is_one(team, other, file):
    make_person(team, file)
    make_care(team, file, handover_fee=True)
    make_concern(team, file, offences=["SALE"])
    make_consent(team, file)
    approved_plan(team, file)
    send_case_referral(team, file)
    break_into(file, other.worker)
    complete_closure(team, put_in_state(file, "active", team.worker))
    with acting_as(team.supervisor):
        found = story(file)
        entries = [entry(happening, file) for happening in found]
    kinds = {happening.kind for happening in found}
    assert {"opened", "sale_to_examine", "plan_approved", "referral_sent", "access_break_glass", "closure_started"} <= kinds
    assert all(any(kind in chapter.words for chapter in chapters()) for kind in kinds)
    assert {one.title for one in entries}.isdisjoint(kinds)
    assert any(one.url.startswith(f"/files/{file.pk}/referrals/") for one in entries)
    assert [one.at for one in entries] == sorted((one.at for one in entries), reverse=True)


def test_each_kind_belongs_to_one_chapter():
    composed = [import_string(name) for name in configured.FILE_CHAPTERS]
    kinds = [kind for chapter in composed for kind in chapter.words]
    assert len(kinds) == len(set(kinds))


def test_a_context_above_lays_in_a_chapter_and_nothing_below_changes(team, file, one_more):
    with acting_as(team.worker):
        planted = next(happening for happening in story(file) if happening.kind == "planted")
        shown = entry(planted, file)
    assert (shown.title, shown.icon, shown.tone) == ("A hearing", "gavel", "info")
    assert shown.why
    assert shown.url == f"/files/{file.pk}/referrals/{file.pk}"


def test_an_unknown_kind_still_stands_in_the_story(team, file):
    with acting_as(team.worker):
        happening = story(file)[0]
        shown = entry(type(happening)(happening.at, "never_heard_of", happening.subject, "", ""), file)
    assert (shown.title, shown.url) == ("never_heard_of", "")
