from .area import Area
from .decree import Decree
from .membership import Capacity, Membership, Precision
from .organization import KindPost, Organization, OrganizationKind
from .person import Person
from .post import Post

__all__ = [
    "Area",
    "Capacity",
    "Decree",
    "KindPost",
    "Membership",
    "Organization",
    "OrganizationKind",
    "Person",
    "Post",
    "Precision",
]
