"""The door of justice: the chapter of proceedings in a file's story, a child who is held, the quarter's figures."""

from __future__ import annotations

from ..actions.figures import close_justice_quarter
from ..actions.wrongs import held
from ..policies.exposure import share_with
from ..queries.timeline import CHAPTER

__all__ = ["CHAPTER", "close_justice_quarter", "held", "share_with"]
