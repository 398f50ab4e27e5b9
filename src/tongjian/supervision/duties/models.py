"""Duties are rows with validity: whatever was laid down on a day can be read as it was on that day."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.casework.models import Participation
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, AgencyKind, Officer, Region
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.duties.choices import (
    Outcome,
    RecordState,
    SettlementKind,
    SettlementState,
    Stage,
    Wish,
)


class Settlement(Identified):
    """职责协调：an overlap, a gap or a new kind of business on its way to a decision on who answers for it.

    `stages` are values of `Stage`; `cooperating` codes of kinds of department. `document` is the number of the
    decision, `effective_on` the day from which the matrix follows it.
    """

    code = models.CharField("编号", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=10, choices=SettlementKind)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="+")
    title = models.CharField("名称", max_length=200)
    description = models.TextField("情况说明")
    object_kind = models.CharField("监管对象", max_length=200, blank=True)
    stages = models.JSONField("环节", default=list)
    state = models.CharField("状态", max_length=10, choices=SettlementState)
    opened_by_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="提出部门", related_name="+")
    opened_by = models.UUIDField("提出人", null=True, blank=True)
    opened_at = models.DateTimeField("提出时间")
    coordinator = models.ForeignKey(Agency, models.PROTECT, verbose_name="统筹部门", related_name="+")
    outcome = models.CharField("决定", max_length=10, choices=Outcome, blank=True)
    lead = models.ForeignKey(
        AgencyKind, models.PROTECT, null=True, blank=True, verbose_name="牵头部门", related_name="+"
    )
    cooperating = models.JSONField("配合部门", default=list)
    document = models.CharField("决定文号", max_length=200, blank=True)
    note = models.TextField("决定内容", blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    decided_by = models.UUIDField("记录人", null=True, blank=True)
    decided_at = models.DateTimeField("记录时间", null=True, blank=True)
    closing_reason = models.CharField("终止理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "职责协调"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="settlement_decided_in_full",
                condition=~Q(state=SettlementState.DECIDED)
                | (~Q(outcome="") & ~Q(document="") & Q(effective_on__isnull=False, decided_at__isnull=False)),
                violation_error_message="决定应当写明结果、文号和生效日期。",
            ),
            models.CheckConstraint(
                name="settlement_lead_iff_one_leads",
                condition=Q(outcome=Outcome.LEAD, lead__isnull=False) | (~Q(outcome=Outcome.LEAD) & Q(lead=None)),
                violation_error_message="明确牵头的决定应当写明牵头部门。",
            ),
            models.CheckConstraint(
                name="settlement_closed_with_reason",
                condition=~Q(state=SettlementState.CLOSED) | ~Q(closing_reason=""),
                violation_error_message="终止应当说明理由。",
            ),
        ]
        indexes = [models.Index(fields=["region", "state"], name="settlement_region")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("duties:settlement", args=[self.code])

    @property
    def stage_words(self) -> str:
        return "、".join(Stage(stage).label for stage in self.stages)


class SettlementItem(Identified):
    """涉及事项. A new kind of business has none before the decision."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="settlement_items")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="事项", related_name="+")

    class Meta:
        verbose_name = "协调涉及的事项"
        ordering = ["settlement_id", "item_id"]
        constraints = [models.UniqueConstraint(fields=["settlement", "item"], name="settlement_item_once")]

    def __str__(self) -> str:
        return str(self.item)


