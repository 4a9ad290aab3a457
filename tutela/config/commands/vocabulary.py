"""``tutela vocabulary check|load``: check the code lists' files, or bring the database in line with them."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..operations import django_role


def main(arguments: list[str]) -> int:
    """Check or load."""
    parser = argparse.ArgumentParser(prog="tutela vocabulary", description=__doc__)
    parser.add_argument("what", choices=("check", "load"))
    options = parser.parse_args(arguments)
    django_role.start("staff")
    if options.what == "load":
        print(load() or "There are no code lists to load.")
        return 0
    faults = check()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} faults in the code lists." if faults else "The code lists are sound.")
    return 1 if faults else 0


def check() -> list[str]:
    """Every fault of the files, one sentence each."""
    door = _door()
    return [str(fault) for fault in door.check()] if door else []


def load() -> str:
    """Load the lists; what was done, in one line, or ``""``."""
    door = _door()
    return f"Code lists: {door.load()}." if door and hasattr(door, "load") else ""


def _door() -> Any:
    return import_module("tutela.vocabulary.api") if find_spec("tutela.vocabulary.api") else None
