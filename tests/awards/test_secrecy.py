"""Two worlds that differ in secret scores alone must look the same to everyone but the jury.

One draft contest is the trunk of both. From there each world runs the same course in its own
savepoint: the same people, at the same frozen moment, do the same things in the same order; only
the marks (and notes) of panel A differ, so that another nominee leads. At three moments before the
announcement every address is asked for by everybody who is not to know, and status, headers and
body must be equal to the byte. Then the savepoint is rolled back and the other world begins.

*The addresses* are found by walking the URL resolver, so a new page is covered from its first day.
Its variables are filled with what exists: each row of the awards by its key, each publication by
its slug, number and seal, and the contest's own slug, under which its result will stand one day.
Changelists of the admin are also asked for other orders and for what they must not filter by.

*What would differ without telling anything* is made equal: the clock stands still, the dice (keys,
salts, tokens) are cast anew from one seed for each world and each request, and the database's
sequences are set back.

*What is masked, and why that is honest.* When a stage closes, a hash of each sheet goes into the
public log, and so into the digest of that publication, its seal, and every seal after it. These
hashes differ because the marks do: that is what they are for. Each is SHA-256 over the sheet *and*
32 random bytes which stay secret until the announcement, so whoever does not have the salt learns
no more from it than from 32 other random bytes (here both worlds cast the same salts, which nobody
outside ever can). Only exactly these strings are masked (each under the number of its publication,
so a seal in the wrong place still shows), and the ETag of a page that prints one, which is a hash
of the page. Where several commitments stand together they must stand in the order of the hashes,
which says nothing; any other order would be a leak that masking hides, and is refused.
"""

import hashlib
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from awards import actions, announcement
from awards.models import Contest, Juror, JuryLink, Score, ScoreSheet, Seat, Stage
from publications.models import Publication
from tests import builders
from tests.test_house import KINDS, filled, roles_of, walk

from . import contests

NOW = datetime(2025, 12, 28, 3, 0, tzinfo=UTC)
A, B, C = "Kelurahan Tidar Selatan", "Kelurahan Gelangan", "Kelurahan Kramat Selatan"
SECRETS = [{A: 91, B: 72, C: 41}, {A: 72, B: 91, C: 41}]  # of panel A, per world
SAME = {A: 80, B: 80, C: 42}  # of panel B, in both
HEX = re.compile(rb"[0-9a-f]{8,64}")
TAIL = re.compile("(›)…[0-9a-f]{4,8}\\b".encode())
AT_MOST = 6  # rows of one model whose addresses are tried
WITHIN = 2  # rows within such a row: marks on a sheet
# What the word before a key stands for; behind another word every model is tried, two rows of each.
WORDS = {
    "lembar": "scoresheet",
    "nilai": "criterion",
    "variabel": "criterion",
    "bukti": "evidence",
    "peserta": "nominee",
    "berkas": "nominee",
    "tahap": "stage",
    "lomba": "contest",
    "putaran": "round",
    "kegiatan": "activity",
}
SECRET_LOOKUPS = ("value", "total", "rank", "score", "cumulative", "decided_by", "note", "reason")


# ------------------------------------------------------------------------- nothing by chance
class Dice:
    """All randomness of the process, from one seed."""

    def __init__(self) -> None:
        self.random = random.Random(0)

    def cast(self, seed: str) -> None:
        self.random = random.Random(hashlib.sha256(seed.encode()).digest())

    def bytes(self, number: int) -> bytes:
        return self.random.randbytes(number)


@pytest.fixture
def dice(monkeypatch):
    made = Dice()
    monkeypatch.setattr("os.urandom", made.bytes)
    monkeypatch.setattr("random._urandom", made.bytes)
    return made


def sequences() -> list[tuple[str, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value"
            " FROM pg_sequences"
        )
        return list(cursor.fetchall())


def set_back(to: list[tuple[str, int | None]]) -> None:
    """Sequences do not follow a rollback."""
    with connection.cursor() as cursor:
        for name, value in to:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, value or 1, value is not None])


