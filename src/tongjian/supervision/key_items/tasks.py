"""What happens by the clock."""

from datetime import timedelta
from typing import Any

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.supervision.key_items.operations import ask_for_reviews


@recurring("key_items.ask_for_reviews", every=timedelta(days=1))
def ask_leads() -> dict[str, Any]:
    """提醒牵头部门年度复核重点事项。"""
    actor = Actor.system("定时任务：重点事项年度复核", "key_items.ask", "key_items.view")
    return {"asked": ask_for_reviews(actor=actor)}
