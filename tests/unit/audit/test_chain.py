"""The chain is proved by computing it again: every edit, gap, swap and cut is named by its position."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.audit.actions.verify import START, row_hash
from tutela.kernel.clock import moved_to
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import OperatorError

_MOMENT = dt.datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)


def _chain(count):
    rows, previous = [], START
    for position in range(1, count + 1):
        fields = (position, _MOMENT, "someone", f"act{position}", "kind:1", "", "", "done", "", previous, b"")
        digest = row_hash(previous, fields)
        rows.append((*fields[:10], digest))
        previous = digest
    return rows


def _changed(row, index, value):
    return (*row[:index], value, *row[index + 1 :])


def test_a_whole_chain_is_whole():
    verdict = audit.verify(_chain(5), {})
    assert verdict.whole
    assert (verdict.rows, verdict.last_position) == (5, 5)
    assert verdict.last_hash == _chain(5)[-1][10].hex()


def test_an_empty_chain_is_whole():
    assert audit.verify([], {}).whole


@given(count=st.integers(1, 12), data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_edit_is_found_where_it_is(count, data):
    rows = _chain(count)
    place = data.draw(st.integers(0, count - 1))
    index = data.draw(st.integers(2, 8))
    rows[place] = _changed(rows[place], index, rows[place][index] + "x")
    verdict = audit.verify(rows, {})
    assert verdict.fault == f"event {place + 1} was changed after it was written"
    assert verdict.rows == place


_TEXTS = st.lists(st.text(st.sampled_from("a1:\x1f\n\u0644"), max_size=4), min_size=7, max_size=7)


@given(one=_TEXTS, other=_TEXTS)
@settings(max_examples=200, deadline=None)
def test_two_rows_that_differ_never_make_the_same_text(one, other):
    """Whatever characters fields hold: moving a part of one field to its neighbour changes what is hashed."""
    first, second = (row_hash(START, (1, _MOMENT, *texts, START, b"")) for texts in (one, other))
    assert (first == second) == (one == other)
    for place in range(6):
        shifted = [*one]
        shifted[place : place + 2] = [one[place] + "\x1f", one[place + 1]]
        grown = [*one]
        grown[place : place + 2] = [one[place], "\x1f" + one[place + 1]]
        assert row_hash(START, (1, _MOMENT, *shifted, START, b"")) != row_hash(START, (1, _MOMENT, *grown, START, b""))


@given(count=st.integers(3, 12), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_gap_or_a_swap_is_found(count, data):
    rows = _chain(count)
    place = data.draw(st.integers(0, count - 2))
    assert f"event {place + 1} is missing" in audit.verify(rows[:place] + rows[place + 1 :], {}).fault
    rows[place], rows[place + 1] = rows[place + 1], rows[place]
    assert f"event {place + 1} is missing" in audit.verify(rows, {}).fault


def test_a_chain_written_anew_from_a_point_is_found_by_the_anchor():
    anchors = {3: _chain(3)[-1][10].hex()}
    forged = _chain(2)
    fields = (3, _MOMENT, "someone", "forged", "kind:1", "", "", "done", "", forged[-1][10], b"")
    forged.append((*fields[:10], row_hash(forged[-1][10], fields)))
    assert audit.verify(forged, {}).whole
    assert audit.verify(forged, anchors).fault == "event 3 differs from its anchor outside the database"
    assert audit.verify(_chain(5), anchors).whole


def test_a_row_that_hangs_on_another_is_found():
    rows = _chain(3)
    rows[2] = _changed(rows[2], 9, START)
    assert audit.verify(rows, {}).fault == "event 3 does not follow the one before it"


def test_a_cut_end_is_found_by_the_anchor_only():
    anchors = {5: _chain(5)[-1][10].hex()}
    assert audit.verify(_chain(4), {}).whole
    assert "event 5 was anchored and is no longer there" in audit.verify(_chain(4), anchors).fault


def test_anchors_are_written_and_read(tmp_path):
    path = tmp_path / "elsewhere" / "anchor"
    assert audit.read_anchors(path) == {}
    for count in (2, 4):
        audit.write_anchor(path, audit.verify(_chain(count), {}))
    assert audit.read_anchors(path) == {count: _chain(count)[-1][10].hex() for count in (2, 4)}


@pytest.mark.parametrize("place", ["/dev/null", "/"])
def test_an_anchor_is_a_file(place):
    """A device would be read without end."""
    with pytest.raises(OperatorError, match="is no file"):
        audit.read_anchors(Path(place))


@pytest.mark.parametrize("line", ["nonsense", "a b c d", "2026 three abc"])
def test_a_line_that_is_no_anchor_is_one_sentence(tmp_path, line):
    path = tmp_path / "anchor"
    path.write_text(line)
    with pytest.raises(OperatorError, match="not an anchor"):
        audit.read_anchors(path)


@pytest.mark.django_db
def test_what_is_recorded_is_chained_as_python_computes_it(as_role):
    """The database and Python compute the same hash, of any text and any moment, across pages and transactions."""
    actor = accounts.PUBLIC_ACTOR
    texts = ["plain", "ለልጆች — عربي ✓", "tab\tand\nline", "7:a\x1fb", ""]
    with moved_to(_MOMENT):
        for text in texts:
            with acting_as(actor):
                audit.record(by=actor, action="tested", subject="kind:1", about=text[:10], purpose=text)
                audit.record(
                    by=actor,
                    action="tested",
                    subject="kind:2",
                    outcome=audit.Outcome.REFUSED,
                    details={"count": 1, "code": "x"},
                )
    as_role("tutela_owner")
    rows = list(audit.chain())
    assert audit.verify(rows, {}).whole
    assert [row[6] for row in rows[-2 * len(texts) :: 2]] == texts


@pytest.mark.django_db
def test_the_chain_is_read_page_by_page(as_role, monkeypatch):
    actor = accounts.PUBLIC_ACTOR
    with acting_as(actor):
        for _ in range(5):
            audit.record(by=actor, action="tested")
    as_role("tutela_owner")
    whole = list(audit.chain())
    for page in (1, 2, 5, 50):
        monkeypatch.setattr("tutela.audit.queries._PAGE", page)
        assert list(audit.chain()) == whole
    assert list(audit.chain(whole[-1][0])) == []


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_recorded(as_role):
    actor = accounts.PUBLIC_ACTOR
    with pytest.raises(ZeroDivisionError), acting_as(actor):
        audit.record(by=actor, action="undone")
        raise ZeroDivisionError
    with acting_as(actor):
        audit.record(by=actor, action="done")
    as_role("tutela_owner")
    assert [row[3] for row in audit.chain()][-1:] == ["done"]
    assert "undone" not in {row[3] for row in audit.chain()}


def test_nobody_records_outside_an_act():
    with pytest.raises(RuntimeError, match="nobody is acting"):
        audit.record(by=accounts.PUBLIC_ACTOR, action="tested")


@pytest.mark.django_db
def test_queued_events_wait_for_the_others(as_role):
    """Another thing queued in between keeps the order of what is written at the end."""
    from tutela.kernel.database import acting

    actor, seen = accounts.PUBLIC_ACTOR, []
    with acting_as(actor):
        audit.record(by=actor, action="first")
        acting.current().before_commit.append(lambda: seen.append(_count()))
        audit.record(by=actor, action="second")
    assert len(seen) == 1


def _count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()[0]
