"""Tables of working together."""

from .conference import Conference, ConferenceDecision, ConferencePapers, Participant
from .obligation import Obligation

__all__ = ["Conference", "ConferenceDecision", "ConferencePapers", "Obligation", "Participant"]
