"""Every way to change the register of supervised entities."""

from tongjian.supervision.registry import events
from tongjian.supervision.registry.operations._licences import Licence
from tongjian.supervision.registry.operations._places import Site
from tongjian.supervision.registry.operations.add_permit import add_permit
from tongjian.supervision.registry.operations.add_premises import add_premises
from tongjian.supervision.registry.operations.apply_entities import apply_entities
from tongjian.supervision.registry.operations.apply_grades import apply_grades
from tongjian.supervision.registry.operations.close_premises import close_premises
from tongjian.supervision.registry.operations.correct_entity import correct_entity
from tongjian.supervision.registry.operations.correct_permit import correct_permit
from tongjian.supervision.registry.operations.correct_premises import correct_premises
from tongjian.supervision.registry.operations.decide_likeness import decide_likeness
from tongjian.supervision.registry.operations.declare_interest import declare_interest
from tongjian.supervision.registry.operations.end_interest import end_interest
from tongjian.supervision.registry.operations.end_permit import end_permit
from tongjian.supervision.registry.operations.end_relation import end_relation
from tongjian.supervision.registry.operations.forget_search import forget_search
from tongjian.supervision.registry.operations.match_file import MatchCounts, match_file
from tongjian.supervision.registry.operations.merge_entities import merge_entities
from tongjian.supervision.registry.operations.rebuild_search import rebuild_search
from tongjian.supervision.registry.operations.refresh_search import refresh_search
from tongjian.supervision.registry.operations.register_entity import Unit, register_entity
from tongjian.supervision.registry.operations.relate_entities import relate_entities
from tongjian.supervision.registry.operations.remove_tag import remove_tag
from tongjian.supervision.registry.operations.stage_entities import stage_entities
from tongjian.supervision.registry.operations.stage_grades import stage_grades
from tongjian.supervision.registry.operations.start_staging import start_staging
from tongjian.supervision.registry.operations.start_staging_grades import start_staging_grades
from tongjian.supervision.registry.operations.tag_entities import tag_entities
from tongjian.supervision.registry.operations.undo_grades import undo_grades
from tongjian.supervision.registry.operations.undo_import import undo_import
from tongjian.supervision.registry.operations.unmerge_entities import unmerge_entities

__all__ = [
    "apply_grades",
    "stage_grades",
    "start_staging_grades",
    "undo_grades",
    "Unit",
    "register_entity",
    "Licence",
    "MatchCounts",
    "Site",
    "add_permit",
    "add_premises",
    "apply_entities",
    "close_premises",
    "correct_entity",
    "correct_permit",
    "correct_premises",
    "decide_likeness",
    "declare_interest",
    "end_interest",
    "end_permit",
    "end_relation",
    "events",
    "forget_search",
    "match_file",
    "merge_entities",
    "rebuild_search",
    "refresh_search",
    "relate_entities",
    "remove_tag",
    "stage_entities",
    "start_staging",
    "tag_entities",
    "undo_import",
    "unmerge_entities",
]
