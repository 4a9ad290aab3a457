"""Reading apart: in a process of its own with bounded time and memory, so that no paper can exhaust a site."""

from __future__ import annotations

import subprocess
import sys

from . import pdf, text
from .faults import Fault

LARGEST = 5_000_000
SECONDS = 20
MEMORY = 1_000_000_000
PDF, TEXT = "application/pdf", "text/plain"
_BEGINS = b"%PDF-"
_NAMED = {PDF: ".pdf", TEXT: ".txt"}


def kind_of(data: bytes) -> str:
    """The content type, as the bytes themselves say."""
    return PDF if data.startswith(_BEGINS) else TEXT


def look(data: bytes, name: str) -> Fault:
    """What speaks against a paper called ``name``."""
    if not name.lower().endswith(_NAMED[kind_of(data)]):
        return Fault.KIND
    if len(data) > LARGEST:
        return Fault.LARGE
    return _apart(data)


def inside(data: bytes) -> Fault:
    """The same, here and now: what the process of its own does."""
    return pdf.fault_of(data) if kind_of(data) == PDF else text.fault_of(data)


def _apart(data: bytes) -> Fault:
    command = [sys.executable, "-I", "-m", "tutela.methods.papers"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Fault.LARGE
    words = done.stdout.decode("ascii", "replace").strip()
    known = {f"found:{fault.value}": fault for fault in Fault}
    return known.get(words, Fault.LARGE) if done.returncode == 0 else Fault.LARGE