class Undone(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


# ---------------------------------------------------------------------------------- the trunk
class Trunk(NamedTuple):
    contest: Contest
    secretaries: list[Any]
    cookies: dict[str, str]  # role → session
    token: str
    sequences: list[tuple[str, int | None]]


def trunk() -> Trunk:
    """Something of everything in public, a contest as a draft with its rules out, and everybody."""
    reviewer = builders.user("reviewer")
    meeting = builders.meeting("Forum Contoh Umum")
    builders.speech(meeting)
    institution = builders.organization("LPMK Contoh Umum")
    builders.commitment(meeting, owner=institution)
    for row in (institution, builders.person("Warga Contoh Umum"), institution.area):
        row.publish(by=reviewer)
    builders.published(meeting)
    contest = contests.contest(
        round=contests.award_round(name="BBGRM Contoh", announce_at=NOW + timedelta(days=2)),
        name="Kelurahan terbaik contoh",
    )
    first = contest.stages.first()
    first.cutoff_count = 2
    first.save()
    people = {
        "note_taker": builders.user("note_taker"),
        "reviewer": reviewer,
        "registrar": builders.user("registrar"),
        "award_secretary": builders.user("award_secretary"),
        "administrator": builders.user("administrator"),
        "juror": builders.user("juror"),
    }
    other = Juror.objects.create(
        round=contest.round, name="Juri Contoh Panel B", user=people["juror"]
    )
    linked = Juror.objects.create(round=contest.round, name="Juri Contoh Bertautan")
    for stage in contest.stages.all():
        for juror in (other, linked):
            Seat.objects.create(stage=stage, juror=juror, panel="B")
    secretaries = [people["award_secretary"], builders.user("award_secretary")]
    announcement.publish_rules(contest.round, by=secretaries[0])
    _, token = JuryLink.make(linked, by=secretaries[0])
    cookies = {}
    for role, user in people.items():
        client = Client()
        client.force_login(user)
        cookies[role] = client.cookies["sessionid"].value
    return Trunk(contest, secretaries, cookies, token, sequences())


# --------------------------------------------------------------------------------- the course
def mark(stage: Stage, secret: dict[str, int], *, only: int | None = None) -> None:
    """Panel A by the secret, panel B as in every world; ``only`` so many sheets of each panel."""
    sheets = (
        ScoreSheet.objects.filter(seat__stage=stage, signed_at__isnull=True)
        .select_related("nominee", "seat__juror")
        .order_by("seat__panel", "seat__juror__name", "nominee__number")
    )
    for panel in "AB":
        for sheet in [one for one in sheets if one.seat.panel == panel][:only]:
            values = secret if panel == "A" else SAME
            value = values[sheet.nominee.name]
            for criterion in actions.missing(sheet):
                Score.objects.create(
                    sheet=sheet, criterion=criterion, value=value, note=f"Catatan {value}."
                )
            sheet.note = f"Catatan juri {value}."
            sheet.save()
            actions.sign(sheet)


def scoring(trunk: Trunk, secret: dict[str, int]) -> None:
    """The first stage is open, some sheets are signed."""
    actions.open_scoring(trunk.contest, by=trunk.secretaries[0])
    mark(trunk.contest.stages.first(), secret, only=4)


def between(trunk: Trunk, secret: dict[str, int]) -> None:
    """The first stage is closed and committed, the second has begun."""
    scoring(trunk, secret)
    first, second = trunk.contest.stages.all()
    mark(first, secret)
    actions.close_stage(first, by=trunk.secretaries[0])
    actions.open_stage(second, by=trunk.secretaries[0])
    mark(second, secret, only=2)


def fixed(trunk: Trunk, secret: dict[str, int]) -> None:
    """All is decided and fixed by two, and waits for its moment."""
    between(trunk, secret)
    mark(trunk.contest.stages.last(), secret)
    actions.close_stage(trunk.contest.stages.last(), by=trunk.secretaries[0])
    trunk.contest.refresh_from_db()
    actions.compute(trunk.contest, by=trunk.secretaries[0])
    reason = f"Pleno melihat {max(secret, key=lambda name: secret[name])} unggul."
    contests.plenary(trunk.contest, reason=reason)
    actions.propose(trunk.contest, by=trunk.secretaries[0], departures={})
    for secretary in trunk.secretaries:
        actions.fix(trunk.contest, by=secretary)


# ------------------------------------------------------------------------------ the addresses
def keys() -> dict[str, list[str]]:
    """Each model of the awards with its keys, in an order that no score decides."""
    return {
        model._meta.model_name: [
            str(key) for key in model.objects.order_by("pk").values_list("pk", flat=True)[:AT_MOST]
        ]
        for model in apps.get_app_config("awards").get_models()
        if not model.__name__.endswith("Event")
    }


def addresses(role: str, trunk: Trunk, client: Client) -> dict[str, str]:
    """label → address. The label is the same in both worlds where a seal in the address is not.

    A door that stays shut for a role whatever the key is tried with one key.
    """
    found: dict[str, str] = {}
    rows, published = keys(), list(Publication.objects.order_by("sequence"))
    slugs = {row.slug: row.kind for row in published} | {trunk.contest.slug: "award_result"}
    hashes = {f"‹{row.sequence}›": row.seal for row in published}
    ours = {trunk.contest.slug, trunk.contest.round.slug}
    enters_admin = client.get("/admin/awards/").status_code == 200
    for route, pattern in walk(get_resolver().url_patterns):
        if not is_for(role, route):
            continue
        allowed = roles_of(pattern)
        is_shut = route.startswith("kantor/") and bool(allowed) and role not in allowed
        if is_shut or (route.startswith("admin/") and not enters_admin):
            found[filled(route)] = filled(route)
            continue
        choices: list[dict[str, str]] = []
        for name, kind in variables(route):
            if kind == "seal":
                choices.append(hashes)
            elif name == "token":
                choices.append({"‹token›": trunk.token})
            else:
                given = candidates(route, pattern, name, kind, rows, slugs)
                choices.append({key: key for key in given[: WITHIN if choices else AT_MOST]})
        for values in product(*(choice.items() for choice in choices)):
            label, address = (put(route, [value[side] for value in values]) for side in (0, 1))
            found[label] = address
            if role == "stranger" and (not values or (len(values) == 1 and values[0][0] in ours)):
                found[f"/en{label}"] = f"/en{address}"
        if not choices:
            address = filled(route)
            found |= {f"{address}{query}": f"{address}{query}" for query in queries(route, pattern)}
    return found


def is_for(role: str, route: str) -> bool:
    """Public pages are the same for everyone (test_house); a personal link opens /juri/ alone."""
    if role == "link":
        return route.startswith("juri/")
    if route.startswith(("kantor/", "admin/")):
        return role != "stranger"
    return role == "stranger"


VARIABLE = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>((?:\[[^\]]*\]|[^()])*)\)")


