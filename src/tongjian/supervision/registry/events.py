"""What happens to entities. Names, addresses and reasons of interests stay out of the ledger."""

from tongjian.foundation.ledger.actions import declare

declare("registry.entity_corrected", "更正", "fields", "reason")
declare("registry.interest_declared", "登记利害关系", "officer_id")
declare("registry.interest_ended", "解除利害关系", "officer_id", "reason")
declare("registry.entities_merged", "合并", "loser_id", "reason")
declare("registry.entity_merged_away", "并入其他对象", "winner_id", "reason")
declare("registry.merge_undone", "撤销合并", "loser_id", "reason")
declare("registry.premises_added", "增加场所", "premises_id")
declare("registry.premises_corrected", "更正场所", "premises_id", "fields", "reason")
declare("registry.premises_closed", "停用场所", "premises_id", "until", "reason")
