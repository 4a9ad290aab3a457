"""Setting up, testing, verifying, rotating: through the real command line, in processes of their own."""

from __future__ import annotations

import json
import stat

import pytest

from tutela.config.operations import database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_RECORD = """
from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.database.acting import acting_as
actor = accounts.system_actor("deadline_keeper")
for number in range({count}):
    with acting_as(actor):
        audit.record(by=actor, action="tested", details={{"number": number}})
"""
_SEAL = """
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys
for _ in range({count}):
    keys.create_key(uuid7(), "test")
"""


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_setup_makes_private_files(installation):
    for name in ("master.key", "django.secret", "database.json"):
        assert _mode(installation.var / name) == 0o600
    assert _mode(installation.var) & 0o066 == 0


def test_setup_again_changes_nothing(installation):
    before = (installation.var / "master.key").read_bytes()
    done = installation.run("setup")
    assert done.returncode == 0, done.stderr
    assert "Made" not in done.stdout
    assert (installation.var / "master.key").read_bytes() == before


def test_a_lost_key_is_not_replaced(installation):
    key = installation.var / "master.key"
    aside = key.rename(key.with_suffix(".aside"))
    try:
        done = installation.run("setup")
        assert done.returncode == 2
        assert "is missing" in done.stderr
        assert not key.exists()
        assert "missing" in installation.run("check").stdout
    finally:
        aside.rename(key)


def test_a_key_that_others_read_is_refused(installation):
    key = installation.var / "master.key"
    key.chmod(0o644)
    try:
        done = installation.run("setup")
        assert done.returncode == 2
        assert "can be read by others" in done.stderr
        assert done.stderr.count("\n") == 1
        assert installation.run("check").returncode == 1
    finally:
        key.chmod(0o600)


def test_a_wrong_key_is_found(installation):
    installation.python(_SEAL.format(count=1))
    key = installation.var / "master.key"
    right = key.read_text()
    versions = json.loads(right)
    versions["keys"] = dict.fromkeys(versions["keys"], "ab" * 32)
    key.write_text(json.dumps(versions))
    try:
        done = installation.run("check", "--start")
        assert done.returncode == 1
        assert "does not open this database" in done.stdout
        serving = installation.run("serve", "--staff-port", "18310", "--public-port", "18311")
        assert serving.returncode == 1
        assert "does not open this database" in serving.stderr
    finally:
        key.write_text(right)
        database.start(installation.var)


@pytest.mark.requirement("R1")
def test_no_setting_lowers_eighteen(installation):
    for command in ("check", "migrate", "worker"):
        done = installation.run(command, TUTELA_CHILD_AGE_LIMIT="17")
        assert done.returncode == 2
        assert "under 18 is a child" in done.stderr


def test_check_passes_on_a_sound_installation(installation):
    installation.run("audit", "verify")
    done = installation.run("check")
    assert done.returncode == 0, done.stdout
    assert "FAILED" not in done.stdout


@pytest.mark.parametrize(
    ("damage", "repair", "word"),
    [
        (
            "ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE audit_event FORCE ROW LEVEL SECURITY",
            "not forced on audit_event",
        ),
        ("ALTER ROLE tutela_staff BYPASSRLS", "ALTER ROLE tutela_staff NOBYPASSRLS", "may look past row security"),
    ],
)
def test_check_finds_damage(installation, damage, repair, word):
    installation.sql(damage)
    try:
        done = installation.run("check")
        assert done.returncode == 1
        assert word in done.stdout
    finally:
        installation.sql(repair)


def test_check_wants_https_outside_the_demo(installation):
    done = installation.run("check", TUTELA_DEMO="0")
    assert done.returncode == 1
    assert "TUTELA_HOSTS does not name this site" in done.stdout


def test_the_chain_is_verified_and_anchored(installation, tmp_path):
    installation.python(_RECORD.format(count=3))
    anchor = tmp_path / "anchor"
    first = installation.run("audit", "verify", "--anchor", str(anchor))
    assert first.returncode == 0, first.stderr
    assert "is whole" in first.stdout
    assert len(anchor.read_text().splitlines()) == 1
    last = installation.sql("SELECT max(position) FROM audit_event")[0][0]
    installation.sql(f"UPDATE audit_event SET action = 'forged' WHERE position = {last}")
    try:
        second = installation.run("audit", "verify", "--anchor", str(anchor))
        assert second.returncode == 1
        assert f"event {last} was changed" in second.stderr
        assert len(anchor.read_text().splitlines()) == 1
    finally:
        installation.sql(f"UPDATE audit_event SET action = 'tested' WHERE position = {last}")


def test_a_cut_tail_is_found_by_the_anchor(installation, tmp_path):
    installation.python(_RECORD.format(count=2))
    anchor = tmp_path / "anchor"
    installation.run("audit", "verify", "--anchor", str(anchor))
    installation.sql("CREATE TABLE kept AS SELECT * FROM audit_event ORDER BY position DESC LIMIT 1")
    installation.sql("DELETE FROM audit_event WHERE position = (SELECT max(position) FROM audit_event)")
    try:
        done = installation.run("audit", "verify", "--anchor", str(anchor))
        assert done.returncode == 1
        assert "no longer there" in done.stderr
    finally:
        installation.sql("INSERT INTO audit_event SELECT * FROM kept")
        installation.sql("DROP TABLE kept")


def test_the_chain_is_shown_to_the_owner_only(installation):
    for role in ("tutela_staff", "tutela_public", "tutela_oversight", "tutela_statistics"):
        allowed = f"SELECT has_function_privilege('{role}', 'audit_rows(bigint, integer)', 'EXECUTE')"
        assert installation.sql(allowed) == [(False,)]


def test_keys_are_rotated_and_an_interrupted_rotation_goes_on(installation):
    installation.python(_SEAL.format(count=3))
    first = installation.run("rotate-keys", "--batch", "2")
    assert first.returncode == 0, first.stderr
    assert "Added version" in first.stdout
    versions = installation.sql("SELECT DISTINCT master_version FROM kernel_datakey WHERE destroyed_at IS NULL")
    assert len(versions) == 1
    installation.python(
        "from django.conf import settings; from tutela.kernel.vault import master;"
        "master.add_version(settings.TUTELA_MASTER_KEY_FILE)"
    )
    second = installation.run("rotate-keys")
    assert "Going on" in second.stdout
    assert "Added" not in second.stdout
    assert installation.sql("SELECT count(*) FROM audit_event WHERE action = 'master_key_rotated'")[0][0] >= 2
    assert installation.run("check", "--start").returncode == 0


def test_a_database_that_is_down_is_one_sentence(fresh_installation):
    done = fresh_installation.run("worker")
    assert done.returncode in (2, 3)
    assert done.stderr.count("\n") == 1


def test_a_foreign_cluster_is_left_alone(fresh_installation):
    cluster = fresh_installation.var / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("18\n")
    done = fresh_installation.run("setup")
    assert done.returncode == 2
    assert "did not make" in done.stderr
    (cluster / "PG_VERSION").unlink()
    (cluster / "letter.txt").write_text("not a database")
    done = fresh_installation.run("setup")
    assert "not a database" in done.stderr
    assert (cluster / "letter.txt").exists()
    (cluster / "letter.txt").unlink()


def test_vocabulary_is_sound(installation):
    assert installation.run("vocabulary", "check").returncode == 0
    assert "editions" in installation.run("vocabulary", "load").stdout