def variables(route: str) -> list[tuple[str, str]]:
    """Name and kind of each."""
    return [
        (match[2] or match[3], match[1] or ("seal" if "{64}" in (match[4] or "") else "str"))
        for match in VARIABLE.finditer(route)
    ]


def put(route: str, values: list[str]) -> str:
    remaining = iter(values)
    return filled(VARIABLE.sub(lambda _: next(remaining), route))


def candidates(
    route: str,
    pattern: URLPattern,
    name: str,
    kind: str,
    rows: dict[str, list[str]],
    slugs: dict[str, str],
) -> list[str]:
    module = getattr(pattern.callback, "__module__", "")
    if route.startswith("admin/awards/"):
        return rows.get(route.split("/")[2], [])[:AT_MOST] or ["1"]
    if name == "token":
        return []
    if kind == "uuid":
        if not module.startswith("awards"):
            return rows["contest"]
        word = route[: route.index(f":{name}>")].split("/")[-2:][0]
        if word in WORDS:
            return rows[WORDS[word]] or rows["contest"]
        return [key for values in rows.values() for key in values[:2]]
    if kind == "int":
        return ["1", "6"]
    if route.startswith(("kantor/", "admin/")) or name == "extension":
        return ["contoh"]
    of_kind = next((of for word, of in KINDS.items() if route.startswith(word)), None)
    return sorted(slug for slug, of in slugs.items() if of_kind in (None, of) or "award" in of)


def queries(route: str, pattern: URLPattern) -> list[str]:
    """Other orders and filters: of public pages what people search, of changelists secrets."""
    if route.startswith("admin/awards/") and (pattern.name or "").endswith("_changelist"):
        model = apps.get_model("awards", route.split("/")[2])
        orders = [f"?o={number}" for number in range(1, 7)]
        return orders + [f"?{path}__gte=80" for path in secret_paths(model)]
    if route.startswith(("kantor/", "admin/", "juri/")):
        return []
    return ["?q=Tidar+Selatan", "?q=Juara", "?halaman=2", "?sejak=0"]


def secret_paths(model: type[models.Model]) -> list[str]:
    """Lookups that lead to a score in one or two steps."""

    def secrets(of: type[models.Model], before: str = "") -> list[str]:
        return [
            f"{before}{field.name}"
            for field in of._meta.get_fields()
            if field.name in SECRET_LOOKUPS and not field.is_relation
        ]

    found = secrets(model)
    for field in model._meta.get_fields():
        related = field.related_model if field.is_relation else None
        if isinstance(related, type) and related._meta.app_label == "awards":
            found += secrets(related, f"{field.name}__")
    return [path for path in found if not path.startswith(("+", "_"))]


