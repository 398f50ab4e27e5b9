"""撮合：a round over the year's plans of a place, its proposals, the lines they are about, what departments answer."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.casework.models import Participation
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, Region
from tongjian.pure.planner.consolidating import ProposalKind
from tongjian.supervision.plans.choices import PROPOSALS, Answered, ProposalState, RoundState
from tongjian.supervision.plans.models.lines import PlanLine


class Consolidation(Identified):
    """One round: open while departments answer and the coordinator decides, settled, published as the joint plan.

    `lines` and `agencies` were looked at when it was opened; `overlaps` are triples of two codes of agencies and the
    number of entities that both plan to visit.
    """

    code = models.CharField("编号", max_length=40, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="地方", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=RoundState, default=RoundState.OPEN)
    coordinator = models.ForeignKey(Agency, models.PROTECT, verbose_name="统筹部门", related_name="+")
    agencies = models.PositiveIntegerField("部门数", default=0)
    lines = models.PositiveIntegerField("计划项目数", default=0)
    overlaps = models.JSONField("部门重叠", default=list)
    opened_by = models.UUIDField("发起人", null=True, blank=True)
    opened_at = models.DateTimeField("发起时间")
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)
    published_by = models.UUIDField("公布人", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        verbose_name = "撮合"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year"],
                condition=Q(state=RoundState.OPEN),
                name="consolidation_one_open",
                violation_error_message="本地本年度已有一轮撮合正在办理。",
            ),
            models.CheckConstraint(
                name="consolidation_published_has_time",
                condition=~Q(state=RoundState.PUBLISHED) | Q(published_at__isnull=False, settled_at__isnull=False),
                violation_error_message="公布的联合检查计划应当有办结时间和公布时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region.name}{self.year}年度检查计划撮合"

    def get_absolute_url(self) -> str:
        return reverse("consolidation:round", args=[self.code])


class Proposal(Identified):
    """建议 of a round. `facts` is why, as `pure.planner.consolidating.Fact` in plain values; `common` entities of all
    its lines, `saved` entries a year at most. An adopted one with several lines is a joint line: `lead` leads it."""

    JOINT_KINDS = (ProposalKind.MERGE, ProposalKind.CHANGE)
    consolidation = models.ForeignKey(Consolidation, models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("建议", max_length=10, choices=PROPOSALS)
    state = models.CharField("状态", max_length=10, choices=ProposalState, default=ProposalState.ASKED)
    facts = models.JSONField("理由", default=list)
    common = models.PositiveIntegerField("共同对象", default=0)
    saved = models.PositiveIntegerField("可少进企户次", default=0)
    lead = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, verbose_name="牵头部门", related_name="+")
    reason = models.CharField("不采纳的理由", max_length=300, blank=True)
    decided_by = models.UUIDField("决定人", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = "撮合建议"
        ordering = ["consolidation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["consolidation", "number"], name="proposal_once"),
            models.CheckConstraint(
                name="proposal_decided_has_time",
                condition=Q(state=ProposalState.ASKED, decided_at=None)
                | (~Q(state=ProposalState.ASKED) & Q(decided_at__isnull=False)),
                violation_error_message="已决定的建议应当有决定时间。",
            ),
            models.CheckConstraint(
                name="proposal_dropped_with_reason",
                condition=~Q(state=ProposalState.DROPPED) | ~Q(reason=""),
                violation_error_message="不采纳应当说明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}建议第 {self.number} 项"

    def get_absolute_url(self) -> str:
        return reverse("consolidation:proposal", args=[self.consolidation.code, self.number])

    @property
    def is_joint(self) -> bool:
        return self.kind in self.JOINT_KINDS and self.lead_id is not None


class ProposalLine(Identified):
    """A line that the proposal is about, as it was; the first of several is the one that is joined. `result` is the
    version that the adopted proposal made of it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="proposal_lines")
    place = models.PositiveSmallIntegerField("次序")
    line = models.ForeignKey(PlanLine, models.PROTECT, verbose_name="计划项目", related_name="+")
    result = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, verbose_name="变更后的项目", related_name="+"
    )

    class Meta:
        verbose_name = "撮合建议的项目"
        ordering = ["proposal_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "place"], name="proposal_line_place"),
            models.UniqueConstraint(fields=["proposal", "line"], name="proposal_line_once"),
        ]

    def __str__(self) -> str:
        return str(self.line)


class ProposalAnswer(Participation):
    """部门答复：one row for each department that is asked; `done_at` is when it answered."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="answers")
    answer = models.CharField("答复", max_length=10, choices=Answered, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    given_by = models.UUIDField("答复人", null=True, blank=True)

    class Meta:
        verbose_name = "部门答复"
        ordering = ["proposal_id", "agency__code"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "agency"], name="proposal_answer_once"),
            models.CheckConstraint(
                name="proposal_answer_in_full",
                condition=Q(done_at=None, answer="") | (Q(done_at__isnull=False) & ~Q(answer="")),
                violation_error_message="答复应当写明同意或者不同意。",
            ),
            models.CheckConstraint(
                name="proposal_refused_with_reason",
                condition=~Q(answer=Answered.REFUSE) | ~Q(reason=""),
                violation_error_message="不同意应当说明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_answer_display()}"

    def get_absolute_url(self) -> str:
        return self.proposal.get_absolute_url()
