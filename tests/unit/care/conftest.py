"""The office, its people and its file, as for cases."""

from tests.unit.cases.conftest import file, other, team

__all__ = ["file", "other", "team"]
