"""Backups: whole or not at all, private, and only back where they may go."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from tutela.config.operations import backup
from tutela.config.operations.database import administrator
from tutela.kernel.errors import OperatorError

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_COUNT = "SELECT count(*) FROM accounts_rolepermission"


def test_a_sealed_backup_comes_back(installation, tmp_path):
    key, file = tmp_path / "backup.key", tmp_path / "tutela.backup"
    assert installation.run("backup", "--make-key", str(key)).returncode == 0
    made = installation.run("backup", str(file), "--to", f"{key}.pub")
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".*part")) == []
    assert b"PGDMP" not in file.read_bytes()
    before = installation.sql(_COUNT)
    installation.sql("DELETE FROM accounts_rolepermission")

    refused = installation.run("restore", str(file), "--key", str(key))
    assert refused.returncode == 2
    assert "not empty" in refused.stderr
    assert installation.sql(_COUNT) == [(0,)]
    assert "sealed" in installation.run("restore", str(file)).stderr

    done = installation.run("restore", str(file), "--key", str(key), "--force")
    assert done.returncode == 0, done.stderr
    assert installation.sql(_COUNT) == before
    aside = installation.sql("SELECT datname FROM pg_database WHERE datname LIKE 'tutela_before_%'")
    assert len(aside) == 1
    installation.sql(f"DROP DATABASE {aside[0][0]}")
    assert installation.run("check", "--start").returncode == 0


def test_a_damaged_backup_changes_nothing(installation, tmp_path):
    key, file = tmp_path / "backup.key", tmp_path / "tutela.backup"
    installation.run("backup", "--make-key", str(key))
    installation.run("backup", str(file), "--to", f"{key}.pub")
    file.write_bytes(file.read_bytes()[:-200])
    before = installation.sql(_COUNT)
    done = installation.run("restore", str(file), "--key", str(key), "--force")
    assert done.returncode == 2
    assert "cut short" in done.stderr
    assert installation.sql(_COUNT) == before
    assert installation.sql("SELECT count(*) FROM pg_database WHERE datname = 'tutela_incoming'") == [(0,)]


def test_a_plain_backup_that_is_none_is_refused(installation, tmp_path):
    file = tmp_path / "letter"
    file.write_text("not a backup")
    done = installation.run("restore", str(file), "--force")
    assert done.returncode == 3
    assert "as it was" in done.stderr
    assert installation.run("restore", str(tmp_path / "missing")).returncode == 2


def test_a_file_of_that_name_is_kept(installation, tmp_path):
    file = tmp_path / "tutela.backup"
    file.write_text("precious")
    done = installation.run("backup", str(file))
    assert done.returncode == 2
    assert file.read_text() == "precious"
    assert installation.run("backup").returncode == 2


def test_a_full_disk_leaves_nothing(installation, tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(backup, "_copy", full)
    monkeypatch.delenv("TUTELA_DATABASE_NAME", raising=False)
    with pytest.raises(OperatorError, match="disk is full") as caught:
        backup.dump(administrator(installation.var), tmp_path / "tutela.backup", None)
    assert caught.value.exit_code == 4
    assert list(tmp_path.iterdir()) == []


def test_a_real_full_disk_leaves_nothing(installation, tmp_path):
    """On a file system of 64 kB, where this machine lets us make one."""
    import subprocess

    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=False, capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let us mount a file system")
    try:
        done = installation.run("backup", str(small / "tutela.backup"))
        assert done.returncode == 4
        assert "disk is full" in done.stderr
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=True)
