from .release import Release
from .snapshot import Snapshot

__all__ = ["Release", "Snapshot"]
