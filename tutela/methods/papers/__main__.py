"""The process that reads one paper from its standard input, under limits of time and memory, and says what it found."""

from __future__ import annotations

import logging
import resource
import sys

from .apart import LARGEST, MEMORY, SECONDS, inside


def main() -> None:
    """Read, look, say."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS // 2, SECONDS // 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    sys.stdout.write(f"found:{inside(sys.stdin.buffer.read(LARGEST + 1))}")


if __name__ == "__main__":
    main()
