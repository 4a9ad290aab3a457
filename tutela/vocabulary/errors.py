"""What can go wrong with a vocabulary."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import InvalidInput, NotHere, OperatorError, TutelaError


class UnknownCode(InvalidInput):
    """The answer is not in the code list, or was not in force on that day."""

    code = "unknown_code"

    def __init__(self, list_id: str, given: str, *, field: str = "code") -> None:
        super().__init__(
            {
                field: _("“%(given)s” is not an answer of the list “%(list)s”. Choose one of the list.")
                % {"given": given, "list": list_id}
            }
        )
        self.list_id, self.given = list_id, given


class UnknownList(NotHere):
    """There is no code list (or term) of that name."""

    code = "unknown_list"

    def __init__(self, list_id: str) -> None:
        super().__init__(_("There is no code list or term “%(list)s”.") % {"list": list_id})


class NoDeadline(TutelaError):
    """The country leaves the time to the worker."""

    code = "no_deadline"

    def __init__(self, item: str, level: str) -> None:
        super().__init__(_("No time is set for “%(item)s” at “%(level)s”: agree a date.") % {"item": item, "level": level})


class BadVocabulary(OperatorError):
    """A vocabulary file cannot be used. ``lines`` has one sentence for each problem, naming file, code and field."""

    code = "bad_vocabulary"

    def __init__(self, lines: list[str]) -> None:
        more = f" (and {len(lines) - 1} more; run `tutela vocabulary check`)" if len(lines) > 1 else ""
        super().__init__(f"{lines[0]}{more}")
        self.lines = lines
