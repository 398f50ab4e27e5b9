"""What happens to entities. Names, addresses and reasons of interests stay out of the ledger."""

from tongjian.foundation.ledger.actions import declare

declare("registry.entity_registered", "登记", "kind", "region")
declare("registry.entity_corrected", "更正", "fields", "reason")
declare("registry.interest_declared", "登记利害关系", "officer_id")
declare("registry.interest_ended", "解除利害关系", "officer_id", "reason")
declare("registry.entities_merged", "合并", "loser_id", "reason")
declare("registry.entity_merged_away", "并入其他对象", "winner_id", "reason")
declare("registry.merge_undone", "撤销合并", "loser_id", "reason")
declare("registry.likeness_decided", "判断是否同一", "decision", "likeness_id")
declare("registry.premises_added", "增加场所", "premises_id")
declare("registry.premises_corrected", "更正场所", "premises_id", "fields", "reason")
declare("registry.premises_closed", "停用场所", "premises_id", "until", "reason")
declare("registry.permit_added", "登记许可", "permit_id")
declare("registry.permit_corrected", "更正许可", "permit_id", "fields", "reason")
declare("registry.permit_ended", "注销（撤销）许可", "permit_id", "on", "reason")
declare("registry.entities_related", "登记关联", "relation_id", "other_id", "kind")
declare("registry.relation_ended", "解除关联", "relation_id", "other_id", "until", "reason")
declare("registry.entity_tagged", "打标签", "tag_id")
declare("registry.tag_removed", "取下标签", "tag_id")
