from .catalogue import Listing, Passage, Tally
from .publication import Publication
from .record import Publishable, Versioned, remembered
from .stored_file import StoredFile

__all__ = [
    "Listing",
    "Passage",
    "Publication",
    "Publishable",
    "StoredFile",
    "Tally",
    "Versioned",
    "remembered",
]
