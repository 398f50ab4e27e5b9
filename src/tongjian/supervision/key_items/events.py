"""What key items record."""

from tongjian.foundation.ledger.actions import declare

_CONTENT = ("code", "number", "name", "area", "reason", "items", "scenario", "departments")

declare("key_item.drafted", "提出重点事项", *_CONTENT)
declare("key_item.scored", "评分", "code", "number", "scores", "total", "threshold")
declare("key_item.submitted", "提交审核", "code", "number", "total", "exception")
declare("key_item.returned", "退回修改", "code", "number", "note")
declare("key_item.published", "公布重点事项", *_CONTENT, "total", "valid_from")
declare("key_item.reviewed", "年度复核", "code", "number", "outcome", "reason", "in_time")
declare("key_item.removal_proposed", "提出移出", "code", "number", "reason")
declare("key_item.removal_refused", "不同意移出", "code", "number", "note")
declare("key_item.removed", "移出重点事项", "code", "number", "reason")
