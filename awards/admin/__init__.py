"""The workplace of the award secretary.

Marks have no page here: ``Score``, ``ScoreSheet``, ``PaperEntry`` and ``StageResult`` are left out
on purpose, with their histories. Until all stages are closed, the secretary sees how much is in.
"""

from . import certificate, contest, evidence, jury, nominee, result, round, stage

__all__ = ["certificate", "contest", "evidence", "jury", "nominee", "result", "round", "stage"]
