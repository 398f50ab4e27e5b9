"""Codes of our own for items without one."""

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.models import Item


def new_code(actor: Actor, kind: str) -> str:
    """SCJG-0001 and so on, passing over what a file brought as its own code."""
    while True:
        code = f"{kind}-{next_number(actor=actor, series=f'item-{kind}'):04}"
        if not Item.objects.filter(code=code).exists():
            return code
