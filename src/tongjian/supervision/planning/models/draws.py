"""A draw, its parties, and the opaque names of who and whose officers are in it."""

from django.db import models
from django.db.models import Q

from tongjian.foundation.kernel.encryption import EncryptedTextField
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, Officer, Region
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning.choices import DrawState, HeldBy
from tongjian.supervision.registry.models import Entity


class Draw(Identified):
    """联合抽取：one version of one draw (规格 tongjian-draw/1). `key` is the id of all its versions. `strata`: by
    demand code and stratum what a stratum by risk means (label, ratio, why, citation), as the rulebook said when it
    was frozen; for officials only."""

    key = models.CharField("抽取编号", max_length=64)
    version = models.PositiveIntegerField("版本", default=1)
    supersedes = models.CharField("取代", max_length=80, blank=True)
    reason = models.CharField("重抽理由", max_length=300, blank=True)
    title = models.CharField("名称", max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="+")
    coordinator = models.ForeignKey(Agency, models.PROTECT, verbose_name="统筹部门", related_name="+")
    cycle = models.CharField("周期", max_length=40)
    window_from = models.DateField("检查开始日期")
    window_until = models.DateField("检查截止日期（不含）")
    is_practice = models.BooleanField("演练", default=False)
    state = models.CharField("状态", max_length=10, choices=DrawState, default=DrawState.DRAFTING)
    publish_at = models.DateTimeField("公开时间", null=True, blank=True)
    commit_deadline = models.DateTimeField("承诺截止", null=True, blank=True)
    reveal_deadline = models.DateTimeField("揭示截止", null=True, blank=True)
    beacon_source = models.CharField("信标", max_length=100, blank=True)
    beacon_round = models.CharField("信标期号", max_length=100, blank=True)
    beacon_value = models.CharField("信标值", max_length=200, blank=True)
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)
    committed_at = models.DateTimeField("承诺齐备时间", null=True, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    published_at = models.DateTimeField("公开于", null=True, blank=True)
    aborted_at = models.DateTimeField("中止时间", null=True, blank=True)
    aborted_reason = models.CharField("中止原因", max_length=300, blank=True)
    demands_sha256 = models.CharField(max_length=64, blank=True)
    frame_sha256 = models.CharField(max_length=64, blank=True)
    exclusions_sha256 = models.CharField(max_length=64, blank=True)
    officers_sha256 = models.CharField(max_length=64, blank=True)
    matching_sha256 = models.CharField(max_length=64, blank=True)
    header_sha256 = models.CharField(max_length=64, blank=True)
    selection_sha256 = models.CharField(max_length=64, blank=True)
    teams_sha256 = models.CharField(max_length=64, blank=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    committed_entry_id = models.UUIDField("承诺存证条目", null=True, blank=True)
    checkpoint = models.TextField("承诺时检查点", blank=True)
    figures = models.JSONField("比较数据", default=dict)
    strata = models.JSONField("分层的含义", default=dict, blank=True)
    created_by = models.UUIDField("创建人", null=True, blank=True)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "联合抽取"
        ordering = ["-created_at", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="draw_version_once"),
            models.CheckConstraint(
                name="draw_window_in_order",
                condition=Q(window_from__lt=models.F("window_until")),
                violation_error_message="检查截止日期应当晚于开始日期。",
            ),
            models.CheckConstraint(
                name="draw_frozen_has_hashes",
                condition=Q(frozen_at=None) | (~Q(frame_sha256="") & ~Q(demands_sha256="") & ~Q(officers_sha256="")),
                violation_error_message="已冻结的抽取应当有各文件的摘要。",
            ),
            models.CheckConstraint(
                name="draw_drawn_has_seed",
                condition=Q(state__in=[DrawState.DRAWN, DrawState.PUBLISHED], drawn_at__isnull=False)
                & ~Q(seed="")
                & ~Q(selection_sha256="")
                | ~Q(state__in=[DrawState.DRAWN, DrawState.PUBLISHED]) & Q(drawn_at=None, seed=""),
                violation_error_message="只有已抽取的抽取才有种子和名单。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}-v{self.version}"


class Party(Identified):
    """参与方：commits to a nonce that only it holds, then reveals it."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="parties")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="+")
    held_by = models.CharField("持有方式", max_length=10, choices=HeldBy, default=HeldBy.AGENCY)
    commitment = models.CharField("承诺", max_length=64, blank=True)
    held_nonce = EncryptedTextField("代持的随机数", blank=True, default="")
    nonce = models.CharField("已揭示的随机数", max_length=64, blank=True)
    committed_at = models.DateTimeField("承诺时间", null=True, blank=True)
    revealed_at = models.DateTimeField("揭示时间", null=True, blank=True)

    class Meta:
        verbose_name = "参与方"
        constraints = [models.UniqueConstraint(fields=["draw", "agency"], name="party_once")]

    def __str__(self) -> str:
        return f"{self.draw} {self.agency}"


class Unit(models.Model):
    """抽样单元：the opaque name of an entity in one draw, and the salt that lets it find itself."""

    id = models.BigAutoField(primary_key=True)
    draw = models.ForeignKey(Draw, models.CASCADE, related_name="units")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="+")
    unit_id = models.CharField("单元", max_length=32)
    salt = models.CharField("盐", max_length=64)
    is_selected = models.BooleanField("抽中", default=False)
    visit = models.ForeignKey(Visit, models.SET_NULL, null=True, blank=True, verbose_name="检查", related_name="+")

    class Meta:
        verbose_name = "抽样单元"
        constraints = [
            models.UniqueConstraint(fields=["draw", "entity"], name="unit_once_per_entity"),
            models.UniqueConstraint(fields=["draw", "unit_id"], name="unit_id_once"),
        ]

    def __str__(self) -> str:
        return self.unit_id


class Candidate(models.Model):
    """候选执法人员：the opaque name of an officer in one draw. `places` counts what the draw gave them."""

    id = models.BigAutoField(primary_key=True)
    draw = models.ForeignKey(Draw, models.CASCADE, related_name="candidates")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="执法人员", related_name="+")
    reference = models.CharField("代号", max_length=32)
    salt = models.CharField("盐", max_length=64)
    places = models.PositiveIntegerField("抽中户数", default=0)

    class Meta:
        verbose_name = "候选执法人员"
        constraints = [
            models.UniqueConstraint(fields=["draw", "officer"], name="candidate_once_per_officer"),
            models.UniqueConstraint(fields=["draw", "reference"], name="candidate_reference_once"),
        ]

    def __str__(self) -> str:
        return self.reference
