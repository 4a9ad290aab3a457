"""The door of justice: proceedings and legal steps, their chapter in a file's story, a child who is held, breaches, the quarter's figures."""

from __future__ import annotations

from ..actions.figures import close_justice_quarter
from ..actions.wrongs import held
from ..enums import Across, Authority, Task
from ..models import AcrossBorders, LegalTask, Proceeding
from ..policies.exposure import share_with
from ..queries.lists import breaches, open_tasks
from ..queries.observations import Observed, observed
from ..queries.timeline import CHAPTER
from ..states import RunState, Stage

__all__ = [
    "CHAPTER",
    "Across",
    "AcrossBorders",
    "Authority",
    "LegalTask",
    "Observed",
    "Proceeding",
    "RunState",
    "Stage",
    "Task",
]
__all__ += ["breaches", "close_justice_quarter", "held", "observed", "open_tasks", "share_with"]
