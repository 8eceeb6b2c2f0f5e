"""Accounts to try the portal with: one for each duty, fictional, with a printed password."""

from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from organizations import duties
from organizations.models import Area

from .models import Duty, User

CITY = "33.71"
TIDAR_SELATAN = "33.71.01.1011"
TIDAR_UTARA = "33.71.01.1010"
PASSWORD = "peragaan-tidar"  # noqa: S105 - printed at start, and refused outside a demonstration


class Account(NamedTuple):
    """What is made, and what the printed list says of it."""

    email: str
    name: str
    role: str
    area: str
    explanation: str


ACCOUNTS = [
    Account(
        "notulis@contoh.test",
        "CONTOH Notulis Kota",
        duties.NOTE_TAKER,
        CITY,
        "mencatat pertemuan di seluruh kota",
    ),
    Account(
        "pemeriksa@contoh.test",
        "CONTOH Pemeriksa Kota",
        duties.REVIEWER,
        CITY,
        "memeriksa dan menerbitkan catatan orang lain",
    ),
    Account(
        "notulis.tidarselatan@contoh.test",
        "CONTOH Notulis Tidar Selatan",
        duties.NOTE_TAKER,
        TIDAR_SELATAN,
        "hanya melihat catatan Kelurahan Tidar Selatan",
    ),
    Account(
        "notulis.tetangga@contoh.test",
        "CONTOH Notulis Tidar Utara",
        duties.NOTE_TAKER,
        TIDAR_UTARA,
        "tetangganya: hanya melihat catatan Kelurahan Tidar Utara",
    ),
    Account(
        "pencatat@contoh.test",
        "CONTOH Pencatat Lembaga",
        duties.REGISTRAR,
        CITY,
        "memelihara daftar lembaga, orang, dan jabatan",
    ),
    Account(
        "sekretaris@contoh.test",
        "CONTOH Sekretaris Penghargaan",
        duties.AWARD_SECRETARY,
        CITY,
        "menyiapkan penghargaan di /admin/, mengetik lembar kertas",
    ),
    Account(
        "sekretaris.kedua@contoh.test",
        "CONTOH Sekretaris Penghargaan Kedua",
        duties.AWARD_SECRETARY,
        CITY,
        "menetapkan hasil dan mengetik lembar kertas sebagai orang kedua",
    ),
    Account(
        "juri@contoh.test",
        "CONTOH Juri",
        duties.JUROR,
        CITY,
        "menilai peserta penghargaan",
    ),
    Account(
        "juri.kedua@contoh.test",
        "CONTOH Juri dari Cacaban",
        duties.JUROR,
        CITY,
        "menilai peserta penghargaan, kecuali kelurahannya sendiri",
    ),
    Account(
        "administrator@contoh.test",
        "CONTOH Administrator",
        duties.ADMINISTRATOR,
        CITY,
        "mengatur akun dan tugas, membaca jejak perubahan",
    ),
]


@transaction.atomic
def create_demonstration_accounts() -> list[tuple[str, str, str, str]]:
    """Make what is missing of them; say (e-mail, password, duty, explanation) of each."""
    if not settings.DEMONSTRATION:
        raise ImproperlyConfigured("Akun peragaan hanya ada dalam mode demonstrasi.")
    printed = []
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            user = User.objects.create_user(
                account.email, PASSWORD, name=account.name, is_demonstration=True
            )
        duty, _ = Duty.objects.get_or_create(
            user=user, role=account.role, area=Area.objects.get(identifier=account.area)
        )
        printed.append((account.email, PASSWORD, str(duty), account.explanation))
    return printed
