"""Every way to change key items."""

from tongjian.supervision.key_items import events
from tongjian.supervision.key_items.operations.ask_for_reviews import ask_for_reviews
from tongjian.supervision.key_items.operations.draft_key_item import draft_key_item
from tongjian.supervision.key_items.operations.propose_removal import propose_removal
from tongjian.supervision.key_items.operations.publish_key_item import publish_key_item
from tongjian.supervision.key_items.operations.refuse_removal import refuse_removal
from tongjian.supervision.key_items.operations.remove_key_item import remove_key_item
from tongjian.supervision.key_items.operations.return_key_item import return_key_item
from tongjian.supervision.key_items.operations.review_key_item import review_key_item
from tongjian.supervision.key_items.operations.revise_key_item import revise_key_item
from tongjian.supervision.key_items.operations.score_key_item import GivenScore, score_key_item
from tongjian.supervision.key_items.operations.submit_key_item import submit_key_item

__all__ = [
    "GivenScore",
    "ask_for_reviews",
    "draft_key_item",
    "events",
    "propose_removal",
    "publish_key_item",
    "refuse_removal",
    "remove_key_item",
    "return_key_item",
    "review_key_item",
    "revise_key_item",
    "score_key_item",
    "submit_key_item",
]
