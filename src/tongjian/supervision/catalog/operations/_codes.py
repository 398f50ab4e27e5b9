"""Codes of our own for items without one."""

from collections.abc import Iterator

from tongjian.foundation.casework.operations import next_number, next_numbers
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.models import Item


def new_code(actor: Actor, kind: str) -> str:
    """SCJG-0001 and so on, passing over what a file brought as its own code."""
    while True:
        code = f"{kind}-{next_number(actor=actor, series=f'item-{kind}'):04}"
        if not Item.objects.filter(code=code).exists():
            return code


def new_codes(actor: Actor, kind: str, count: int) -> Iterator[str]:
    """As `new_code`, so many at once: three statements, plus three for each that a file brought as its own."""
    numbers = next_numbers(actor=actor, series=f"item-{kind}", count=count)
    wanted = [f"{kind}-{number:04}" for number in numbers]
    taken = set(Item.objects.filter(code__in=wanted).values_list("code", flat=True))
    for code in wanted:
        yield new_code(actor, kind) if code in taken else code
