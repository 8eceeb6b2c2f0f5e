"""How an official types the rows of a meeting; each form saves one row by itself."""

from .attachment import AttachmentForm
from .attendance import WALK_INS, AttendanceForm, AttendanceGroupForm, walk_in, who_came
from .meeting import AgendaItemForm, MeetingForm, OutcomeNoteForm, RollNoteForm
from .outcomes import CommitmentForm, DecisionForm
from .row import RowForm
from .speech import SpeechForm, as_speaker

__all__ = [
    "WALK_INS",
    "AgendaItemForm",
    "AttachmentForm",
    "AttendanceForm",
    "AttendanceGroupForm",
    "CommitmentForm",
    "DecisionForm",
    "MeetingForm",
    "OutcomeNoteForm",
    "RollNoteForm",
    "RowForm",
    "SpeechForm",
    "as_speaker",
    "walk_in",
    "who_came",
]
