"""Every way to change items, checklists, qualifications, and the register of officers by file."""

from tongjian.supervision.catalog import events
from tongjian.supervision.catalog.operations._bulk import BulkReport
from tongjian.supervision.catalog.operations.apply_checklists import apply_checklists
from tongjian.supervision.catalog.operations.apply_items import apply_items
from tongjian.supervision.catalog.operations.apply_officers import apply_officers
from tongjian.supervision.catalog.operations.ask_for_adjustment import ask_for_adjustment
from tongjian.supervision.catalog.operations.attach_checklist import attach_checklist
from tongjian.supervision.catalog.operations.choose_items import choose_items
from tongjian.supervision.catalog.operations.draft_item import ItemText, draft_item
from tongjian.supervision.catalog.operations.end_cap import end_cap
from tongjian.supervision.catalog.operations.keep_items import keep_items
from tongjian.supervision.catalog.operations.link_clauses import link_clauses
from tongjian.supervision.catalog.operations.publish_adoptions import publish_adoptions
from tongjian.supervision.catalog.operations.publish_cap import publish_cap
from tongjian.supervision.catalog.operations.publish_version import publish_version
from tongjian.supervision.catalog.operations.publish_versions import publish_versions
from tongjian.supervision.catalog.operations.qualify_officer import qualify_officer
from tongjian.supervision.catalog.operations.qualify_officers import qualify_officers
from tongjian.supervision.catalog.operations.retire_version import retire_version
from tongjian.supervision.catalog.operations.return_adoptions import return_adoptions
from tongjian.supervision.catalog.operations.return_cap import return_cap
from tongjian.supervision.catalog.operations.return_version import return_version
from tongjian.supervision.catalog.operations.set_cap import CapContent, set_cap
from tongjian.supervision.catalog.operations.stage_checklists import stage_checklists
from tongjian.supervision.catalog.operations.stage_items import stage_items
from tongjian.supervision.catalog.operations.stage_officers import stage_officers
from tongjian.supervision.catalog.operations.start_staging_checklists import start_staging_checklists
from tongjian.supervision.catalog.operations.start_staging_items import start_staging_items
from tongjian.supervision.catalog.operations.start_staging_officers import start_staging_officers
from tongjian.supervision.catalog.operations.submit_version import submit_version
from tongjian.supervision.catalog.operations.submit_versions import submit_versions
from tongjian.supervision.catalog.operations.undo_import import undo_import
from tongjian.supervision.catalog.operations.undo_officers import undo_officers
from tongjian.supervision.catalog.operations.withdraw_qualifications import withdraw_qualifications

__all__ = [
    "end_cap",
    "return_cap",
    "publish_cap",
    "set_cap",
    "CapContent",
    "keep_items",
    "ask_for_adjustment",
    "undo_officers",
    "start_staging_officers",
    "stage_officers",
    "apply_officers",
    "BulkReport",
    "ItemText",
    "apply_checklists",
    "apply_items",
    "attach_checklist",
    "choose_items",
    "draft_item",
    "events",
    "link_clauses",
    "publish_adoptions",
    "publish_version",
    "publish_versions",
    "qualify_officer",
    "qualify_officers",
    "retire_version",
    "return_adoptions",
    "return_version",
    "stage_checklists",
    "stage_items",
    "start_staging_checklists",
    "start_staging_items",
    "submit_version",
    "submit_versions",
    "undo_import",
    "withdraw_qualifications",
]
