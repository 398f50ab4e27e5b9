"""What lets a department visit an enterprise outside the plan."""

from django.db import models
from django.db.models import Q

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency
from tongjian.supervision.inspections.models.visits import Visit
from tongjian.supervision.registry.models import Entity


class VisitCause(Identified):
    """有因检查的依据：the lawful cause of one visit, with the document that shows it. One document of a department is
    good for one visit of an enterprise; a cancelled visit gives it back. `valid_until` is exclusive. What the
    dictionary `override_kind` said is pinned. `is_emergency`: 先查后批, checked first and approved after."""

    visit = models.OneToOneField(Visit, models.CASCADE, verbose_name="联合检查", related_name="ground")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="立项机关", related_name="+")
    entity = models.ForeignKey(Entity, models.PROTECT, verbose_name="检查对象", related_name="+")
    kind = models.CharField("类型", max_length=30)
    label = models.CharField("类型名称", max_length=200)
    citation = models.CharField("依据", max_length=300)
    document_number = models.CharField("依据文书编号", max_length=120)
    document_from = models.CharField("来文单位", max_length=120)
    document_on = models.DateField("文书日期")
    reason = models.CharField("立项理由", max_length=300)
    is_emergency = models.BooleanField("先查后批", default=False)
    valid_until = models.DateField("有效期至（不含）")
    opened_by = models.UUIDField("立项人", null=True, blank=True)
    opened_at = models.DateTimeField("立项时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "有因检查依据"
        indexes = [models.Index(fields=["agency", "opened_at"], name="visit_cause_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "entity", "document_number"],
                condition=Q(withdrawn_at=None),
                name="visit_cause_document_once",
            ),
            models.CheckConstraint(
                name="visit_cause_has_document",
                condition=~Q(document_number="") & ~Q(document_from="") & ~Q(reason=""),
                violation_error_message="有因检查应当写明依据文书编号、来文单位和理由。",
            ),
            models.CheckConstraint(
                name="visit_cause_ends_after_document",
                condition=Q(document_on__lt=models.F("valid_until")),
                violation_error_message="有效期应当晚于文书日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.document_number}"
