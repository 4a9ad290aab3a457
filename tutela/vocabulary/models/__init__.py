"""Two tables (which editions this installation has loaded, which country profiles it adopted) and, beside them, the frozen values
read from the files."""

from .adopted import AdoptedProfile
from .edition import CodeListEdition

__all__ = ["AdoptedProfile", "CodeListEdition"]
