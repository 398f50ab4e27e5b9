"""Tables about entities."""

from tongjian.supervision.registry.models.entities import Entity, FormerName, Identifier, Premises
from tongjian.supervision.registry.models.grades import EntityGrade
from tongjian.supervision.registry.models.knowledge import Likeness, Merge, PastFact, Provenance
from tongjian.supervision.registry.models.relations import Interest, Permit, Relation, Tag, Tagging
from tongjian.supervision.registry.models.search import Outdated, SearchText

__all__ = [
    "Entity",
    "EntityGrade",
    "FormerName",
    "Identifier",
    "Interest",
    "Likeness",
    "Merge",
    "Outdated",
    "PastFact",
    "Permit",
    "Premises",
    "Provenance",
    "Relation",
    "SearchText",
    "Tag",
    "Tagging",
]
