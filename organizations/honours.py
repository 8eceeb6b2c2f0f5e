"""Honours of a place: what the catalogue says under ``honoured:`` its code, whoever wrote it."""

from typing import Any

from publications.history import address
from publications.models import Listing


def newest_honours(code: str) -> Any:
    """Readable rows that honour exactly this place, the newest first."""
    rows = Listing.objects.readable().mentioning(f"honoured:{code}").for_rows()
    return rows.order_by("-date", "-record_id")


def honour_rows(listing: Listing, code: str) -> list[dict[str, Any]]:
    """The places that a result gave to this area or to those in it."""
    card = listing.card
    url = address(listing.kind, "detail", listing.slug)
    return [
        {
            "place": winner["place"],
            "name": winner["name"],
            "area": winner["area"],
            "contest": card["title"],
            "round": card["round"],
            "year": card["year"],
            "level": card["level"],
            "url": url,
            "is_example": card["is_example"],
        }
        for winner in card["winners"]
        if f"{winner['area']}.".startswith(f"{code}.")
    ]
