"""What the codes of a meeting's document are called, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SPEECH_KINDS = {
    "sambutan": pgettext_lazy("jenis sambutan", "sambutan"),
    "arahan": _("arahan"),
    "paparan": _("paparan"),
    "tanggapan": _("tanggapan"),
    "pertanyaan": _("pertanyaan"),
    "jawaban": _("jawaban"),
    "narasi": _("narasi"),
}
FIDELITY = {
    "verbatim": _("Dicatat kata demi kata"),
    "ringkasan": _("Ringkasan notulis"),
    "siaran-pers": _("Ringkasan dari siaran pers"),
}
DECISION_KINDS = {
    "keputusan": _("Keputusan"),
    "kesepakatan": _("Kesepakatan"),
    "rekomendasi": _("Rekomendasi"),
}
# As headings above all of one kind.
DECISION_HEADINGS = {
    "keputusan": pgettext_lazy("judul", "Keputusan"),
    "kesepakatan": pgettext_lazy("judul", "Kesepakatan"),
    "rekomendasi": pgettext_lazy("judul", "Rekomendasi"),
}
MEETING_KINDS = {
    "forum": _("Forum kemitraan"),
    "rakor": _("Rapat koordinasi"),
    "rembuk": _("Rembuk warga"),
    "pencanangan": _("Pencanangan atau penyerahan penghargaan"),
}
ATTENDANCE = {
    "hadir": _("hadir"),
    "diwakili": _("diwakili"),
    "tidak-hadir": _("tidak hadir"),
    "belum-dicatat": _("kehadiran belum dicatat"),
}
REPORT_KINDS = {
    "kemajuan": _("Kemajuan"),
    "selesai": _("Selesai"),
    "diubah": _("Sasaran atau tenggat diubah"),
    "dihentikan": _("Dihentikan"),
}
SUMMARY = {
    "agreed": _("Apa yang disepakati"),
    "who": _("Siapa mengerjakan"),
    "when": _("Kapan selesai"),
}
DIRECTIONS = {"naik": _("makin besar makin baik"), "turun": _("makin kecil makin baik")}
CAPACITY_PREFIXES = {"plt": "Plt.", "plh": "Plh.", "pj": "Pj.", "pjs": "Pjs."}


def role_words(entry: dict[str, Any]) -> str:
    """The role as it was on the day, with the acting capacity and the institution it belongs to."""
    role, prefix = entry.get("role") or "", CAPACITY_PREFIXES.get(entry.get("capacity") or "")
    acting = ("plt", "plh", "pj", "pjs", "penjabat", "pelaksana", "mewakili")
    if prefix and not role.lower().startswith(acting):
        role = f"{prefix} {role}".strip()
    organization = entry.get("organization") or ""
    if organization and organization.lower() not in role.lower():
        role = f"{role}, {organization}" if role else organization
    return role
