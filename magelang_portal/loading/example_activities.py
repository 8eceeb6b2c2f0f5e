"""A year of fictional gotong royong, so that the dossiers of the fictional rounds hold something.

Some were counted, some were not, some have a picture: as logs are.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from awards.models import Activity, ActivityPhoto, Criterion
from organizations.models import Area, Organization

from .example_pictures import picture

F = Criterion.Field
UTARA, SELATAN, CACABAN, KRAMAT = (
    "33.71.01.1010", "33.71.01.1011", "33.71.03.1002", "33.71.02.1008",
)  # fmt: skip


class Done(NamedTuple):
    """What was done, ``days`` before today; figures that nobody wrote down are None."""

    area: str
    days: int
    field: str
    name: str
    location: str
    people: int | None = None
    hours: str | None = None
    value: int | None = None
    scene: str = ""
    caption: str = ""


ACTIVITIES = [
    Done(UTARA, 410, F.ENVIRONMENT, "Kerja bakti menyambut musim hujan", "RW contoh 02", 30, "3"),
    Done(
        UTARA, 250, F.ENVIRONMENT, "Membersihkan saluran air", "RW contoh 03", 42, "2.5", 650_000,
        "brooms", "Gambar contoh: lima orang membawa sapu.",
    ),
    Done(UTARA, 214, F.COMMUNITY, "Memperbaiki pos ronda", "RT contoh 04", 14, "5", 1_200_000),
    Done(UTARA, 181, F.ENVIRONMENT, "Menanam pohon peneduh", "Tepi saluran contoh", 25, "3"),
    Done(
        UTARA, 150, F.ECONOMY, "Panen kebun bersama", "Kebun contoh", 18, "4", 900_000,
        "bins", "Gambar contoh: tiga orang di dekat wadah berwarna.",
    ),
    Done(UTARA, 122, F.CULTURE, "Menyiapkan merti dusun contoh", "Balai contoh", 60, None),
    Done(
        UTARA, 88, F.ENVIRONMENT, "Memilah sampah dari rumah", "RW contoh 01", None, None, None,
        "bins", "Gambar contoh: wadah hijau, kuning, dan merah.",
    ),
    Done(UTARA, 55, F.COMMUNITY, "Ronda bersama malam libur", "RW contoh 02", 16, "6"),
    Done(SELATAN, 240, F.ENVIRONMENT, "Kerja bakti kaki bukit", "RW contoh 05", 50, "3", 700_000),
    Done(
        SELATAN, 160, F.COMMUNITY, "Rembuk dan gotong royong balai", "Balai contoh", 22, "4",
        None, "circle", "Gambar contoh: orang duduk melingkar.",
    ),
    Done(CACABAN, 200, F.ENVIRONMENT, "Membersihkan selokan", "RW contoh 01", 35, "2", 300_000),
    Done(CACABAN, 95, F.CULTURE, "Menata tempat pengajian", "Musala contoh", 12, "3"),
    Done(KRAMAT, 190, F.ECONOMY, "Pasar murah warga", "Lapangan contoh", 28, "6", 2_500_000),
    Done(KRAMAT, 70, F.ENVIRONMENT, "Mengecat jalan kampung", "RT contoh 02", 20, "4", 850_000),
]  # fmt: skip


def load_example_activities(
    areas: dict[str, Area], *, by: Any, local: dict[str, Any], today: date
) -> list[Activity]:
    """``local`` keeps the log of its area, where there is such an account; else ``by`` does."""
    lpmk = {
        row.area.identifier: row
        for row in Organization.objects.filter(
            classification__code="lpmk", is_example=True
        ).select_related("area")
    }
    rows = []
    for done in ACTIVITIES:
        activity = Activity.objects.create(
            area=areas[done.area],
            organization=lpmk.get(done.area),
            name=f"CONTOH {done.name}",
            field=done.field,
            date=today - timedelta(done.days),
            location=done.location,
            people=done.people,
            hours=Decimal(done.hours) if done.hours else None,
            self_help_value=done.value,
            is_example=True,
            recorded_by=local.get(done.area, by),
        )
        if done.scene:
            ActivityPhoto.objects.create(
                activity=activity, file=picture(done.scene), caption=done.caption
            )
        rows.append(activity)
    return rows
