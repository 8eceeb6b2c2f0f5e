from .agenda import AgendaItem
from .attachment import Attachment
from .attendance import Attendance, AttendanceGroup
from .forum import Forum
from .meeting import Meeting
from .outcomes import Commitment, CoOwner, Decision
from .progress import ProgressReport
from .review import Remark
from .speech import Speech

__all__ = [
    "AgendaItem",
    "Attachment",
    "Attendance",
    "AttendanceGroup",
    "CoOwner",
    "Commitment",
    "Decision",
    "Forum",
    "Meeting",
    "ProgressReport",
    "Remark",
    "Speech",
]
