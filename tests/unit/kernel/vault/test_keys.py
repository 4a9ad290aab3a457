import datetime as dt
import threading
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Q

from tutela.kernel import clock
from tutela.kernel.errors import OperatorError
from tutela.kernel.vault import CannotOpen, DataKey, KeyDestroyed, KeyMissing, cache, keys, master

from .conftest import new_subject

pytestmark = pytest.mark.django_db


def row(subject):
    return DataKey.objects.get(id=subject)


def test_a_key_is_wrapped_under_the_current_version(master_file):
    master.add_version(master_file)
    moment = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    with clock.moved_to(moment):
        subject = new_subject()
    made = row(subject)
    assert (made.purpose, made.master_version, made.created_at, made.destroyed_at) == ("child", 2, moment, None)
    key = keys.open_key(subject)
    assert len(key) == 32
    assert key not in bytes(made.wrapped)
    assert str(made) == str(subject)


def test_subjects_have_different_keys_and_one_each(subject):
    assert keys.open_key(subject) != keys.open_key(new_subject())
    with pytest.raises(IntegrityError), transaction.atomic():
        keys.create_key(subject, "child")


def test_a_missing_key_is_not_an_erased_one():
    with pytest.raises(KeyMissing):
        keys.open_key(uuid.uuid4())
    with pytest.raises(KeyMissing):
        keys.destroy_key(uuid.uuid4())


def test_a_wrapped_key_does_not_open_for_another_subject(subject):
    other = new_subject()
    DataKey.objects.filter(id=other).update(wrapped=bytes(row(subject).wrapped))
    with pytest.raises(CannotOpen):
        keys.open_key(other)


def test_destroying_overwrites_the_key_and_keeps_the_first_date(subject):
    first, later = dt.datetime(2026, 1, 2, tzinfo=dt.UTC), dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
    with cache.scope():
        keys.open_key(subject)
        for moment in (first, later):
            with clock.moved_to(moment):
                keys.destroy_key(subject)
        with pytest.raises(KeyDestroyed):
            keys.open_key(subject)
    assert bytes(row(subject).wrapped) == b""
    assert row(subject).destroyed_at == first
    with pytest.raises(KeyDestroyed):
        keys.open_key(subject)


