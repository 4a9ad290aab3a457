"""Why a paper is not taken: a word for each reason."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What was found. ``NONE``: nothing that speaks against it."""

    NONE = ""
    KIND = "kind"
    """Neither PDF nor text, or not what its name says."""
    BROKEN = "broken"
    """Not well made: something of it cannot be read, or more than one reading is possible."""
    HIDDEN = "hidden"
    """Something lies in it that no reader shows: another file behind or between, letters that hold a file."""
    LOCKED = "locked"
    """Encrypted."""
    ACTIVE = "active"
    """It acts when it is opened: scripts, launches, forms that send."""
    FILES = "files"
    """It carries files."""
    IMAGE = "image"
    """It holds an image, a scan, or a drawing of many lines."""
    MEDIA = "media"
    """It holds sound, video or a body in three dimensions."""
    LARGE = "large"
    """It unpacks to too much, or reading it takes too long."""


class Found(Exception):
    """Reading ends: ``fault`` was found."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
