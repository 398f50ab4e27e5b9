"""What scenarios record."""

from tongjian.foundation.ledger.actions import declare

_CONTENT = ("code", "number", "name", "trigger", "scope", "lead", "cooperating", "items", "steps", "papers")

declare("scenario.drafted", "编制一件事", *_CONTENT)
declare("scenario.points_joined", "合并检查要点", "code", "number", "points", "content")
declare("scenario.points_parted", "拆开检查要点", "code", "number", "points")
declare("scenario.submitted", "提交审核", "code", "number")
declare("scenario.returned", "退回修改", "code", "number", "note")
declare("scenario.published", "启用一件事", *_CONTENT, "valid_from")
declare("scenario.stopped", "停用一件事", "code", "number", "reason")
