from .catalogue import Listing, Passage, Tally
from .findable import Findable
from .follower import Follower
from .publication import Publication
from .record import Publishable, Versioned, remembered
from .stored_file import StoredFile

__all__ = [
    "Findable",
    "Follower",
    "Listing",
    "Passage",
    "Publication",
    "Publishable",
    "StoredFile",
    "Tally",
    "Versioned",
    "remembered",
]
