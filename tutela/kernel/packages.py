"""Zip packages from outside (workbooks, documents): what is in one, before anything of it is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import BinaryIO


def contents(source: Path | BinaryIO) -> tuple[frozenset[str], int]:
    """The names of its parts, and how many bytes they unpack to: a small file can hold a large one. A stream stays open.

    Raises:
        zipfile.BadZipFile: no package.
    """
    with zipfile.ZipFile(source) as package:
        entries = package.infolist()
    return frozenset(entry.filename for entry in entries), sum(entry.file_size for entry in entries)
