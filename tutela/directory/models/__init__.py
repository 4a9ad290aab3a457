from .channel import Population, ReportingChannel
from .office import Office, Organisation
from .service_point import ServicePoint
from .territory import Territory

__all__ = ["Office", "Organisation", "Population", "ReportingChannel", "ServicePoint", "Territory"]