@pytest.mark.parametrize("change", [{"wrapped": b""}, {"destroyed_at": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)}])
def test_a_key_is_never_half_destroyed(subject, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.filter(id=subject).update(**change)


def test_many_keys_in_one_query(django_assert_num_queries):
    subjects = [new_subject() for _ in range(25)]
    keys.destroy_key(subjects[0])
    with cache.scope():
        with django_assert_num_queries(1):
            loaded = keys.load([*subjects, uuid.uuid4()])
        assert loaded.keys() == set(subjects[1:])
        with django_assert_num_queries(0):
            assert all(keys.open_key(one) == loaded[one] for one in subjects[1:])
            with pytest.raises(KeyDestroyed):
                keys.open_key(subjects[0])
            assert keys.load(subjects) == loaded


def test_nothing_is_kept_outside_a_scope_or_after_it(subject, django_assert_num_queries):
    with django_assert_num_queries(2):
        keys.open_key(subject)
        keys.open_key(subject)
    with cache.scope():
        keys.open_key(subject)
        kept = cache._current.get()
    assert not kept.keys
    with django_assert_num_queries(1):
        keys.open_key(subject)


def test_a_scope_inside_another_starts_empty_and_gives_the_outer_back(subject, django_assert_num_queries):
    with cache.scope():
        keys.open_key(subject)
        with django_assert_num_queries(1), cache.scope():
            keys.open_key(subject)
        with django_assert_num_queries(0):
            keys.open_key(subject)


def test_a_scope_ends_with_an_error_too(subject):
    with pytest.raises(ZeroDivisionError), cache.scope():
        keys.open_key(subject)
        kept = cache._current.get()
        raise ZeroDivisionError
    assert not kept.keys
    assert cache._current.get() is None


def test_destroying_reaches_the_scopes_around(subject):
    with cache.scope():
        keys.open_key(subject)
        with cache.scope():
            keys.destroy_key(subject)
        with pytest.raises(KeyDestroyed):
            keys.open_key(subject)


def test_another_thread_has_no_part_in_a_scope(subject):
    seen = []
    with cache.scope():
        keys.open_key(subject)
        thread = threading.Thread(target=lambda: seen.append(cache._current.get()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_the_cache_is_bounded(monkeypatch):
    monkeypatch.setattr(cache, "BOUND", 3)
    subjects = [new_subject() for _ in range(5)]
    with cache.scope():
        for one in subjects:
            cache.expect(one)
            keys.open_key(one)
            assert len(cache._current.get().keys) <= 3
        for one in subjects:
            cache.expect(one)
        assert len(cache._current.get().wanted) <= 3


def test_a_key_of_a_rolled_back_savepoint_is_forgotten():
    subject = uuid.uuid4()
    with transaction.atomic(), cache.scope():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            keys.create_key(subject, "child")
            keys.open_key(subject)
            raise ZeroDivisionError
        with pytest.raises(KeyMissing):
            keys.open_key(subject)
        with transaction.atomic(), pytest.raises(KeyMissing):
            keys.open_key(subject)


def test_a_destruction_that_was_rolled_back_did_not_happen(subject):
    with transaction.atomic(), cache.scope():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            keys.destroy_key(subject)
            with pytest.raises(KeyDestroyed):
                keys.open_key(subject)
            raise ZeroDivisionError
        assert keys.open_key(subject)


def test_a_new_key_can_be_used_at_once_without_reading_it_back(django_assert_num_queries):
    with transaction.atomic(), cache.scope(), django_assert_num_queries(1):
        keys.open_key(new_subject())


def test_the_public_site_makes_and_uses_a_key_but_reads_none(subject):
    with transaction.atomic(), cache.scope():
        become("tutela_public")
        assert keys.open_key(new_subject())
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            keys.open_key(subject)


@pytest.mark.parametrize("role", ["tutela_staff", "tutela_public", "tutela_oversight", "tutela_statistics"])
def test_no_role_deletes_a_key(subject, role):
    become(role)
    with pytest.raises(ProgrammingError, match="permission denied"):
        DataKey.objects.filter(id=subject).delete()


def become(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


def test_a_transaction_younger_than_the_scope_keeps_nothing(subject, monkeypatch):
    monkeypatch.setattr(cache, "_savepoints", lambda database: None)
    with cache.scope():
        monkeypatch.setattr(cache, "_savepoints", lambda database: ())
        keys.open_key(subject)
        assert not cache._current.get().keys
        monkeypatch.setattr(cache, "_savepoints", lambda database: None)
        keys.open_key(subject)
        assert list(cache._current.get().keys) == [subject]
        assert cache.find([subject])


def test_savepoints_are_known_by_the_connection():
    with transaction.atomic(), transaction.atomic(savepoint=False):
        inside = cache._savepoints(connection)
    assert inside == cache._savepoints(connection) + inside[-1:]
    assert isinstance(inside[-1], str)


def test_rotation_wraps_every_living_key_and_changes_none(master_file):
    subjects = [new_subject() for _ in range(7)]
    keys.destroy_key(subjects[0])
    before = keys.load(subjects)
    version = master.add_version(master_file)
    late = new_subject()
    assert keys.count_to_rotate(version) == 6
    seen = []
    assert keys.rotate(version, batch_size=4, progress=seen.append) == 6
    assert seen == [4, 6]
    assert keys.count_to_rotate(version) == 0
    master.drop_version(master_file, 1)
    assert keys.load(subjects) == before
    assert keys.open_key(late)
    with pytest.raises(KeyDestroyed):
        keys.open_key(subjects[0])
    assert keys.rotate(version) == 0


def test_an_interrupted_rotation_goes_on_where_it_stopped(master_file):
    for _ in range(5):
        new_subject()
    version = master.add_version(master_file)

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keys.rotate(version, batch_size=2, progress=stop)
    assert keys.count_to_rotate(version) == 3
    assert keys.rotate(version) == 3


def test_rotation_to_a_version_that_is_not_there_changes_nothing(subject):
    before = bytes(row(subject).wrapped)
    with pytest.raises(OperatorError, match="Version 9"):
        keys.rotate(9)
    assert bytes(row(subject).wrapped) == before


def test_a_rotation_names_a_lost_version(subject, master_file):
    master.add_version(master_file)
    master.drop_version(master_file, 1)
    with pytest.raises(OperatorError, match="Version 1"):
        keys.rotate(2)


def test_the_index_of_the_rotation_covers_the_living_only():
    (index,) = DataKey._meta.indexes
    assert index.condition == Q(destroyed_at__isnull=True)
