"""The papers of awards: certificates, the recap of a result, minutes of the jury, blank sheets."""

from .certificates import certificate_paper, certificate_pdf, certificate_zip
from .minutes import plenary_minutes, stage_minutes
from .results import result_paper, result_pdf
from .score_sheets import score_sheets

__all__ = [
    "certificate_paper",
    "certificate_pdf",
    "certificate_zip",
    "plenary_minutes",
    "result_paper",
    "result_pdf",
    "score_sheets",
    "stage_minutes",
]
