"""What each field is: how sensitive, and how long it is kept. A field that does not say fails the build.

S0 public · S1 operational · S2 personal · S3 highly sensitive · S4 sealed (a named grant opens it, not a role).
Source: ``practice`` section 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LEVELS = ("S0", "S1", "S2", "S3", "S4")

RETENTION = {
    "reference": "Kept while in force; public or shared reference data.",
    "account": "Kept while the account exists and three years after, for accountability.",
    "session": "Hours.",
    "operational": "Two years.",
    "report": "90 days after closing when not taken up; with the file when it is.",
    "reporter": "12 months after closing, unless proceedings need it.",
    "case_file": "Sealed at closing; reduced to coded data when the person is 25; legal hold apart.",
    "audit": "Ten years.",
    "statistics": "Permanent; de-identified.",
}


@dataclass(frozen=True, init=False)
class DataClasses:
    """The declaration on a model: ``data = DataClasses(retention="case_file", S1="id state", S2="given_names")``.

    Raises:
        ValueError: an unknown retention class, or a field named twice.
    """

    retention: str
    level_of: dict[str, str]

    def __init__(self, *, retention: str, S0: str = "", S1: str = "", S2: str = "", S3: str = "", S4: str = "") -> None:
        if retention not in RETENTION:
            raise ValueError(f"unknown retention class {retention!r}; known: {', '.join(RETENTION)}")
        level_of: dict[str, str] = {}
        for level, names in zip(LEVELS, (S0, S1, S2, S3, S4), strict=True):
            for name in names.split():
                if name in level_of:
                    raise ValueError(f"field {name!r} is classified twice")
                level_of[name] = level
        object.__setattr__(self, "retention", retention)
        object.__setattr__(self, "level_of", level_of)

    def protected(self) -> Iterator[str]:
        """The names of the fields that need row security: S2 and above."""
        return (name for name, level in self.level_of.items() if level >= "S2")
