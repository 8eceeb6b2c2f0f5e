from .decrees import DecreeForm
from .register import OrganizationForm, PersonForm, PostForm, ReasonForm
from .terms import AppointmentForm, EndForm, MembershipForm

__all__ = [
    "AppointmentForm",
    "DecreeForm",
    "EndForm",
    "MembershipForm",
    "OrganizationForm",
    "PersonForm",
    "PostForm",
    "ReasonForm",
]
