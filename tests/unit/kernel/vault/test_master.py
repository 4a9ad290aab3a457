import errno
import json
import os
import stat

import pytest

import tutela.kernel.vault
from tutela.kernel.errors import OperatorError
from tutela.kernel.vault import CannotOpen, aead, kdf, master
from tutela.kernel.vault.master import FileKeySource, Purpose, Wrapped

PLACE = aead.associated("s", "t", "c", "r")


def write(path, text, mode=0o600):
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_new_file_is_its_owners_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        master.create_master_key_file(tmp_path / "open.key")
        os.umask(0o777)
        master.create_master_key_file(tmp_path / "closed.key")
    finally:
        os.umask(before)
    for name in ("open.key", "closed.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_new_file_holds_one_random_key(tmp_path):
    for name in "ab":
        master.create_master_key_file(tmp_path / name)
    first, second = (master.read_master_key_file(tmp_path / name) for name in "ab")
    assert first.keys() == second.keys() == {1}
    assert len(first[1]) == 32
    assert first != second


def test_a_file_that_is_there_is_left_alone(master_file):
    before = master_file.read_bytes()
    with pytest.raises(OperatorError, match="exists already"):
        master.create_master_key_file(master_file)
    assert master_file.read_bytes() == before


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OperatorError, match="cannot be written"):
        master.create_master_key_file(tmp_path / "nowhere" / "master.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666, 0o777])
def test_a_file_open_to_others_is_refused_with_the_way_out(master_file, mode):
    master_file.chmod(mode)
    with pytest.raises(OperatorError, match=f"chmod 600 {master_file}"):
        FileKeySource(master_file).current()


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owner_is_taken(master_file, mode):
    master_file.chmod(mode)
    assert FileKeySource(master_file).current() == 1


def test_a_file_opened_to_others_later_is_refused_too(master_file):
    source = FileKeySource(master_file)
    source.current()
    master_file.chmod(0o644)
    with pytest.raises(OperatorError, match="chmod 600"):
        source.current()


def test_a_missing_file(tmp_path):
    with pytest.raises(OperatorError, match="TUTELA_MASTER_KEY_FILE"):
        FileKeySource(tmp_path / "nothing").versions()


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(OperatorError, match="not a plain file"):
        FileKeySource(tmp_path).current()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"keys": {"1": "' + "0" * 64 + '"}}',
        '{"tutela_master_keys": 2, "keys": {"1": "' + "0" * 64 + '"}}',
        '{"tutela_master_keys": 1}',
        '{"tutela_master_keys": 1, "keys": []}',
        '{"tutela_master_keys": 1, "keys": {}}',
        '{"tutela_master_keys": 1, "keys": {"0": "' + "0" * 64 + '"}}',
        '{"tutela_master_keys": 1, "keys": {"one": "' + "0" * 64 + '"}}',
    ],
)
def test_a_malformed_file_is_refused(tmp_path, text):
    with pytest.raises(OperatorError, match="not a master key file"):
        master.read_master_key_file(write(tmp_path / "m", text))


@pytest.mark.parametrize("key", ["", "00", "0" * 62, "0" * 66, "g" * 64, "0" * 63 + "\n", 7, None])
def test_a_key_of_the_wrong_length_is_refused_and_not_shown(tmp_path, key):
    path = write(tmp_path / "m", json.dumps({"tutela_master_keys": 1, "keys": {"1": key}}))
    with pytest.raises(OperatorError, match=r"Version 1 in .* is not 64 hexadecimal digits") as refusal:
        master.read_master_key_file(path)
    assert str(key) not in str(refusal.value) or key in ("", "00", None, 7)


def test_every_refusal_is_one_sentence_and_carries_an_exit_code(tmp_path):
    with pytest.raises(OperatorError) as refusal:
        FileKeySource(tmp_path / "nothing").current()
    assert refusal.value.exit_code == 2
    assert "\n" not in str(refusal.value)


