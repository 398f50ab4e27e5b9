"""A handbook as a book: which facts it shows. The words and the cover stand in the template beside this file."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib import resources

from django.utils import timezone

from tongjian.foundation.casework.typesetting import qr_svg, typeset
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.queries import LineText, by_chapter, shown

MARKS = {EditionState.DRAFT: "草稿", EditionState.REVIEW: "送审稿", EditionState.STOPPED: "已停用"}
"""Written across every page of what is not a handbook in force."""


def handbook_pdf(edition: Edition, lines: Sequence[LineText], *, address: str = "") -> bytes:
    """The PDF of these lines, the same every time; `address` is the public page its QR code opens, none without one.

    Raises RuleViolated on a host without Chinese fonts.
    """
    return _typeset(json.dumps(facts_of(edition, lines, address=address), ensure_ascii=False), _at(edition))


@lru_cache(maxsize=32)
def _typeset(facts: str, at: datetime) -> bytes:
    """Kept for those who ask next: the public may ask often, and an edition does not change."""
    template = resources.files(__name__).joinpath("templates", "handbook.typ").read_text("utf-8")
    return typeset(template, json.loads(facts), at=at)


def facts_of(edition: Edition, lines: Sequence[LineText], *, address: str = "") -> dict[str, object]:
    """What the template shows; all of it text."""
    handbook = edition.handbook
    return {
        "agency": edition.submitted_by.name
        if edition.submitted_by
        else f"{handbook.region.name}{handbook.lead.title}",
        "title": edition.title,
        "number": f"{handbook.code}　第 {edition.number} 版",
        "date": _day(edition.valid_from or edition.generated_on),
        "mark": MARKS.get(EditionState(edition.state), ""),
        "qr": qr_svg(address) if address else "",
        "verify": "扫码看网上的最新版本" if address else "",
        "foreword": [part for part in edition.foreword.splitlines() if part.strip()],
        "valid": _valid(edition),
        "digest": edition.digest,
        "chapters": [
            {"title": chapter.label, "lines": [_line(line) for line in listed]}
            for chapter, listed in by_chapter(shown(lines))
        ],
    }


def _line(line: LineText) -> dict[str, object]:
    return {
        "words": line.words,
        "method": line.method,
        "basis": line.basis,
        "departments": "、".join(line.departments),
        "items": "；".join(dict.fromkeys(f"{one.words}（{one.version.item.code}）" for one in line.sources)),
    }


def _valid(edition: Edition) -> str:
    if edition.valid_from is None:
        return f"按 {_day(edition.generated_on)}有效的监管事项编制，尚未发布。"
    until = f"，{_day(edition.valid_until)}失效" if edition.valid_until else ""
    return f"自{_day(edition.valid_from)}起施行{until}；按{_day(edition.generated_on)}有效的监管事项编制。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _at(edition: Edition) -> datetime:
    if edition.published_at:
        return edition.published_at
    return timezone.make_aware(datetime.combine(edition.generated_on, datetime.min.time()))
