"""A clause is amended on its page, agreed by another person, and its owners work through their items."""

import pytest
from django.urls import reverse

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.operations import deliver_events
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import ClauseChange, ClauseVersion
from tongjian.foundation.rulebook.operations import load_statutes
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog.models import AdjustmentTask

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]
CODE = "XFF-2021:16"


def text(answer):
    return answer.content.decode()


def test_from_the_clause_to_the_last_item(market, draft, publish, host, session_of):
    load_statutes(actor=host)
    items = [
        publish(draft(name, text=act.ItemText(legal_basis="《消防法》第十六条"))).item for name in ("甲项", "乙项")
    ]
    ClauseVersion.objects.filter(clause__code=CODE).update(text="应当履行下列职责：定期检验，确保完好。")
    coordinator, reviewer, handler = (
        session_of(market, role) for role in (Role.COORDINATOR, Role.REVIEWER, Role.HANDLER)
    )

    assert reverse("rulebook:amend", args=[CODE]) in text(coordinator.get(reverse("rulebook:clause", args=[CODE])))
    form = reverse("rulebook:amend", args=[CODE])
    assert "涉及 2 个事项" in text(coordinator.get(form))
    refused = coordinator.post(form, {"kind": "amend", "text": "", "document": "令", "valid_from": "2026-10-01"})
    assert refused.status_code == 422 and "请写明修改后的条文" in text(refused)
    new = {
        "kind": "amend",
        "text": "应当履行下列职责：定期检验，确保有效。",
        "document": "主席令第九十号",
        "valid_from": "2026-10-01",
    }
    page = text(coordinator.post(form, new, follow=True))
    assert "<del>确保完好。</del>" in page and "<ins>确保有效。</ins>" in page and "待复核" in page

    change = ClauseChange.objects.get()
    approved = text(reviewer.post(reverse("rulebook:approve-clause-change", args=[change.pk]), follow=True))
    assert "已通过" in approved
    deliver_events(actor=Actor.system("测试", "ledger.deliver"))
    task = AdjustmentTask.objects.get()
    assert "1 个部门，0 个已完成" in text(reviewer.get(change.get_absolute_url()))

    shown = text(handler.get(task.get_absolute_url()))
    assert "甲项" in shown and "乙项" in shown and "待处理 2 个" in shown
    nothing = handler.post(task.get_absolute_url(), {"reason": "不涉及"})
    assert nothing.status_code == 422 and "勾选" in text(nothing)
    done = handler.post(
        task.get_absolute_url(), {"item": [str(one.pk) for one in items], "reason": "修改不涉及检查"}, follow=True
    )
    assert "已完成" in text(done) and "修改不涉及检查" in text(done)
    listed = text(handler.get(reverse("catalog:adjustments"), {"state": "done", "whose": "own"}))
    assert "《消防法》" in listed.replace("中华人民共和国", "") or "条款修改" in listed
    assert "已通过" in text(handler.get(reverse("rulebook:clause-changes")))


def test_a_change_is_refused_with_a_reason_on_its_page(market, host, session_of):
    load_statutes(actor=host)
    coordinator, reviewer = session_of(market, Role.COORDINATOR), session_of(market, Role.REVIEWER)
    new = {"kind": "repeal", "document": "主席令第九十号", "valid_from": "2026-10-01"}
    coordinator.post(reverse("rulebook:amend", args=["XFF-2021"]), new)
    change = ClauseChange.objects.get()
    page = text(
        reviewer.post(reverse("rulebook:reject-clause-change", args=[change.pk]), {"note": "文号不对"}, follow=True)
    )
    assert "未通过" in page and "文号不对" in page
