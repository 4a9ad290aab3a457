"""``tutela observations build``: turn the files into a new, de-identified snapshot."""

from __future__ import annotations

import argparse

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Build as the database role that reads codes and nothing else."""
    parser = argparse.ArgumentParser(prog="tutela observations", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("build", help="build a new snapshot; the old one stays until it is whole")
    parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("staff")
        print(build())
        return 0


def build() -> str:
    """Build, and what was done in one line. The connection becomes that of ``tutela_statistics``, who sees no account."""
    from tutela.accounts import api as accounts
    from tutela.kernel.database.acting import acting_as
    from tutela.statistics import api as statistics

    builder = accounts.system_actor("observation_builder")
    django_role.become("statistics")
    with acting_as(builder):
        snapshot = statistics.build_observations(by=builder)
    speed = snapshot.rows / snapshot.seconds if snapshot.seconds else 0
    return (
        f"{snapshot.rows} children as of {snapshot.cut_off} in {snapshot.seconds:.1f} s ({speed:,.0f} a second), "
        f"SHA-256 {snapshot.sha256[:12]}…, {snapshot.path}."
    )
