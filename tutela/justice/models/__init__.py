"""Rows of justice: proceedings, wrongs done in their place, redress and protection, figures."""

from tutela.cases.models import COMMON, Section

from .figures import JusticeFigures, JusticeReturn
from .proceeding import LegalTask, Proceeding, ProceedingStage
from .redress import AcrossBorders, Breach, Claim, ClaimPayment, Cost, CourtMeasure, Interview, Threat
from .wrongs import Charge, Counsel, Liberty, Settlement

__all__ = [
    "COMMON",
    "AcrossBorders",
    "Breach",
    "Charge",
    "Claim",
    "ClaimPayment",
    "Cost",
    "Counsel",
    "CourtMeasure",
    "Interview",
    "JusticeFigures",
    "JusticeReturn",
    "LegalTask",
    "Liberty",
    "Proceeding",
    "ProceedingStage",
    "Section",
    "Settlement",
    "Threat",
]
