"""Tables of working together."""

from .conference import Conference, ConferenceDecision, ConferencePapers, Participant

__all__ = ["Conference", "ConferenceDecision", "ConferencePapers", "Participant"]
