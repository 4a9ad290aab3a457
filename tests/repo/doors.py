"""The import-linter contract "doors": a context is entered only through its ``api``.

Import-linter's own ``protected`` contract needs every protected module by name and fails on one that is not there yet. This
one knows the rule instead, so that a new room is protected from its first line.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

LIBRARIES = frozenset({"kernel", "ui", "methods"})
"""Packages without a door: mechanisms that every context uses."""

MOUNTED = frozenset({"urls", "views", "api_http", "tasks"})
"""What the composition root mounts besides ``api``."""


class Doors(Contract):
    """Options: ``composition_roots``, the contexts that may also mount urls, views and tasks; ``builders``, those that write
    rows of every context in bulk and may enter anywhere below them."""

    type_name = "doors"
    composition_roots = fields.ListField(subfield=fields.StringField())
    builders = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import between two contexts must end at ``tutela.<context>.api``."""
        roots = set(self.composition_roots)  # type: ignore[call-overload]
        builders = set(self.builders)  # type: ignore[call-overload]
        broken = [
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not builders & {*importer.split(".")[1:2]} and breaks_in(importer, imported, roots)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each back door used."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}; use tutela.{imported.split('.')[1]}.api")


def breaks_in(importer: str, imported: str, composition_roots: set[str]) -> bool:
    """Whether this import enters another context otherwise than by its door."""
    source, target = importer.split("."), imported.split(".")
    if source[0] != "tutela" or target[0] != "tutela" or len(source) < 2 or len(target) < 3:
        return False
    if source[1] == target[1] or target[1] in LIBRARIES:
        return False
    doors = {"api"} | (MOUNTED if source[1] in composition_roots else set())
    if source[2:3] == ["models"]:
        doors |= {"models"}  # a relation may name the model it points to; tests/repo/test_relations.py checks the direction
    return target[2] not in doors