def test_a_version_is_added_and_becomes_current_without_a_restart(master_file):
    source = FileKeySource(master_file)
    old = master.read_master_key_file(master_file)
    assert source.current() == 1
    assert master.add_version(master_file) == 2
    assert source.current() == 2
    assert source.versions() == (1, 2)
    assert master.read_master_key_file(master_file)[1] == old[1]
    assert stat.S_IMODE(master_file.stat().st_mode) == 0o600
    assert not list(master_file.parent.glob("*.new"))


def test_an_old_version_is_dropped(master_file):
    master.add_version(master_file)
    master.drop_version(master_file, 1)
    assert FileKeySource(master_file).versions() == (2,)


@pytest.mark.parametrize("version", [1, 2, 9])
def test_the_current_or_an_unknown_version_is_not_dropped(master_file, version):
    with pytest.raises(OperatorError, match="only an older version"):
        master.drop_version(master_file, version)


def test_an_interrupted_change_is_named(master_file):
    (master_file.parent / "master.key.new").touch()
    with pytest.raises(OperatorError, match="interrupted"):
        master.add_version(master_file)


def test_a_file_that_cannot_be_replaced(master_file, monkeypatch):
    def fail(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(OperatorError, match="cannot be replaced"):
        master.add_version(master_file)


def test_wrapping(master_file):
    source = FileKeySource(master_file)
    key = aead.new_key()
    wrapped = source.wrap(key, PLACE)
    assert wrapped.version == 1
    master.add_version(master_file)
    assert source.wrap(key, PLACE).version == 2
    assert source.wrap(key, PLACE, version=1).version == 1
    assert source.unwrap(wrapped, PLACE) == key
    with pytest.raises(CannotOpen):
        source.unwrap(Wrapped(2, wrapped.sealed), PLACE)
    with pytest.raises(CannotOpen):
        source.unwrap(wrapped, PLACE + b"x")


def test_a_version_that_is_not_at_hand_says_what_to_do(master_file):
    with pytest.raises(OperatorError, match=r"Version 7 .* restore it"):
        FileKeySource(master_file).unwrap(Wrapped(7, b""), PLACE)


def test_subkeys_differ_by_purpose_and_version_and_stay(master_file):
    source = FileKeySource(master_file)
    before = {purpose: source.derive(purpose) for purpose in Purpose}
    master.add_version(master_file)
    after = {purpose: source.derive(purpose) for purpose in Purpose}
    everything = [*before.values(), *after.values(), *master.read_master_key_file(master_file).values()]
    assert len(set(everything)) == len(everything)
    assert {len(key) for key in everything} == {32}
    assert {purpose: source.derive(purpose, 1) for purpose in Purpose} == before


def test_persons_fit_blake2b_and_are_never_shared():
    persons = [purpose.value for purpose in Purpose]
    assert len(set(persons)) == len(persons)
    assert all(len(person) <= 16 for person in persons)


def test_blake2b_is_the_standard_one():
    import hashlib

    ours = kdf.blake2b(b"k" * 32, b"data", person=b"person", salt=b"salt", size=16)
    assert ours == hashlib.blake2b(b"data", digest_size=16, key=b"k" * 32, person=b"person", salt=b"salt").digest()


def test_the_source_is_the_file_of_the_settings(settings, master_file):
    master.add_version(master_file)
    settings.TUTELA_MASTER_KEY_FILE = str(master_file)
    with master.using(FileKeySource(master_file)):
        master.use(None)
        assert master.source().current() == 2
        assert master.source() is master.source()


def test_another_source_can_take_its_place():
    class Service:
        def current(self):
            return 5

    before = master.source()
    with master.using(Service()):
        assert master.source().current() == 5
    assert master.source() is before


def test_the_vault_knows_its_names():
    for name in tutela.kernel.vault._WHERE:
        assert getattr(tutela.kernel.vault, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tutela.kernel.vault.nothing  # noqa: B018


def test_a_full_disk_leaves_no_half_key(master_file, tmp_path, monkeypatch):
    """Making fails in words and leaves nothing; adding a version fails and leaves the file as it was."""

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = master_file.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OperatorError, match="No space left"):
        master.create_master_key_file(tmp_path / "new.key")
    with pytest.raises(OperatorError, match="No space left"):
        master.add_version(master_file)
    assert list(tmp_path.iterdir()) == [master_file]
    assert master_file.read_bytes() == before
