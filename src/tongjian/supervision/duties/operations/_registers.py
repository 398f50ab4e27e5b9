"""What transfers and commissions share: their locks, their items, who is to publish them."""

from collections.abc import Collection
from uuid import UUID

from tongjian.foundation.casework.operations import end_todos, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.org.models import Agency
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.catalog.policies import visible_items
from tongjian.supervision.duties.models import CommissionedBody, PowerTransfer
from tongjian.supervision.duties.policies import owner_of, visible_commissions, visible_transfers

PUBLISH = "publish_record"
PENALTY_LAW = "《行政处罚法》第20条、第21条"
TRANSFER_RULE = "《行政处罚法》第24条；晋政办发〔2023〕39号第5条"


def lock_transfer(actor: Actor, transfer_id: UUID) -> PowerTransfer:
    seen = visible_transfers(actor).filter(pk=transfer_id).values("pk")
    rows = PowerTransfer.objects.select_related("from_agency__region", "to_agency").select_for_update(of=("self",))
    transfer = rows.filter(pk__in=seen).first()
    if transfer is None:
        raise NotFound("transfer_not_found", "没有这项处罚权划转，或者您无权查看。")
    return transfer


def lock_commission(actor: Actor, body_id: UUID) -> CommissionedBody:
    seen = visible_commissions(actor).filter(pk=body_id).values("pk")
    rows = CommissionedBody.objects.select_related("principal__region").select_for_update(of=("self",))
    body = rows.filter(pk__in=seen).first()
    if body is None:
        raise NotFound("commission_not_found", "没有这项执法委托，或者您无权查看。")
    return body


def agency_of(code: str, field: str) -> Agency:
    agency = Agency.objects.select_related("region", "kind").filter(code=code, valid_until=None).first()
    if agency is None:
        raise RuleViolated("agency_not_found", "没有这个代码的机关，或者已经撤销。", field=field)
    return agency


def items_of_department(actor: Actor, codes: Collection[str], owner: Agency) -> list[Item]:
    """Only one's own powers can be handed over or commissioned."""
    items = list(visible_items(actor).filter(code__in=set(codes)).order_by("code"))
    if not items or len(items) != len(set(codes)):
        raise RuleViolated("item_not_found", "事项中有的不存在，或者没有填写事项。", field="items")
    if others := [item.code for item in items if item.agency_kind_id != owner.kind_id]:
        raise RuleViolated("item_of_another", f"不是{owner.name}的事项：{'、'.join(others)}。", field="items")
    return items


def ask_to_publish(actor: Actor, record: PowerTransfer | CommissionedBody) -> None:
    title = f"公布{record._meta.verbose_name}：{record.code}"
    open_todo(
        actor=actor, matter=record, step=PUBLISH, title=title, agency_id=owner_of(record).pk,
        url=record.get_absolute_url(), capability="duties.review",
    )  # fmt: skip


def end_asking(actor: Actor, record: PowerTransfer | CommissionedBody) -> None:
    end_todos(actor=actor, matter=record, step=PUBLISH)


def reason_of(text: str) -> str:
    return required_words(text, "reason_missing", "请说明终止的理由。", field="reason", longest=300)
