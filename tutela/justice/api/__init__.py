"""The door of justice: the chapter of proceedings in a file's story, a child who is held, open legal steps, breaches of confidentiality, the quarter's figures."""

from __future__ import annotations

from ..actions.figures import close_justice_quarter
from ..actions.wrongs import held
from ..policies.exposure import share_with
from ..queries.lists import breaches, open_tasks
from ..queries.observations import Observed, observed
from ..queries.timeline import CHAPTER

__all__ = ["CHAPTER", "Observed", "breaches", "close_justice_quarter", "held", "observed", "open_tasks", "share_with"]
