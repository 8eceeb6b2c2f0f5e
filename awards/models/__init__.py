from .activity import Activity, ActivityPhoto, Evidence
from .certificate import Certificate
from .contest import Contest
from .entry import Nominee, StageResult
from .instrument import Criterion, Place, ScaleStep, Stage, TieStep
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
