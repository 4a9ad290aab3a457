"""Each shape of the HTTP API has a name of its own: of two with one name the description would show one for both."""

import ast
from collections import Counter

from tests.repo.source import files, tree

SHARED = {"ErrorOut"}
"""Shapes that every API may bring of its own, the same each time."""


def test_no_two_shapes_of_the_api_have_one_name():
    names = Counter(
        one.name
        for path in files()
        if "api_http" in str(path)
        for one in ast.walk(tree(path))
        if isinstance(one, ast.ClassDef) and {getattr(base, "id", "") for base in one.bases} & {"Body", "Schema"}
    )
    assert {name for name, times in names.items() if times > 1} <= SHARED
