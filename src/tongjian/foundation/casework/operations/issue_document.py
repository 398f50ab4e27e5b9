"""制发文书。"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.models import Document
from tongjian.foundation.casework.operations.next_number import next_number
from tongjian.foundation.casework.policies import can_issue, can_issue_for
from tongjian.foundation.casework.typesetting import qr_svg, typeset
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: people read the word from paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document before it has a number. `word` is the 文种 in the number (检通), `template` typst source, `facts` are
    what it asks for, `mark` stands across every page."""

    kind: str
    word: str
    title: str
    agency: Agency
    template: str
    facts: Mapping[str, Any]
    matter_kind: str
    matter_id: str
    matter: str
    url: str
    mark: str = ""


@transaction.atomic
def issue_document(*, actor: Actor, draft: Draft, verify_at: str) -> Document:
    """Gives the document its number (发文字号 as the agency's rule `document.number` has it), its check word and its
    file. `verify_at` is the public address that confirms it; number and word are added to it.

    Numbers of an agency, a kind and a year have no gaps. Raises RuleViolated for a rule without {年} or {号}.
    """
    require(can_issue_for(actor, draft.agency))
    now = timezone.now()
    number = _number(actor, draft, timezone.localdate(now).year)  # and whoever issues the same waits for this one
    about = {"kind": draft.kind, "matter_kind": draft.matter_kind, "matter_id": draft.matter_id}
    require(can_issue(actor, draft.agency, **about))
    word = "".join(secrets.choice(_LETTERS) for _ in range(8))
    facts = _complete(
        draft, number=number, at=now, address=f"{verify_at}?{urlencode({'number': number, 'word': word})}", word=word
    )
    content = typeset(draft.template, facts, at=now)
    document = Document(
        **about, number=number, title=draft.title, agency=draft.agency, matter=draft.matter, url=draft.url,
        facts=json.dumps(draft.facts, ensure_ascii=False, sort_keys=True),
        template_sha256=hashlib.sha256(draft.template.encode()).hexdigest(),
        sha256=hashlib.sha256(content).hexdigest(), check_word=word, issued_by=actor.user_id, issued_at=now,
    )  # fmt: skip
    document.file = default_storage.save(f"documents/{now.year}/{document.pk}.pdf", ContentFile(content))
    document.save()
    data = {"number": number, "kind": draft.kind, "agency_id": str(draft.agency.pk), "sha256": document.sha256}
    record(
        actor, "document.issued", document, **data,
        template_sha256=document.template_sha256, matter=f"{draft.matter_kind}:{draft.matter_id}",
    )  # fmt: skip
    return document


def preview_document(*, actor: Actor, draft: Draft) -> bytes:
    """How it is going to look: without number, with 样稿 across the page. Nothing is kept."""
    require(can_issue_for(actor, draft.agency))
    now = timezone.now()
    facts = _complete(draft, number="（样稿，尚未编号）", at=now, address="", word="")
    return typeset(draft.template, facts | {"mark": "样稿"}, at=now)


def _number(actor: Actor, draft: Draft, year: int) -> str:
    agency = draft.agency
    rule = rulebook.text("document.number", agency=agency.code, region=agency.region_id)
    if "{年}" not in rule or "{号}" not in rule:
        raise RuleViolated("number_rule", f"发文字号规则“{rule}”缺少 {{年}} 或者 {{号}}，请先更正规则库。")
    series = f"文书-{agency.code}-{draft.word}-{year}"
    parts = {
        "机关": agency.name,
        "文种": draft.word,
        "年": str(year),
        "号": str(next_number(actor=actor, series=series)),
    }
    for name, value in parts.items():
        rule = rule.replace(f"{{{name}}}", value)
    return rule


def _complete(draft: Draft, *, number: str, at: Any, address: str, word: str) -> dict[str, Any]:
    day = timezone.localdate(at)
    return {
        **draft.facts,
        "agency": draft.agency.name,
        "title": draft.title,
        "number": number,
        "date": f"{day.year}年{day.month}月{day.day}日",
        "mark": draft.mark,
        "qr": qr_svg(address) if address else "",
        "verify": f"扫码核验本文书，核验码 {word}" if word else "",
    }
