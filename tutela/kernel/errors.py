"""What can go wrong, as few kinds as possible. Each knows its HTTP status and its one sentence for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from .rules import Reason

    Text = str | _StrPromise


class TutelaError(Exception):
    """Base of every expected error. ``code`` is stable; ``message`` is for the reader and may change."""

    status = 400
    code = "error"

    def __init__(self, message: Text = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)

    def as_dict(self) -> dict[str, Any]:
        """The error as the HTTP API shows it."""
        return {"code": self.code, "message": str(self.message)}


class Refused(TutelaError):
    """A rule says no. Carries the :class:`~tutela.kernel.rules.Reason` (code, sentence and way on)."""

    status = 403

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.label)
        self.reason = reason
        self.code = reason.value


class WrongState(TutelaError):
    """The thing is not in a state that allows this."""

    status = 409
    code = "wrong_state"


class NotHere(TutelaError):
    """Missing, or outside the asker's area: the two cannot be told apart."""

    status = 404
    code = "not_here"

    def __init__(self, message: Text = "") -> None:
        super().__init__(message or _("There is nothing here for you to see. Check the address, or ask your supervisor."))


class InvalidInput(TutelaError):
    """Input that cannot be taken: ``fields`` maps a field's name to sentences that say what is wrong and what would do."""

    status = 422
    code = "invalid_input"

    def __init__(self, fields: Mapping[str, Sequence[Text] | Text], message: Text = "") -> None:
        super().__init__(message or _("Some answers need another look."))
        self.fields: dict[str, list[str]] = {
            name: [str(texts)] if not isinstance(texts, (list, tuple)) else [str(text) for text in texts]
            for name, texts in fields.items()
        }

    def __str__(self) -> str:
        details = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in self.fields.items())
        return f"{self.message} {details}".strip()

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"fields": self.fields}


class StaleVersion(TutelaError):
    """Somebody saved a newer version meanwhile. Holds both, so that nothing typed is lost."""

    status = 412
    code = "stale_version"

    def __init__(self, *, current: Any, submitted: Any, version: int) -> None:
        super().__init__(_("Someone saved this while you were writing. Both versions are shown; choose what stays."))
        self.current, self.submitted, self.version = current, submitted, version

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"current": self.current, "submitted": self.submitted, "version": self.version}


class OperatorError(TutelaError):
    """Something about the installation (key, database, port, disk). One sentence, an exit code, no traceback."""

    status = 503
    code = "not_available"

    def __init__(self, message: Text, *, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code
