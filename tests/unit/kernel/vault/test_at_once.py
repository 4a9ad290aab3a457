"""Real commits on several connections."""

import threading

import pytest
from django.db import connection

from tutela.kernel.vault import DataKey, keys, master

from .conftest import new_subject


@pytest.mark.slow
def test_two_rotations_and_an_erasure_at_once(own_database, master_file):
    subjects = [new_subject() for _ in range(60)]
    before = keys.load(subjects)
    version = master.add_version(master_file)
    start, done = threading.Barrier(3), []

    def work(task):
        start.wait()
        try:
            done.append(task())
        finally:
            connection.close()

    tasks = [
        lambda: keys.rotate(version, batch_size=3),
        lambda: keys.rotate(version, batch_size=5),
        lambda: [keys.destroy_key(one) for one in subjects[::6]],
    ]
    threads = [threading.Thread(target=work, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 3
    erased = set(subjects[::6])
    assert keys.load(subjects) == {one: key for one, key in before.items() if one not in erased}
    assert not DataKey.objects.filter(id__in=erased).exclude(wrapped=b"").exists()
