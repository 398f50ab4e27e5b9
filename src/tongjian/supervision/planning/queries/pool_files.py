"""What people write or send to say which entities they mean."""

from collections.abc import Sequence
from typing import IO
from uuid import UUID

from django.db.models import Q

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.reading import propose_mapping, read_table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.pure.codes import widen
from tongjian.supervision.registry.models import Identifier
from tongjian.supervision.registry.policies import visible_entities

_PIECE = 500
_NAMED = 10
_HEADS = {"id": ("对象编号",), "uscc": ("统一社会信用代码", "信用代码", "统一代码"), "number": ("注册号", "编号")}


def numbers_in_file(file: IO[bytes]) -> list[str]:
    """One number per row: the entity's own, its credit code or another. Raises RuleViolated."""
    table = read_table(file, exchange.limits())
    mapping = propose_mapping(table.header, _HEADS)
    if not mapping:
        raise RuleViolated("columns_unknown", "文件里找不到“统一社会信用代码”或者“对象编号”一列。", field="file")
    rows = table.select(mapping, _HEADS).fill_null("").iter_rows(named=True)
    return [next((row[name] for name in _HEADS if row[name] not in ("", "—")), f"第 {row['row']} 行") for row in rows]


def entities_of_numbers(actor: Actor, numbers: Sequence[str]) -> list[UUID]:
    """The entity of each number, a fixed number of queries per 500. Raises RuleViolated naming those without one."""
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    found: dict[str, UUID] = {}
    visible = visible_entities(actor)
    for start in range(0, len(wanted), _PIECE):
        piece = wanted[start : start + _PIECE]
        written = {form: number for number in piece for form in (number, widen(number)) if form}
        known = Identifier.objects.filter(value__in=written, valid_until=None, entity__in=visible)
        found |= {written[value]: pk for value, pk in known.values_list("value", "entity_id")}
        own = {_own_id(number): number for number in piece} if any(map(_own_id, piece)) else {}
        named = Q(uscc__in=written) | Q(pk__in=[pk for pk in own if pk])
        for pk, uscc in visible.filter(named).values_list("pk", "uscc"):
            found[own.get(pk) or written[uscc]] = pk
    if missing := [number for number in wanted if number not in found]:
        more = f"等 {len(missing)} 个" if len(missing) > _NAMED else ""
        sentence = f"对象名录里没有：{'、'.join(missing[:_NAMED])}{more}。请核对，或者先把对象录入名录。"
        raise RuleViolated("entity_not_found", sentence)
    return [found[number] for number in wanted]


def _own_id(number: str) -> UUID | None:
    try:
        return UUID(number)
    except ValueError:
        return None
