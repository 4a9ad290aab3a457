"""One table (which editions this installation has loaded) and, beside it, the frozen values read from the files."""

from .edition import CodeListEdition

__all__ = ["CodeListEdition"]
