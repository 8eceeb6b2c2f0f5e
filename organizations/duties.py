"""Who may do what, asked of the signed-in user: a role held within an area and all below it.

The answer is the user's (``accounts.User.codes_on_duty``); this is only how views and gates ask.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]

NOTE_TAKER = "note_taker"
REVIEWER = "reviewer"
REGISTRAR = "registrar"
AWARD_SECRETARY = "award_secretary"
JUROR = "juror"
ADMINISTRATOR = "administrator"


def on_duty(*roles: str) -> Callable[[View], View]:
    """Let in whoever holds one of ``roles`` somewhere; a stranger is asked to sign in.

    Without roles, any duty will do. Which rows they then see is the gate's business.
    """

    def guard(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.codes_on_duty(*roles):  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return guard


def within(codes: set[str], field: str) -> Q:
    """The condition that an area code lies in one of ``codes`` or below: 33.71 holds 33.71.01."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})
    return condition
