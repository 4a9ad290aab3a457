"""Expected trouble is one sentence and an exit code; a defect keeps its traceback."""

from __future__ import annotations

import errno
import sys

import django.db
import psycopg
import pytest
from psycopg import errors

from tutela.config import cli
from tutela.kernel.errors import InvalidInput, OperatorError


def _raising(monkeypatch, error):
    def run(_command, _arguments):
        raise error

    monkeypatch.setattr(cli, "_run", run)


def _django_error(kind, cause):
    error = kind("words")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (OperatorError("The port is taken.", exit_code=5), 5, "port is taken"),
        (InvalidInput({"name": "Too long."}), 2, "Too long"),
        (psycopg.OperationalError("refused"), 3, "does not answer"),
        (django.db.OperationalError("refused"), 3, "does not answer"),
        (_django_error(django.db.OperationalError, errors.DiskFull("No space left")), 3, "disk is full"),
        (_django_error(django.db.ProgrammingError, errors.UndefinedTable("x")), 3, "tutela migrate"),
        (OSError(errno.ENOSPC, "No space left on device", "/a/file"), 4, "No space left on device: /a/file"),
        (OSError(errno.EACCES, "Permission denied"), 4, "the disk"),
        (KeyboardInterrupt(), 130, "Stopped"),
    ],
)
def test_trouble_is_one_sentence(monkeypatch, capsys, error, code, word):
    _raising(monkeypatch, error)
    assert cli.main(["check"]) == code
    said = capsys.readouterr().err
    assert word in said
    assert said.count("\n") == 1
    assert "Traceback" not in said


@pytest.mark.parametrize("error", [ValueError("a defect"), OSError(errno.EIO, "odd"), django.db.ProgrammingError("odd")])
def test_a_defect_keeps_its_traceback(monkeypatch, error):
    _raising(monkeypatch, error)
    with pytest.raises(type(error)):
        cli.main(["check"])


def test_without_a_command_the_help_is_shown(capsys):
    assert cli.main([]) == 2
    assert "rotate-keys" in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["nonsense"])
    assert caught.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_the_command_s_code_is_returned(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["tutela", "bench", "--help"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 0


def test_a_closed_pipe_is_quiet(monkeypatch, tmp_path):
    import os

    _raising(monkeypatch, BrokenPipeError())
    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert cli.main(["check"]) == 1
        assert os.fstat(out.fileno()).st_rdev == os.stat(os.devnull).st_rdev
