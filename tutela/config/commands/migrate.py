"""``tutela migrate``: tables, roles' permissions, row security. Safe to repeat."""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
from collections.abc import Iterator

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Run as the owner of the tables."""
    parser = argparse.ArgumentParser(prog="tutela migrate", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="name every step")
    parser.add_argument("--and-check", action="store_true", help="then test what must hold before a site may start")
    options = parser.parse_args(arguments)
    with database.running(database.var_directory()):
        django_role.start("owner")
        bring_up_to_date(verbose=options.verbose)
        return check_start() if options.and_check else 0


def check_start() -> int:
    """What ``tutela check --start`` does, without loading everything twice."""
    from . import check

    django_role.become("staff")
    return check.report_start()


def bring_up_to_date(*, verbose: bool = False) -> None:
    """Run every migration, copy the roles' permissions, set privileges and policies. The connection is the owner's."""
    from django.core.management import call_command

    from tutela.accounts import api as accounts
    from tutela.kernel.database.apply import apply

    with _few_collections(), _new_models_drawn_alone():
        call_command("migrate", interactive=False, verbosity=2 if verbose else 0, stdout=sys.stdout)
    accounts.sync_role_permissions()
    apply()


@contextlib.contextmanager
def _few_collections() -> Iterator[None]:
    """Migrations draw every model anew for every step; looking through all of them for garbage is a quarter of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextlib.contextmanager
def _new_models_drawn_alone() -> Iterator[None]:
    """Django draws every model that hangs on a new one's neighbours anew, though nothing in them changes; we have ninety
    tables that hang on an account. A new model is drawn by itself; a changed one still with all that hang on it."""
    from django.db.migrations.state import ModelState, ProjectState

    usual = ProjectState.add_model

    def add_model(state: ProjectState, model: ModelState) -> None:
        key = model.app_label, model.name_lower
        state.models[key] = model
        if state._relations is not None:  # type: ignore[attr-defined]
            state.resolve_model_relations(key)
        if "apps" in state.__dict__:
            state.apps.render_multiple([model])

    ProjectState.add_model = add_model  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        ProjectState.add_model = usual  # type: ignore[method-assign]
