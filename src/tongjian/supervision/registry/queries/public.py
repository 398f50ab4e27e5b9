"""What everybody may know of an entity: what the register of enterprises itself makes public."""

from django.db.models.functions import Coalesce

from tongjian.pure.codes import widen
from tongjian.supervision.registry.choices import WITHOUT_CODE
from tongjian.supervision.registry.models import Entity


def find_public(uscc: str) -> Entity | None:
    """The entity with this code, however it is written; of merged rows the one that is kept. Only its name, code,
    industry and region are for the public; people and things have no code and are never found. One query."""
    code = widen(uscc)
    if not code:
        return None
    rows = Entity.objects.filter(uscc=code).values(kept=Coalesce("merged_into", "pk"))
    return Entity.objects.select_related("region").exclude(kind__in=WITHOUT_CODE).filter(pk__in=rows).first()
