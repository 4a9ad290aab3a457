"""Tables of working together."""

from .conference import Conference, ConferenceDecision, ConferencePapers, ConferenceRecord, Participant
from .obligation import Obligation

__all__ = ["Conference", "ConferenceDecision", "ConferencePapers", "ConferenceRecord", "Obligation", "Participant"]
