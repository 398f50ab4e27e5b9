"""载入随软件发布的法规目录。"""

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import date
from importlib import resources

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook.choices import ClauseKind
from tongjian.foundation.rulebook.models import Clause, ClauseVersion, Statute


@transaction.atomic
def load_statutes(*, actor: Actor) -> dict[str, int]:
    """Adds the shipped statutes that are missing, each with its articles by number and without their wording (未收录
    原文); returns how many. Never alters a statute that is there."""
    require(ALLOW if actor.has("rulebook.load") else deny("没有载入规则的权限。"))
    content = resources.files("tongjian.foundation.rulebook").joinpath("reference", "statutes.csv").read_bytes()
    present = set(Statute.objects.values_list("code", flat=True))
    rows = [row for row in csv.DictReader(io.StringIO(content.decode(), newline="")) if row["code"] not in present]
    statutes = Statute.objects.bulk_create([_statute(row) for row in rows])
    clauses = [
        Clause(
            statute=statute,
            code=f"{statute.code}:{number}",
            path=str(number),
            kind=ClauseKind.ARTICLE,
            position=number,
        )
        for statute, row in zip(statutes, rows, strict=True)
        for number in range(1, int(row["articles"]) + 1)
    ]
    Clause.objects.bulk_create(clauses, batch_size=500)
    ClauseVersion.objects.bulk_create([_version(clause) for clause in clauses], batch_size=500)
    added = {"statutes": len(statutes), "clauses": len(clauses)}
    if statutes:
        digest = hashlib.sha256(content).hexdigest()
        record(actor, "rulebook.statutes_loaded", statutes[-1], sha256=digest, **added)
    return added


def _statute(row: Mapping[str, str]) -> Statute:
    return Statute(
        code=row["code"],
        title=row["title"],
        number=row["number"],
        issuer=row["issuer"],
        level=row["level"],
        published_on=_day(row["published_on"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
        confidence=row["confidence"],
    )


def _version(clause: Clause) -> ClauseVersion:
    statute = clause.statute
    return ClauseVersion(
        clause=clause,
        document=statute.number,
        confidence=statute.confidence,
        valid_from=statute.valid_from,
        valid_until=statute.valid_until,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
