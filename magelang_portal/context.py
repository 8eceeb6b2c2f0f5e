"""What every template may ask about the portal itself; nothing here touches session or user."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    return {"is_demonstration": settings.DEMONSTRATION}
