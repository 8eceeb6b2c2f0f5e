"""The instruments of the fictional contests. Every weight is made up, and says so."""

from decimal import Decimal
from typing import Any, NamedTuple

from awards.models import Contest, Criterion, Place, ScaleStep, Stage, TieStep

MADE_UP = "CONTOH: bobot dibuat untuk peragaan, bukan bobot resmi"
SCALE = ((100, "Sangat baik"), (85, "Baik"), (70, "Cukup"), (55, "Kurang"), (40, "Belum ada"))
PLACES = (
    ("Juara I", "Piagam dan piala contoh"),
    ("Juara II", "Piagam dan piala contoh"),
    ("Juara III", "Piagam dan piala contoh"),
    ("Juara Harapan I", "Piagam contoh"),
    ("Juara Harapan II", "Piagam contoh"),
    ("Juara Harapan III", "Piagam contoh"),
)
E = Criterion.Evidence
F = Criterion.Field


class Variable(NamedTuple):
    name: str
    weight: int
    evidence: str = E.NONE
    guidance: str = ""


class Branch(NamedTuple):
    """A field with its variables; without them it is scored itself."""

    name: str
    weight: int
    field: str = F.NONE
    variables: tuple[Variable, ...] = ()


FOUR_FIELDS = (
    Branch(
        "Kemasyarakatan",
        25,
        F.COMMUNITY,
        (
            Variable(
                "Musyawarah warga dan notulanya",
                60,
                E.MEETINGS,
                "Lihat pertemuan yang terbit; tanyakan keputusan mana yang sudah dijalankan.",
            ),
            Variable("Keamanan lingkungan dan pos ronda", 40, E.ACTIVITIES),
        ),
    ),
    Branch(
        "Ekonomi",
        25,
        F.ECONOMY,
        (
            Variable("Usaha bersama warga", 50, E.PHOTOS),
            Variable("Nilai swadaya gotong royong", 50, E.ACTIVITIES),
        ),
    ),
    Branch(
        "Sosial budaya dan agama",
        25,
        F.CULTURE,
        (
            Variable("Pengurus lembaga lengkap dan berdasar SK", 50, E.DECREES),
            Variable("Kehadiran warga dalam kegiatan bersama", 50, E.ATTENDANCE),
        ),
    ),
    Branch(
        "Lingkungan",
        25,
        F.ENVIRONMENT,
        (
            Variable("Kerja bakti dan kebersihan saluran air", 60, E.ACTIVITIES),
            Variable("Pengelolaan sampah dari rumah", 40, E.PHOTOS),
        ),
    ),
)
PRESENTATION = (
    Branch("Penguasaan materi", 40),
    Branch("Kejelasan data", 35),
    Branch("Rencana keberlanjutan", 25),
)
BOOKS = (
    Branch(
        "Buku administrasi",
        60,
        F.NONE,
        (
            Variable("Buku keputusan dan notula", 50, E.MEETINGS),
            Variable("Buku kas dan inventaris", 50),
        ),
    ),
    Branch(
        "Kepengurusan",
        40,
        F.NONE,
        (
            Variable("SK dan masa bakti", 50, E.DECREES),
            Variable("Pembagian tugas", 50),
        ),
    ),
)
VISIT = (Branch("Buku dipakai sehari-hari", 60), Branch("Pengurus memahami isinya", 40))
PRACTICE = (Branch("Kerja bakti", 50), Branch("Kelengkapan bukti", 50))


def furnish(contest: Contest) -> None:
    """Scale and places: the same in all fictional contests."""
    for value, words in SCALE:
        ScaleStep.objects.create(contest=contest, value=value, words=words)
    for position, (name, prize) in enumerate(PLACES, 1):
        Place.objects.create(contest=contest, position=position, name=name, prize=prize)


def stage(
    contest: Contest, name: str, position: int, branches: tuple[Branch, ...], **fields: Any
) -> Stage:
    made = Stage.objects.create(contest=contest, name=name, position=position, **fields)
    for number, branch in enumerate(branches):
        letter = "ABCDEFGH"[number]
        top = Criterion.objects.create(
            stage=made,
            code=letter,
            name=branch.name,
            position=number + 1,
            weight=Decimal(branch.weight),
            field=branch.field,
        )
        for below, variable in enumerate(branch.variables, 1):
            Criterion.objects.create(
                stage=made,
                parent=top,
                code=f"{letter}.{below}",
                name=variable.name,
                position=below,
                weight=Decimal(variable.weight),
                evidence=variable.evidence,
                guidance=variable.guidance,
            )
    return made


def tie_chain(contest: Contest, visit: Stage, field_code: str) -> None:
    """First the field visit, then one of its fields, then how many jurors preferred one."""
    field = visit.criteria.get(code=field_code)
    TieStep.objects.create(contest=contest, position=1, kind=TieStep.Kind.STAGE, stage=visit)
    TieStep.objects.create(contest=contest, position=2, kind=TieStep.Kind.FIELD, criterion=field)
    TieStep.objects.create(contest=contest, position=3, kind=TieStep.Kind.JURORS)
