"""What handbooks record."""

from tongjian.foundation.ledger.actions import declare

_EDITION = ("code", "number", "title")
_LINE = ("code", "number", "chapter", "generated", "text")

declare("handbook.drafted", "编制合规手册", *_EDITION, "scenario", "industries", "lines", "items")
declare("handbook.described", "修改手册说明", *_EDITION, "foreword", "industries")
declare("handbook.generated", "重新生成条目", *_EDITION, "lines", "items")
declare("handbook.chapters_confirmed", "确认归章", *_EDITION, "lines")
declare("handbook.line_edited", "修改条目", *_LINE, "is_left_out")
declare("handbook.line_added", "增加条目", *_LINE)
declare("handbook.line_removed", "删除自拟条目", *_LINE)
declare("handbook.edit_dropped", "放弃原有改动", *_LINE)
declare("handbook.submitted", "提交审核", *_EDITION)
declare("handbook.returned", "退回修改", *_EDITION, "note")
declare("handbook.published", "发布合规手册", *_EDITION, "lines", "items", "digest", "valid_from")
declare("handbook.stopped", "停用合规手册", *_EDITION, "reason")
