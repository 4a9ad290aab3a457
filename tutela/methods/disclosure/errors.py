"""What the disclosure methods refuse, in one sentence a person can act on."""

from __future__ import annotations


class DisclosureRefused(Exception):
    """A request, table or file that disclosure control does not accept.

    `code` is stable and machine readable; the message never contains a true count.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
