"""Certificates of a round: made for all winners, looked over, and published."""

from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone

from organizations.models import Area, Membership
from publications.models import Publication

from ..models import Certificate, Nominee, Placing, Round
from .base import Ask, Step, forms

# Who stands beside a winner, by the level of its area: kind of institution, role, what it is
# called where the register does not name the post itself.
BESIDE = {
    Area.Classification.SUBDISTRICT: [
        ("kelurahan", "lurah", "Lurah"),
        ("lpmk", "ketua", "Ketua LPMK"),
        ("pkk", "ketua", "Ketua TP PKK"),
    ],
    Area.Classification.DISTRICT: [("kecamatan", "camat", "Camat")],
}
NUMBER = "{n}"


class Recipient(NamedTuple):
    name: str
    role: str


class Found(NamedTuple):
    """For one winner: who is known to have held which post that day, and who is not."""

    placing: Placing
    known: list[Recipient]
    unknown: list[str]


def recipients(placings: list[Placing], day: date) -> list[Found]:
    """From the boards as they were on the day of the handing over; two queries for all winners."""
    areas = {one.nominee.area_id for one in placings if not one.nominee.organization_id}
    bodies = {one.nominee.organization_id for one in placings if one.nominee.organization_id}
    held = Membership.objects.on(day).select_related("person", "post__organization__classification")
    by_area: dict[Any, Recipient] = {}
    for row in held.filter(
        post__organization__area__in=areas, post__role__in=["lurah", "camat", "ketua"]
    ):
        body = row.post.organization
        key = (body.area_id, body.classification.code, row.post.role)
        by_area.setdefault(key, Recipient(row.person.full_name, row.role_label))
    by_body: dict[Any, Recipient] = {}
    for row in held.filter(post__organization__in=bodies, post__role="ketua"):
        by_body.setdefault(
            row.post.organization_id, Recipient(row.person.full_name, row.role_label)
        )
    return [of_one(one, by_area, by_body) for one in placings]


def of_one(placing: Placing, by_area: dict[Any, Recipient], by_body: dict[Any, Recipient]) -> Found:
    nominee: Nominee = placing.nominee
    known, unknown = [], []
    if nominee.organization_id:
        head = by_body.get(nominee.organization_id)
        known = [head] if head else []
        unknown = [] if head else [f"Ketua {nominee.name}"]
    elif nominee.area:
        for kind, role, words in BESIDE.get(nominee.area.classification, []):  # type: ignore[call-overload]
            person = by_area.get((nominee.area_id, kind, role))
            if person:
                known.append(person)
            else:
                unknown.append(f"{words} {nominee.area.name}")
    return Found(placing, known, unknown)


def winners(row: Round) -> list[Placing]:
    """Who holds a place and has no certificate yet."""
    return list(
        Placing.objects.filter(
            contest__round=row, final_place__isnull=False, certificates__isnull=True
        )
        .select_related("contest__round", "nominee__area", "nominee__organization", "final_place")
        .order_by("contest__position", "contest__name", "final_place__position")
    )


def waiting(row: Round) -> Any:
    """Certificates that nobody published yet."""
    out = Publication.objects.filter(record_id=OuterRef("pk"))
    return Certificate.objects.filter(placing__contest__round=row).exclude(Exists(out))


