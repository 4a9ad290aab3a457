"""``tutela check``: the self-test of this installation. One line for each check; ends with 1 when one failed."""

from __future__ import annotations

import argparse

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Run every check, or with ``--start`` only those that must hold before a site may start."""
    parser = argparse.ArgumentParser(prog="tutela check", description=__doc__)
    parser.add_argument("--start", action="store_true", help="only what must hold before a site may start; say faults only")
    options = parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("staff")
        return report_start() if options.start else report()


def report() -> int:
    """Every check, one line each."""
    from ..operations import self_test

    return _report(self_test.ALL, loud=True)


def report_start() -> int:
    """Only what must hold before a site may start; says faults only."""
    from ..operations import self_test

    return _report(self_test.AT_START, loud=False)


def _report(checks, *, loud: bool) -> int:  # type: ignore[no-untyped-def]
    failed = 0
    for name, check in checks.items():
        faults = list(check())
        failed += bool(faults)
        if loud:
            print(f"{name:<18}{'FAILED' if faults else 'ok'}")
        for fault in faults:
            print(f"    {fault}" if loud else _capital(fault))
    if loud:
        print(f"{failed} of {len(checks)} checks failed." if failed else f"All {len(checks)} checks are ok.")
    return 1 if failed else 0


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
