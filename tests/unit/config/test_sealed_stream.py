"""Sealed files: only the right key opens them, and only whole."""

from __future__ import annotations

import io
import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.config.operations import sealed_stream
from tutela.kernel.errors import OperatorError


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "backup.key"
    public = sealed_stream.make_pair(path)
    return path, public


def _sealed(message, public):
    target = io.BytesIO()
    sealed_stream.seal(io.BytesIO(message), target, sealed_stream.read_public(public))
    return target.getvalue()


def _opened(sealed, private):
    return b"".join(sealed_stream.opened(io.BytesIO(sealed), sealed_stream.read_private(private)))


@given(size=st.integers(1, 40), chunk=st.integers(1, 8))
@settings(max_examples=25, deadline=None)
def test_what_is_sealed_opens(pair, size, chunk):
    before = sealed_stream._CHUNK
    sealed_stream._CHUNK = chunk
    try:
        message = os.urandom(size)
        assert _opened(_sealed(message, pair[1]), pair[0]) == message
    finally:
        sealed_stream._CHUNK = before


def test_the_private_key_is_private(pair):
    assert stat.S_IMODE(pair[0].stat().st_mode) == 0o600
    with pytest.raises(OperatorError, match="exists already"):
        sealed_stream.make_pair(pair[0])


def test_a_key_that_others_read_is_refused(pair, tmp_path):
    copy = tmp_path / "open.key"
    copy.write_bytes(pair[0].read_bytes())
    copy.chmod(0o644)
    with pytest.raises(OperatorError, match="read by others"):
        sealed_stream.read_private(copy)


def test_another_key_does_not_open(pair, tmp_path):
    other = tmp_path / "other.key"
    sealed_stream.make_pair(other)
    with pytest.raises(OperatorError, match="does not open with this key"):
        _opened(_sealed(b"text", pair[1]), other)


def test_every_cut_is_noticed(pair):
    sealed = _sealed(b"text" * 10, pair[1])
    for length in range(len(sealed)):
        with pytest.raises(OperatorError):
            _opened(sealed[:length], pair[0])


def test_every_changed_byte_is_noticed(pair):
    sealed = _sealed(b"text" * 10, pair[1])
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(OperatorError):
            _opened(bytes(changed), pair[0])


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"tutela_backup_public": "ab"}', '{"tutela_backup_public": 3}'])
def test_a_file_that_is_no_key(tmp_path, content):
    path = tmp_path / "key.pub"
    path.write_text(content)
    with pytest.raises(OperatorError, match="does not hold the key"):
        sealed_stream.read_public(path)
    with pytest.raises(OperatorError, match="cannot be read"):
        sealed_stream.read_public(tmp_path / "missing")