class MakeCertificates(Step):
    word = "buat-piagam"
    label = "Buat piagam"
    yes = "Ya, buat piagam"

    class form(Ask):
        given_on = forms.DateField(
            label="tanggal penyerahan", widget=forms.DateInput(attrs={"type": "date"}),
            help_text="Pengurus yang disebut ialah yang menjabat pada hari itu.",
        )  # fmt: skip
        given_at_place = forms.CharField(label="tempat", max_length=80, initial="Magelang")
        numbers = forms.CharField(
            label="pola nomor", max_length=70, required=False,
            help_text="Seperti yang ditetapkan kota; {n} diganti angka urut, misalnya "
            "400.10/{n}/2025. Kosong: nomornya diketik kemudian, satu per satu.",
        )  # fmt: skip
        first = forms.IntegerField(label="mulai dari", min_value=1, max_value=99_999, initial=1)
        signatory_name = forms.CharField(label="penanda tangan", max_length=200)
        signatory_role = forms.CharField(
            label="jabatannya", max_length=200, help_text="Misalnya Wali Kota Magelang."
        )
        signatory_capacity = forms.ChoiceField(
            label="kedudukan", required=False,
            choices=[("", "pejabatnya sendiri"), ("a.n.", "a.n."), ("Plt.", "Plt."),
                     ("Plh.", "Plh."), ("Pj.", "Pj.")],
        )  # fmt: skip

        def clean_numbers(self) -> str:
            pattern = self.cleaned_data["numbers"].strip()
            if pattern and pattern.count(NUMBER) != 1:
                raise ValidationError("Tuliskan {n} satu kali, di tempat angka urutnya.")
            return pattern

    def is_due(self, row: Round) -> bool:
        return row.is_announced and row.standing == Round.Standing.RUNNING and bool(winners(row))

    def facts(self, row: Round) -> list[tuple[str, Any]]:
        made = Certificate.objects.filter(placing__contest__round=row).count()
        return [
            ("Penerima tempat tanpa piagam", len(winners(row))),
            ("Piagam yang sudah ada", made),
        ]

    def effects(self, row: Round) -> list[str]:
        return [
            "Tiap pemenang mendapat piagam untuk lurah, ketua LPMK, dan ketua TP PKK-nya; lembaga "
            "untuk ketuanya; kecamatan untuk camatnya, sejauh namanya tercatat.",
            "Yang namanya tidak tercatat tidak dikarang: satu piagam atas nama pesertanya dibuat "
            "bila tidak seorang pun tercatat.",
            "Semua masih dapat diubah sebelum diterbitkan.",
        ]

    def more(self, row: Round) -> dict[str, Any]:
        return {"found": recipients(winners(row), timezone.localdate())}

    template = "admin/awards/make_certificates.html"

    def do(self, row: Round, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        number, made = data["first"], 0
        same = {
            name: data[name]
            for name in ("given_on", "given_at_place", "signatory_name", "signatory_role",
                         "signatory_capacity")
        }  # fmt: skip
        for found in recipients(winners(row), data["given_on"]):
            contest = found.placing.contest
            place = found.placing.final_place
            text = contest.certificate_text or f"{place}, {contest.name}, {contest.round}"
            for one in found.known or [Recipient(found.placing.nominee.name, "")]:
                typed = data["numbers"].replace(NUMBER, f"{number:03}") if data["numbers"] else ""
                certificate = Certificate(
                    placing=found.placing, recipient_name=one.name[:200],
                    recipient_role=one.role[:200], number=typed, text=text[:300],
                    is_example=row.is_example, **same,
                )  # fmt: skip
                certificate.full_clean()
                certificate.save()
                number, made = number + 1, made + 1
        return f"{made} piagam dibuat. Periksa namanya, lalu terbitkan."


class PublishCertificates(Step):
    word = "terbitkan-piagam"
    label = "Terbitkan piagam"
    yes = "Ya, terbitkan piagam"

    def is_due(self, row: Round) -> bool:
        return row.is_announced and waiting(row).exists()

    def facts(self, row: Round) -> list[tuple[str, Any]]:
        rows = waiting(row)
        return [
            ("Piagam yang akan terbit", rows.count()),
            ("Di antaranya tanpa nomor", rows.filter(number="").count()),
        ]

    def effects(self, row: Round) -> list[str]:
        return [
            "Tiap piagam mendapat halaman yang menyatakan sah, di alamat pada kode QR-nya.",
            "Nama penerima, jabatan, tempat, dan penanda tangan dapat dibaca siapa saja di sana.",
            "Sesudah ini, yang keliru diralat atau ditarik dengan alasan; tidak dihapus.",
        ]

    def do(self, row: Round, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        made = 0
        for certificate in waiting(row).select_related("placing__contest__round"):
            certificate.publish(by=by)
            made += 1
        return f"{made} piagam terbit."
