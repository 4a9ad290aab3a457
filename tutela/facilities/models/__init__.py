from .facility import AdmissionStop, Facility, FacilityAddress, HeadCount, StatusChange
from .inspection import Answer, Correction, Inspection, Interest, Publication, Sanction
from .notice import Notice
from .policy import PolicyStatement
from .staff import StaffMember

__all__ = [
    "AdmissionStop",
    "Answer",
    "Correction",
    "Facility",
    "FacilityAddress",
    "HeadCount",
    "Inspection",
    "Interest",
    "Notice",
    "PolicyStatement",
    "Publication",
    "Sanction",
    "StaffMember",
    "StatusChange",
]