# ---------------------------------------------------------------------------------- the sweep
class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Known:
    """The hashes of a world that follow from its sheets, and what stands in their place."""

    def __init__(self) -> None:
        self.commitments = sorted(
            ScoreSheet.objects.exclude(commitment="").values_list("commitment", flat=True)
        )
        self.names = dict.fromkeys(self.commitments, "‹komitmen›")
        since = Publication.objects.of_kind("award_commitment").order_by("sequence").first()
        for row in Publication.objects.filter(sequence__gte=since.sequence) if since else []:
            self.names[row.digest] = f"‹sidik {row.sequence}›"
            self.names[row.seal] = f"‹segel {row.sequence}›"

    def masked(self, content: bytes) -> bytes:
        """With each of these hashes replaced, printed whole or by its beginning."""
        stand = [one for one in HEX.findall(content) if one.decode() in self.commitments]
        assert stand == sorted(stand) or len(set(stand)) < len(stand), (
            "commitments in another order"
        )

        def name(match: re.Match[bytes]) -> bytes:
            token = match[0].decode()
            for known, words in self.names.items():
                if known.startswith(token):
                    return words.encode()
            return match[0]

        # A seal on a page is its beginning, an ellipsis and its end.
        return TAIL.sub(rb"\1", HEX.sub(name, content)) if self.names else content


def sweep(role: str, trunk: Trunk, dice: Dice) -> dict[str, Answer]:
    known, answers = Known(), {}
    client = Client(raise_request_exception=False)
    if role in trunk.cookies:
        client.cookies["sessionid"] = trunk.cookies[role]
    if role == "link":
        client.get(f"/juri/{trunk.token}/")
    for label, address in addresses(role, trunk, client).items():
        dice.cast(label)
        cache.clear()
        cookies = client.cookies.copy()
        with undone():
            answer = client.get(address)
            body = answer.getvalue() if answer.streaming else answer.content
        client.cookies = cookies  # an address that ends the session ends it for itself alone
        headers = {name: str(value) for name, value in answer.items()}
        for name, morsel in answer.cookies.items():
            headers[f"Set-Cookie {name}"] = morsel.OutputString()
        masked = known.masked(body)
        if masked != body:
            headers = {
                name: "‹etag›" if name == "ETag" else value for name, value in headers.items()
            }
        headers = {name: known.masked(value.encode()).decode() for name, value in headers.items()}
        answers[label] = Answer(answer.status_code, headers, masked)
    return answers


def differences(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    found = [f"{label}: only in one world" for label in one.keys() ^ other.keys()]
    for label in one.keys() & other.keys():
        ours, theirs = one[label], other[label]
        if ours.status != theirs.status:
            found.append(f"{label}: {ours.status} and {theirs.status}")
        elif ours.headers != theirs.headers:
            apart = dict(set(ours.headers.items()) ^ set(theirs.headers.items()))
            found.append(f"{label}: headers {sorted(apart)}")
        elif ours.body != theirs.body:
            at = next(
                (i for i, (x, y) in enumerate(zip(ours.body, theirs.body, strict=False)) if x != y),
                min(len(ours.body), len(theirs.body)),
            )
            here = slice(max(0, at - 60), at + 60)
            found.append(f"{label}: {ours.body[here]!r} and {theirs.body[here]!r}")
    return found


MOMENTS = {"scoring": scoring, "between": between, "fixed": fixed}
ROLES = [
    "stranger",
    "note_taker",
    "reviewer",
    "registrar",
    "award_secretary",
    "administrator",
    "juror",
    "link",
]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_two_worlds_that_differ_in_secret_scores_look_the_same(dice, moment, caplog):
    caplog.set_level("CRITICAL", "django.request")
    wrong: list[str] = []
    with time_machine.travel(NOW, tick=False):
        dice.cast("trunk")
        base = trunk()
        seen: list[dict[str, dict[str, Answer]]] = []
        for secret in SECRETS:
            set_back(base.sequences)
            base.contest.refresh_from_db()
            with undone():
                dice.cast("course")
                MOMENTS[moment](base, secret)
                seen.append({role: sweep(role, base, dice) for role in roles_at(moment)})
    for role in roles_at(moment):
        first, second = (world[role] for world in seen)
        wrong += [f"{role} {one}" for one in differences(first, second)]
        wrong += [f"{role} {label}: {a.status}" for label, a in first.items() if a.status >= 500]
        read = [label for label, answer in first.items() if answer.status == 200]
        assert len(first) > 20, f"{role} asked for {len(first)} addresses only"
        assert read, f"{role} read nothing"
    assert not wrong, "\n".join(wrong[:60])


def roles_at(moment: str) -> list[str]:
    """While stages run, those who come near them. At the end everybody but the secretary, who is
    told the totals once all stages are closed, for the plenary.
    """
    if moment == "fixed":
        return [role for role in ROLES if role != "award_secretary"]
    return ["stranger", "award_secretary", "juror", "link"]
