"""A visit is one entry into one premises by a team of one or more departments."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.casework.models import Handover, Participation
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Officer, Region
from tongjian.supervision.catalog.models import CheckPoint, ItemVersion
from tongjian.supervision.inspections.choices import (
    DayPart,
    OfficerSource,
    Outcome,
    PassageKind,
    PlaceMissing,
    TeamState,
    VisitState,
)
from tongjian.supervision.registry.models import Entity


class Visit(Identified):
    """联合检查（一次入户）. `origin` names what ordered it as text (`planning.draw:<key>-v<n>`); `cause` is
    `plan` or a lawful cause of the dictionary `override_kind`, whose document is its `VisitCause`. One that is no
    check (观摩、调研、巡查 …) has no items and a cause of the dictionary `entry_purpose`: its `EntryPurpose`."""

    number = models.CharField("编号", max_length=60, unique=True)
    entity = models.ForeignKey(Entity, models.PROTECT, verbose_name="检查对象", related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在区划", related_name="+")
    address = models.CharField("检查地址", max_length=400, blank=True)
    cause = models.CharField("检查类别", max_length=30, default="plan")
    is_check = models.BooleanField("含检查", default=True)
    origin = models.CharField("来源", max_length=120)
    sequence = models.PositiveIntegerField("抽取顺序")
    year = models.PositiveIntegerField("年度")
    is_practice = models.BooleanField("演练", default=False)
    window_from = models.DateField("最早日期")
    window_until = models.DateField("最迟日期（不含）")
    planned_on = models.DateField("检查日期", null=True, blank=True)
    part = models.CharField("时段", max_length=2, choices=DayPart, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=VisitState, default=VisitState.PLANNED)
    created_at = models.DateTimeField("生成时间")
    cancelled_reason = models.CharField("取消原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "联合检查"
        ordering = ["-created_at", "sequence"]
        indexes = [
            models.Index(fields=["entity", "year"], name="visit_entity_year"),
            models.Index(fields=["region", "state", "id"], name="visit_region_state"),
            models.Index(fields=["planned_on"], name="visit_planned_on"),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_window_in_order",
                condition=Q(window_from__lt=models.F("window_until")),
                violation_error_message="最迟日期应当晚于最早日期。",
            ),
            models.CheckConstraint(
                name="visit_coded_has_date",
                condition=Q(planned_on__isnull=False)
                | ~Q(state__in=["coded", "underway", "checked", "reviewed", "published", "ended"]),
                violation_error_message="已赋码的检查应当有检查日期。",
            ),
            models.CheckConstraint(
                name="visit_part_of_a_day",
                condition=Q(part="") | Q(planned_on__isnull=False),
                violation_error_message="有时段的检查应当有检查日期。",
            ),
            models.CheckConstraint(
                name="visit_cancelled_iff_reason",
                condition=Q(state=VisitState.CANCELLED) & ~Q(cancelled_reason="")
                | ~Q(state=VisitState.CANCELLED) & Q(cancelled_reason=""),
                violation_error_message="取消检查应当说明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("inspections:detail", args=[self.pk])


class VisitTeam(Participation):
    """参检部门：one department's part of the visit, with its own approval, results, review and publication."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="teams")
    state = models.CharField("状态", max_length=10, choices=TeamState, default=TeamState.PLANNED)
    submitted_by = models.UUIDField("报批人", null=True, blank=True)
    submitted_at = models.DateTimeField("报批时间", null=True, blank=True)
    approved_by = models.UUIDField("批准人", null=True, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    entered_by = models.UUIDField("结果录入人", null=True, blank=True)
    entered_at = models.DateTimeField("结果提交时间", null=True, blank=True)
    summary = models.TextField("检查情况", blank=True)
    reviewed_by = models.UUIDField("结果审核人", null=True, blank=True)
    reviewed_at = models.DateTimeField("结果审核时间", null=True, blank=True)
    return_note = models.CharField("退回意见", max_length=300, blank=True)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)

    class Meta:
        verbose_name = "参检部门"
        constraints = [
            models.UniqueConstraint(fields=["visit", "agency"], name="team_once"),
            models.CheckConstraint(
                name="result_reviewed_by_a_second_person",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("entered_by")),
                violation_error_message="结果录入人不能审核自己录入的结果。",
            ),
            models.CheckConstraint(
                name="team_approved_has_approver",
                condition=Q(state__in=[TeamState.PLANNED, TeamState.SUBMITTED])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                violation_error_message="已批准的部门任务应当有批准人和批准时间。",
            ),
            models.CheckConstraint(
                name="team_published_iff_published_at",
                condition=Q(state=TeamState.PUBLISHED, published_at__isnull=False, reviewed_by__isnull=False)
                | ~Q(state=TeamState.PUBLISHED) & Q(published_at=None),
                violation_error_message="已公示的结果应当经过审核并有公示时间。",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state"], name="team_agency_state"),
            models.Index(fields=["-published_at", "-id"], name="team_published"),
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.agency}"


