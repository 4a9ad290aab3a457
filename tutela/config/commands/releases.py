"""``tutela releases``: prepare, build, check, publish and withdraw released statistics; list them."""

from __future__ import annotations

import argparse
import uuid
from typing import Any

from tutela.kernel.errors import OperatorError

from ..operations import database, django_role
from ..operations.behalf import actor_called


def main(arguments: list[str]) -> int:
    """Run one verb. What a person decides needs ``--by`` and the name of an account."""
    parser = argparse.ArgumentParser(prog="tutela releases", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="every release and its state")
    prepare = verbs.add_parser("prepare", help="begin a release of the newest observations and build its cubes")
    prepare.add_argument("--note", default="")
    prepare.add_argument("--method", default="")
    prepare.add_argument("--corrects", type=int, metavar="VERSION", help="the published release that this one corrects")
    prepare.add_argument("--new-series", action="store_true", help="classifications changed: begin anew")
    build = verbs.add_parser("build", help="build the cubes of a draft, or go on where a build broke off")
    build.add_argument("release", type=_id)
    for verb, help_text in _STEPS.items():
        step = verbs.add_parser(verb, help=help_text)
        step.add_argument("release", type=_id)
        if verb == "withdraw":
            step.add_argument("--reason", default="")
        step.add_argument("--by", required=True, metavar="ACCOUNT", help="on whose behalf")
    prepare.add_argument("--by", required=True, metavar="ACCOUNT", help="on whose behalf")
    options = parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("staff")
        print(_DO.get(options.verb, _step)(options))
        return 0


def build_cubes(pk: uuid.UUID) -> str:
    """Build, and what was done in one line. The connection becomes that of ``tutela_statistics``, who sees no account."""
    from tutela.accounts import api as accounts
    from tutela.kernel.database.acting import acting_as
    from tutela.statistics import api as statistics

    builder = accounts.system_actor("observation_builder")
    django_role.become("statistics")
    with acting_as(builder):
        release = statistics.build_cubes(by=builder, release=_release(pk))
    return f"{release.pk}: {len(release.cubes)} cubes, signed by {release.public_key[:12]}…"


def _prepare(options: argparse.Namespace) -> str:
    from tutela.kernel.database.acting import acting_as
    from tutela.statistics import api as statistics

    actor = actor_called(options.by)
    with acting_as(actor):
        corrects = statistics.released(str(options.corrects)) if options.corrects else None
        release = statistics.prepare_release(
            by=actor,
            later=lambda _release: None,
            note=options.note,
            method=options.method,
            corrects=corrects,
            new_series=options.new_series,
        )
    return build_cubes(release.pk)


def _step(options: argparse.Namespace) -> str:
    from tutela.kernel.database.acting import acting_as
    from tutela.statistics import api as statistics

    act = getattr(statistics, f"{options.verb}_release")
    more = {"reason": options.reason} if options.verb == "withdraw" else {}
    actor = actor_called(options.by)
    with acting_as(actor):
        release = act(by=actor, release=_release(options.release), **more)
        return "\n".join([_line(release), *_audit(release, options.verb)])


def _list(_options: argparse.Namespace) -> str:
    from tutela.statistics import api as statistics

    return "\n".join(map(_line, statistics.Release.objects.all())) or "No release was prepared yet."


def _release(pk: uuid.UUID) -> Any:
    from tutela.statistics import api as statistics

    found = statistics.Release.objects.select_related("snapshot", "follows").filter(pk=pk).first()
    if found is None:
        raise OperatorError(f"There is no release {pk}. `tutela releases list` shows them.")
    return found


def _line(release: Any) -> str:
    return f"{release.pk}  {release.version or '-':>3}  {release.cut_off}  {release.state}"


def _audit(release: Any, verb: str) -> list[str]:
    from tutela.statistics import api as statistics

    return [f"{name} {value}" for name, value in statistics.audit_of(release).items()] if verb == "check" else []


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no id of a release") from None


_STEPS = {
    "check": "look at the audit and mark a draft checked",
    "publish": "publish what another person prepared",
    "withdraw": "take a published release back, with the reason",
    "drop": "give a draft up",
}
_DO = {"list": _list, "prepare": _prepare, "build": lambda options: build_cubes(options.release)}
