"""What the public may know of an award round: the only road from its rows to publications.

Names of jurors never pass. Until the announcement nothing passes but the rules and the salted
commitments.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from publications.canonical import utc

from .explaining import explanations
from .models import Certificate, Contest, Criterion, Nominee, Round, ScoreSheet, Stage
from .recap import Recap, agreement_of, opened

SCHEMA = 1


def decimal(value: Decimal | None) -> str | None:
    """As text: a document holds no floats. 80.0000 stays 80.0000."""
    return None if value is None else str(value)


def area_words(code: str) -> list[str]:
    """The area and those it lies in, as mentions: 33.71.01.1011, 33.71.01, 33.71."""
    parts = code.split(".") if code else []
    return [f"area:{'.'.join(parts[:length])}" for length in range(2, len(parts) + 1)]


# ------------------------------------------------------------------------------------- the rules
def round_document(round: Round) -> dict[str, Any]:
    """A round with the rules of its contests: who may compete, what is judged, what decides."""
    contests = [
        contest_rules(contest)
        for contest in round.contests.prefetch_related(
            "stages__criteria", "scale", "places", "tie_steps__stage", "tie_steps__criterion"
        ).select_related("organization_kind")
    ]
    return {
        "schema": SCHEMA,
        "kind": "award_round",
        "id": str(round.pk),
        "slug": round.slug,
        "title": round.name,
        "is_example": round.is_example,
        "year": round.year,
        "edition": round.edition,
        "standing": round.standing,
        "level": round.level,
        "organizer": round.organizer_label,
        "period": {
            "start": round.period_start.isoformat() if round.period_start else None,
            "end": round.period_end.isoformat() if round.period_end else None,
        },
        "legal_basis": round.legal_basis,
        "description": round.description,
        "announce_at": utc(round.announce_at) if round.announce_at else None,
        "announcement_note": round.announcement_note,
        "meeting": round.meeting_slug,
        "source": {"label": round.source, "url": round.source_url},
        "contests": contests,
        "files": [],
        "mentions": [f"year:{round.year}"],
        "date": f"{round.year}-01-01",
        "card": {
            "title": round.name,
            "year": round.year,
            "edition": round.edition,
            "standing": round.standing,
            "level": round.level,
            "note": round.announcement_note,
            "contests": [{"name": one["name"], "slug": one["slug"]} for one in contests],
            "is_example": round.is_example,
        },
    }


def contest_rules(contest: Contest) -> dict[str, Any]:
    return {
        "name": contest.name,
        "slug": contest.slug,
        "nominee_type": contest.nominee_type,
        "organization_kind": contest.organization_kind.name if contest.organization_kind else "",
        "edition": contest.edition,
        "method": contest.method,
        "trim": contest.trim,
        "ties": contest.ties,
        "scale_maximum": decimal(contest.scale_maximum),
        "scale": [
            {"value": decimal(step.value), "words": step.words} for step in contest.scale.all()
        ],
        "weights_source": contest.weights_source,
        "stages": [stage_rules(stage) for stage in contest.stages.all()],
        "places": [
            {"name": place.name, "prize": place.prize, "minimum": decimal(place.minimum_score)}
            for place in contest.places.all()
        ],
        "tie_steps": tie_steps(contest),
    }


def tie_steps(contest: Contest) -> list[dict[str, str]]:
    return [
        {"kind": step.kind, "of": str(step.stage or step.criterion or "")}
        for step in contest.tie_steps.all()
    ]


def stage_rules(stage: Stage) -> dict[str, Any]:
    children: dict[Any, list[Criterion]] = defaultdict(list)
    for row in stage.criteria.all():
        children[row.parent_id].append(row)

    def branch(row: Criterion) -> dict[str, Any]:
        return {
            "code": row.code,
            "name": row.name,
            "weight": decimal(row.weight),
            "field": row.field,
            "guidance": row.guidance,
            "children": [branch(child) for child in children[row.pk]],
        }

    return {
        "name": stage.name,
        "position": stage.position,
        "weight": decimal(stage.weight),
        "is_practice": stage.is_practice,
        "cutoff_count": stage.cutoff_count,
        "cutoff_score": decimal(stage.cutoff_score),
        "criteria": [branch(row) for row in children[None]],
    }


# ------------------------------------------------------------------------------- the commitments
def commitment_document(stage: Stage, commitments: list[str]) -> dict[str, Any]:
    """Salted hashes of the sheets of a closed stage, in the order of the hashes."""
    contest = stage.contest
    title = f"Komitmen lembar nilai, {contest.name}, tahap {stage.name}"
    return {
        "schema": SCHEMA,
        "kind": "award_commitment",
        "id": str(stage.pk),
        "slug": f"{contest.slug}-tahap-{stage.position}",
        "title": title,
        "is_example": contest.round.is_example,
        "contest": contest.slug,
        "stage": stage.name,
        "commitments": commitments,
        "files": [],
        "mentions": [f"round:{contest.round.slug}", f"contest:{contest.slug}"],
        "date": None,
        "card": {"title": title, "is_example": contest.round.is_example},
    }


# ------------------------------------------------------------------------------------ the result
def result_document(contest: Contest) -> dict[str, Any]:
    """Who was honoured and why: the recap without jurors' names, the decision, every sheet opened.

    In an archive round only the places are known; then there is no recap and nothing to open.
    """
    round = contest.round
    placings = list(
        contest.placings.select_related(
            "nominee__area", "nominee__organization", "final_place", "plenary_place"
        )
    )
    computed = contest.computed_at is not None
    recap = Recap.of(contest) if computed else None
    words = explanations(contest, placings, recap) if recap else {}
    plenary = getattr(contest, "plenary", None)
    winners = [placed(placing, words) for placing in placings]
    winners.sort(key=lambda row: (row["place_position"] or 999, row["rank"] or 999, row["name"]))
    mentions = [
        f"round:{round.slug}",
        f"contest:{contest.slug}",
        f"year:{round.year}",
        *dict.fromkeys(word for row in winners for word in area_words(row["area"])),
        *dict.fromkeys(
            f"honoured:{row['area']}" for row in winners if row["place"] and row["area"]
        ),
        *dict.fromkeys(
            f"example_honoured:{row['area']}"
            for row in winners
            if round.is_example and row["place"] and row["area"]
        ),
        *dict.fromkeys(
            f"organization:{row['organization']}" for row in winners if row["organization"]
        ),
    ]
    return {
        "schema": SCHEMA,
        "kind": "award_result",
        "id": str(contest.pk),
        "slug": contest.slug,
        "title": f"{contest.name}, {round.name}",
        "is_example": round.is_example,
        "round": {
            "slug": round.slug,
            "title": round.name,
            "year": round.year,
            "edition": round.edition,
            "level": round.level,
            "organizer": round.organizer_label,
        },
        "contest": contest.name,
        "nominee_type": contest.nominee_type,
        "source": {"label": round.source, "url": round.source_url},
        "winners": winners,
        "dropped": dropped(contest),
        "recap": recap_document(contest, recap) if recap else None,
        "plenary": plenary
        and {
            "held_on": plenary.held_on.isoformat(),
            "confirms": plenary.confirms,
            "reason": plenary.reason,
            "for": plenary.votes_for,
            "against": plenary.votes_against,
            "abstained": plenary.votes_abstained,
            "decree_number": plenary.decree_number,
            "decree_date": plenary.decree_date.isoformat() if plenary.decree_date else None,
        },
        "sheets": sheets_document(contest) if recap else [],
        "files": [],
        "mentions": mentions,
        "date": round.announced_at.date().isoformat()
        if round.announced_at
        else f"{round.year}-12-31",
        "card": {
            "title": contest.name,
            "round": round.name,
            "round_slug": round.slug,
            "year": round.year,
            "level": round.level,
            "nominee_type": contest.nominee_type,
            "winners": [
                {"place": row["place"], "name": row["name"], "area": row["area"]}
                for row in winners
                if row["place"]
            ],
            "is_example": round.is_example,
        },
    }


def placed(placing: Any, words: dict[str, str]) -> dict[str, Any]:
    nominee, place = placing.nominee, placing.final_place
    return {
        "name": nominee.name,
        "area": nominee.code,
        "organization": nominee.organization.slug if nominee.organization else "",
        "place": place.name if place else "",
        "place_position": place.position if place else None,
        "prize": place.prize if place else "",
        "total": decimal(placing.total),
        "rank": placing.rank,
        "decided_by": placing.decided_by,
        "computed_place": placing.place.name if placing.place else "",
        "departure_reason": placing.departure_reason,
        "correction": {
            "place": placing.plenary_place.name if placing.plenary_place else "",
            "reason": placing.correction_reason,
        }
        if placing.correction_reason
        else None,
        "explanation": words.get(str(nominee.pk), ""),
    }


def dropped(contest: Contest) -> list[dict[str, Any]]:
    """Who did not go on, after which stage and why; and who withdrew."""
    rows = [
        {"name": result.nominee.name, "area": result.nominee.code, "stage": result.stage.name,
         "reason": result.reason}
        for stage in contest.stages.all()
        for result in stage.results.select_related("nominee__area", "stage")
        if not result.goes_on
    ]  # fmt: skip
    return rows + [
        {"name": row.name, "area": row.code, "stage": "", "reason": row.withdrawn_reason}
        for row in contest.nominees.exclude(withdrawn_reason="")
    ]


def recap_document(contest: Contest, recap: Recap) -> dict[str, Any]:
    """Everything a recount needs, per criterion, as it was used in the next step."""
    names = dict(Nominee.objects.filter(contest=contest).values_list("pk", "name"))
    stages = []
    for stage in contest.stages.filter(is_practice=False).prefetch_related("criteria"):
        agreement = agreement_of(stage, recap)
        rows = list(stage.criteria.all())
        codes = {row.pk: row.code for row in rows}
        stages.append(
            {
                "name": stage.name,
                "weight": decimal(stage.weight),
                "agreement": decimal(agreement),
                "criteria": [
                    {
                        "code": row.code,
                        "name": row.name,
                        "weight": decimal(row.weight),
                        "parent": codes.get(row.parent_id, "") if row.parent_id else "",
                    }
                    for row in rows
                ],
                "nominees": [
                    {
                        "name": names[nominee.pk],
                        "score": decimal(of[str(stage.pk)].score),
                        "by_criterion": {
                            row.code: decimal(of[str(stage.pk)].by_criterion.get(str(row.pk)))
                            for row in rows
                        },
                    }
                    for nominee in contest.nominees.standing()
                    if (of := recap.scores.get(str(nominee.pk))) and of[str(stage.pk)].by_juror
                ],
            }
        )
    return {
        "stages": stages,
        "scale_maximum": decimal(contest.scale_maximum),
        "method": contest.method,
        "trim": contest.trim,
        "ties": contest.ties,
        "tie_steps": tie_steps(contest),
    }


def sheets_document(contest: Contest) -> list[dict[str, Any]]:
    """Every sheet opened: its commitment, its salt, its marks; jurors are numbered, not named."""
    sheets = (
        ScoreSheet.objects.filter(seat__stage__contest=contest)
        .exclude(commitment="")
        .select_related("seat__stage", "nominee")
        .prefetch_related("scores__criterion")
        .order_by("commitment")
    )
    numbers: dict[Any, int] = {}
    found = []
    for sheet in sheets:
        number = numbers.setdefault(sheet.seat.juror_id, len(numbers) + 1)
        found.append(
            {"juror": f"Juri {number}", "stage": sheet.seat.stage.name,
             "commitment": sheet.commitment, "opening": opened(sheet)}
        )  # fmt: skip
    return found


# ------------------------------------------------------------------------------ the certificates
def certificate_document(certificate: Certificate) -> dict[str, Any]:
    """What a certificate vouches for; no more than stands on the paper itself."""
    placing = certificate.placing
    contest, nominee = placing.contest, placing.nominee
    title = f"Piagam {certificate.number}".strip()
    return {
        "schema": SCHEMA,
        "kind": "certificate",
        "id": str(certificate.pk),
        "slug": certificate.slug,
        "title": title,
        "is_example": certificate.is_example or contest.round.is_example,
        "number": certificate.number,
        "recipient": {"name": certificate.recipient_name, "role": certificate.recipient_role},
        "nominee": nominee.name,
        "place": placing.final_place.name if placing.final_place else "",
        "contest": {"name": contest.name, "slug": contest.slug},
        "round": {
            "name": contest.round.name,
            "slug": contest.round.slug,
            "edition": contest.round.edition,
            "organizer": contest.round.organizer_label,
        },
        "text": certificate.text,
        "given_on": certificate.given_on.isoformat(),
        "given_at_place": certificate.given_at_place,
        "signatory": {
            "name": certificate.signatory_name,
            "role": certificate.signatory_role,
            "capacity": certificate.signatory_capacity,
        },
        "files": [],
        "mentions": [f"round:{contest.round.slug}", f"contest:{contest.slug}"],
        "date": certificate.given_on.isoformat(),
        "card": {
            "title": title,
            "recipient": certificate.recipient_name,
            "is_example": certificate.is_example or contest.round.is_example,
        },
    }
