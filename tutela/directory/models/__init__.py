from .office import Office, Organisation
from .service_point import ServicePoint
from .territory import Territory

__all__ = ["Office", "Organisation", "ServicePoint", "Territory"]
