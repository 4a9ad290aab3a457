"""``tutela vocabulary check|load``: check the code lists' files, or remember in the database which editions are used."""

from __future__ import annotations

import argparse
import sys

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Check or load."""
    parser = argparse.ArgumentParser(prog="tutela vocabulary", description=__doc__)
    parser.add_argument("what", choices=("check", "load"))
    options = parser.parse_args(arguments)
    if options.what == "load":
        with database.running(database.var_directory()):
            django_role.start("staff")
            print(load())
        return 0
    django_role.start("staff")
    faults = check()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} faults in the code lists." if faults else "The code lists are sound.")
    return 1 if faults else 0


def check() -> list[str]:
    """Every fault of the files, one sentence each."""
    from tutela.vocabulary import api as vocabulary

    return [str(problem) for problem in vocabulary.check()]


def load() -> str:
    """Remember the editions; what was done, in one line."""
    from tutela.vocabulary import api as vocabulary

    vocabulary.lay_down_profiles()
    loaded = vocabulary.load(by="tutela setup")
    return f"Code lists: {len(loaded.new)} editions are new, {loaded.known} were known."