class TeamApproval(Identified):
    """批准：one head's approval of a department's part. An approval taken back by a change is kept."""

    team = models.ForeignKey(VisitTeam, models.CASCADE, related_name="approvals")
    by = models.UUIDField("批准人")
    at = models.DateTimeField("批准时间")
    withdrawn_at = models.DateTimeField("失效时间", null=True, blank=True)

    class Meta:
        verbose_name = "批准"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "by"], condition=Q(withdrawn_at=None), name="approved_once_by_each_head"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.at}"


class VisitItem(Identified):
    """一次检查中的一个事项，版本固定. `demand` names the demand that asked for it, as text."""

    team = models.ForeignKey(VisitTeam, models.CASCADE, related_name="items")
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, verbose_name="事项版本", related_name="+")
    demand = models.CharField("需求", max_length=64, blank=True)

    class Meta:
        verbose_name = "检查事项"
        constraints = [models.UniqueConstraint(fields=["team", "item_version"], name="visit_item_once")]

    def __str__(self) -> str:
        return str(self.item_version)


class VisitOfficer(Identified):
    """检查人员. `place` counts from 1; a place without a row is open. A manual change needs a reason."""

    team = models.ForeignKey(VisitTeam, models.CASCADE, related_name="officers")
    place = models.PositiveSmallIntegerField("席位")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="执法人员", related_name="+")
    source = models.CharField("产生方式", max_length=10, choices=OfficerSource)
    reason = models.CharField("调整理由", max_length=300, blank=True)
    replaced_at = models.DateTimeField("被替换时间", null=True, blank=True)

    class Meta:
        verbose_name = "检查人员"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "place"], condition=Q(replaced_at=None), name="visit_officer_one_per_place"
            ),
            models.UniqueConstraint(
                fields=["team", "officer"], condition=Q(replaced_at=None), name="visit_officer_once"
            ),
            models.CheckConstraint(
                name="manual_officer_needs_reason",
                condition=~Q(source=OfficerSource.MANUAL) | ~Q(reason=""),
                violation_error_message="人工调整检查人员应当说明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}"


class VisitCode(Identified):
    """检查码：shown to the enterprise; anyone can check it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="codes")
    code = models.CharField("检查码", max_length=20, unique=True)
    issued_at = models.DateTimeField("赋码时间")
    issued_by = models.UUIDField("赋码人", null=True, blank=True)
    valid_until = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)
    revoked_reason = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "检查码"
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(revoked_at=None), name="visit_code_one_valid")
        ]

    def __str__(self) -> str:
        return self.code


class Passage(Identified):
    """入企、离企记录. `recorded_at`: when it was written down, empty in older rows."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="passages")
    kind = models.CharField("类型", max_length=6, choices=PassageKind)
    at = models.DateTimeField("时间")
    by = models.UUIDField("登记人")
    latitude = models.FloatField("纬度", null=True, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    place_missing = models.CharField("没有位置的原因", max_length=12, choices=PlaceMissing, blank=True)
    late_reason = models.CharField("补录理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "入离企记录"
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["visit", "kind"], name="passage_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at}"


class EntryWitness(Identified):
    """到场确认：whoever scanned the code says that the team has come. A time, once, and nothing about who said so."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="witness")
    code = models.ForeignKey(VisitCode, models.PROTECT, related_name="+")
    at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = "到场确认"

    def __str__(self) -> str:
        return f"{self.visit} {self.at}"


class Answer(Identified):
    """要点检查记录：append-only; the newest row of a check point counts."""

    item = models.ForeignKey(VisitItem, models.PROTECT, related_name="answers")
    check_point = models.ForeignKey(CheckPoint, models.PROTECT, verbose_name="检查要点", related_name="+")
    outcome = models.CharField("结果", max_length=14, choices=Outcome)
    note = models.CharField("说明", max_length=500, blank=True)
    by = models.UUIDField("记录人")
    at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "要点检查记录"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_outcome_display()


class ItemResult(Identified):
    """事项检查结果：append-only; the newest row of an item counts."""

    item = models.ForeignKey(VisitItem, models.PROTECT, related_name="results")
    outcome = models.CharField("结果", max_length=14, choices=Outcome)
    note = models.CharField("说明", max_length=500, blank=True)
    by = models.UUIDField("记录人")
    at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "事项检查结果"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_outcome_display()


class TeamHandover(Handover):
    """部门任务交接：a department's part of a visit offered to another department."""

    team = models.ForeignKey(VisitTeam, models.PROTECT, related_name="handovers")

    class Meta:
        verbose_name = "部门任务交接"

    def __str__(self) -> str:
        return f"{self.from_agency} → {self.to_agency}"