class Opinion(Participation):
    """部门意见：one row per department that was asked; `done_at` is when it answered."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="opinions")
    wish = models.CharField("意见", max_length=10, choices=Wish, blank=True)
    text = models.TextField("理由", blank=True)
    given_by = models.UUIDField("填报人", null=True, blank=True)

    class Meta:
        verbose_name = "部门意见"
        ordering = ["settlement_id", "agency_id"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "agency"], name="opinion_once_per_agency"),
            models.CheckConstraint(
                name="opinion_given_in_full",
                condition=Q(done_at=None, wish="") | (Q(done_at__isnull=False) & ~Q(wish="") & ~Q(text="")),
                violation_error_message="意见应当写明态度和理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_wish_display()}"

    def get_absolute_url(self) -> str:
        return self.settlement.get_absolute_url()


class Registered(Identified):
    """登记：registered by one person, published by a second one, ended with a reason."""

    code = models.CharField("编号", max_length=40, unique=True)
    state = models.CharField("状态", max_length=10, choices=RecordState, default=RecordState.REGISTERED)
    registered_by = models.UUIDField("登记人", null=True, blank=True)
    registered_at = models.DateTimeField("登记时间")
    published_by = models.UUIDField("公布人", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止理由", max_length=300, blank=True)

    class Meta:
        abstract = True


class PowerTransfer(Registered):
    """处罚权划转：from a department to another one or to a township (《行政处罚法》第24条；晋政办发〔2023〕39号第5条).

    The former owner goes on with the routine checks and helps with tests, inspections and appraisals.
    """

    from_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="原主管部门", related_name="+")
    to_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="承接机关", related_name="+")
    document = models.CharField("划转文号", max_length=200)
    effective_on = models.DateField("生效日期")
    continuing = models.TextField("原主管部门继续承担的职责")

    class Meta:
        verbose_name = "处罚权划转"
        ordering = ["-effective_on", "code"]
        constraints = [
            models.CheckConstraint(
                name="transfer_to_another",
                condition=~Q(from_agency=F("to_agency")),
                violation_error_message="承接机关不能是原主管部门自己。",
            ),
            models.CheckConstraint(
                name="transfer_ended_with_reason",
                condition=~Q(state=RecordState.ENDED) | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                violation_error_message="终止应当写明日期和理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("duties:transfer", args=[self.code])


class TransferItem(Identified):
    """划转的事项."""

    transfer = models.ForeignKey(PowerTransfer, models.CASCADE, related_name="transfer_items")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="事项", related_name="+")

    class Meta:
        verbose_name = "划转事项"
        ordering = ["transfer_id", "item_id"]
        constraints = [models.UniqueConstraint(fields=["transfer", "item"], name="transfer_item_once")]

    def __str__(self) -> str:
        return str(self.item)


class CommissionedBody(Registered):
    """受委托组织：checks in the name of the agency that commissions it, within scope and time (《行政处罚法》第20条).
    `valid_until` is exclusive."""

    name = models.CharField("受委托组织", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    principal = models.ForeignKey(Agency, models.PROTECT, verbose_name="委托机关", related_name="+")
    document = models.CharField("委托书文号", max_length=200)
    scope = models.TextField("委托权限")
    valid_from = models.DateField("委托起始日期")
    valid_until = models.DateField("委托期满日期（不含）")

    class Meta:
        verbose_name = "受委托组织"
        ordering = ["principal_id", "code"]
        constraints = [
            models.CheckConstraint(
                name="commission_ends_after_it_begins",
                condition=Q(valid_until__gt=F("valid_from")),
                violation_error_message="委托期满日期应当晚于起始日期。",
            ),
            models.CheckConstraint(
                name="commission_ended_with_reason",
                condition=~Q(state=RecordState.ENDED) | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                violation_error_message="终止应当写明日期和理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("duties:commission", args=[self.code])


class CommissionedItem(Identified):
    """委托的事项."""

    body = models.ForeignKey(CommissionedBody, models.CASCADE, related_name="commissioned_items")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="事项", related_name="+")

    class Meta:
        verbose_name = "委托事项"
        ordering = ["body_id", "item_id"]
        constraints = [models.UniqueConstraint(fields=["body", "item"], name="commissioned_item_once")]

    def __str__(self) -> str:
        return str(self.item)


class CommissionedOfficer(Identified):
    """受委托组织的检查人员. The certificate is of the principal, for the body checks in its name; the row says to
    which body the officer belongs. Rows are history; an officer belongs to one body at a time."""

    body = models.ForeignKey(CommissionedBody, models.CASCADE, related_name="officers")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="执法人员", related_name="+")
    named_at = models.DateTimeField("列入时间")
    left_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        verbose_name = "受委托组织检查人员"
        ordering = ["body_id", "named_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["officer"], condition=Q(left_at=None), name="officer_of_one_body")
        ]

    def __str__(self) -> str:
        return str(self.officer)


class Duty(Identified):
    """职责：what a kind of department of the place answers for at one stage of an item; `agency` only where it is not
    the place's own department of the kind (a township, a superior). `region` also says the level. Rows are history:
    a change ends one and makes another. `valid_until` is exclusive."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="事项", related_name="+")
    stage = models.CharField("环节", max_length=12, choices=Stage)
    agency_kind = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name="部门", related_name="+")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="指定机关", related_name="+"
    )
    role = models.CharField("角色", max_length=10, choices=ParticipationRole)
    basis = models.CharField("依据", max_length=300)
    is_built = models.BooleanField("按主管部门批量生成", default=False)
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, null=True, blank=True, verbose_name="职责协调", related_name="duties"
    )
    transfer = models.ForeignKey(
        PowerTransfer, models.PROTECT, null=True, blank=True, verbose_name="处罚权划转", related_name="duties"
    )
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "职责"
        ordering = ["region_id", "item_id", "stage", "agency_kind_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "item", "stage"],
                condition=Q(role=ParticipationRole.LEAD, valid_until=None),
                name="duty_one_lead",
            ),
            models.UniqueConstraint(
                fields=["region", "item", "stage", "agency_kind"],
                condition=Q(agency=None, valid_until=None),
                name="duty_once_per_kind",
            ),
            models.UniqueConstraint(
                fields=["region", "item", "stage", "agency"],
                condition=Q(agency__isnull=False, valid_until=None),
                name="duty_once_per_agency",
            ),
            models.CheckConstraint(
                name="duty_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="终止日期不能早于生效日期。",
            ),
        ]
        indexes = [models.Index(fields=["region", "item", "stage"], name="duty_region_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_stage_display()} {self.agency_kind} {self.get_role_display()}"
