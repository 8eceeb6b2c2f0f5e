from .activity import Activity, ActivityPhoto, Evidence
from .certificate import Certificate
from .contest import Contest, Criterion, Place, ScaleStep, Stage, TieStep
from .entry import Nominee, StageResult
from .jury import Juror, JuryLink, JuryLinkOpening, Relation, Seat, Substitution
from .result import Correction, Placing, Plenary
from .round import Round
from .sheet import PaperEntry, Score, ScoreSheet

__all__ = [
    "Activity",
    "ActivityPhoto",
    "Certificate",
    "Contest",
    "Correction",
    "Criterion",
    "Evidence",
    "Juror",
    "JuryLink",
    "JuryLinkOpening",
    "Nominee",
    "PaperEntry",
    "Place",
    "Placing",
    "Plenary",
    "Relation",
    "Round",
    "ScaleStep",
    "Score",
    "ScoreSheet",
    "Seat",
    "Stage",
    "StageResult",
    "Substitution",
    "TieStep",
]
