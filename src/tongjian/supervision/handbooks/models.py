"""A handbook is read by its editions; an edition keeps every line as it was, with the item versions it rests on.

What was generated and what people wrote are apart: `Edit` and `Addition` belong to the handbook and outlive every
generation, `Line` is what one edition says.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, AgencyKind, Region
from tongjian.foundation.rulebook.models import Clause
from tongjian.supervision.catalog.models import CheckPoint, Item, ItemVersion
from tongjian.supervision.handbooks.choices import Chapter, EditionState
from tongjian.supervision.scenarios.models import Scenario, ScenarioVersion


class Handbook(Identified):
    """合规手册 of one line of business in one place: that of a scenario, or of the industries its editions name."""

    code = models.CharField("编号", max_length=40, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="+")
    lead = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name="编制部门", related_name="+")
    scenario = models.ForeignKey(
        Scenario, models.PROTECT, null=True, blank=True, verbose_name="一件事", related_name="+"
    )
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "合规手册"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario"], condition=Q(scenario__isnull=False), name="handbook_one_per_scenario"
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("handbooks:detail", args=[self.code])


class Edition(Identified):
    """手册版本：immutable once it left the draft. `valid_until` is exclusive.

    `scope` says whom it concerns, in the words of `scenarios.queries.entities_of`. `generated_on` is the day whose
    items its lines show. `authors` are the keys of all who wrote on the draft: none of them reviews it. `digest` is
    the SHA-256 of the lines as they were published, in hexadecimal.
    """

    handbook = models.ForeignKey(Handbook, models.PROTECT, related_name="editions", verbose_name="合规手册")
    number = models.PositiveIntegerField("版本号")
    state = models.CharField("状态", max_length=10, choices=EditionState, default=EditionState.DRAFT)
    title = models.CharField("名称", max_length=100)
    foreword = models.TextField("说明", blank=True)
    scope = models.JSONField("适用对象", default=dict)
    scenario_version = models.ForeignKey(
        ScenarioVersion, models.PROTECT, null=True, blank=True, verbose_name="一件事版本", related_name="+"
    )
    generated_on = models.DateField("生成日期")
    digest = models.CharField("内容指纹", max_length=64, blank=True)
    created_by = models.UUIDField("编制人", null=True, blank=True)
    authors = models.JSONField("写过的人", default=list)
    submitted_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="送审机关", related_name="+"
    )
    reviewed_by = models.UUIDField("审核人", null=True, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "手册版本"
        ordering = ["handbook_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["handbook", "number"], name="edition_once"),
            models.UniqueConstraint(
                fields=["handbook"],
                condition=Q(state__in=[EditionState.DRAFT, EditionState.REVIEW]),
                name="handbook_one_open_edition",
            ),
            models.UniqueConstraint(
                fields=["handbook"], condition=Q(state=EditionState.PUBLISHED), name="handbook_published_once"
            ),
            models.CheckConstraint(
                name="edition_published_has_date",
                condition=Q(state__in=[EditionState.DRAFT, EditionState.REVIEW])
                | (
                    Q(published_at__isnull=False, valid_from__isnull=False, submitted_by__isnull=False) & ~Q(digest="")
                ),
                violation_error_message="已发布的版本应当有发布机关、发布时间、生效日期和内容指纹。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Addition(Identified):
    """自拟条目：what people say that no item says. One that was taken out keeps its row, for editions show it."""

    handbook = models.ForeignKey(Handbook, models.PROTECT, related_name="additions")
    chapter = models.CharField("章", max_length=10, choices=Chapter)
    text = models.TextField("内容")
    basis = models.TextField("依据")
    added_by = models.UUIDField("撰写人", null=True, blank=True)
    added_at = models.DateTimeField("撰写时间")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        verbose_name = "自拟条目"
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.text


class Edit(Identified):
    """改动：what people made of a generated line: other words, another chapter, or left out; empty is as generated.

    It belongs to the wording it was made for (`generated`) of an item. When the wording changes it is not put on the
    new one unasked, and not lost either.
    """

    handbook = models.ForeignKey(Handbook, models.PROTECT, related_name="edits")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="事项", related_name="+")
    generated = models.TextField("生成的内容")
    chapter = models.CharField("章", max_length=10, choices=Chapter, blank=True)
    text = models.TextField("改写为", blank=True)
    is_left_out = models.BooleanField("不列入", default=False)
    edited_by = models.UUIDField("修改人", null=True, blank=True)
    edited_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "条目改动"
        ordering = ["edited_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="edit_changes_something",
                condition=~Q(chapter="", text="", is_left_out=False),
                violation_error_message="没有改动。",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.generated


class Line(Identified):
    """条目 of one edition. `generated` is empty for what people added, `edited` where nobody rewrote it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("序号")
    chapter = models.CharField("章", max_length=10, choices=Chapter)
    is_guessed = models.BooleanField("按词语归章", default=False)
    generated = models.TextField("生成的内容", blank=True)
    edited = models.TextField("改写的内容", blank=True)
    method = models.TextField("检查方法", blank=True)
    basis = models.TextField("依据", blank=True)
    is_left_out = models.BooleanField("不列入", default=False)
    addition = models.ForeignKey(
        Addition, models.PROTECT, null=True, blank=True, verbose_name="自拟条目", related_name="+"
    )

    class Meta:
        verbose_name = "手册条目"
        ordering = ["edition_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="line_once"),
            models.CheckConstraint(
                name="line_generated_or_added",
                condition=(~Q(generated="") & Q(addition=None))
                | (Q(generated="", addition__isnull=False) & ~Q(edited="")),
                violation_error_message="条目或者由事项生成，或者由人撰写。",
            ),
        ]

    def __str__(self) -> str:
        return self.edited or self.generated


class LineSource(Identified):
    """The version of an item, and the check point of it, that a line was generated from."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="sources")
    number = models.PositiveIntegerField("序号")
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, verbose_name="事项版本", related_name="+")
    check_point = models.ForeignKey(
        CheckPoint, models.PROTECT, null=True, blank=True, verbose_name="检查要点", related_name="+"
    )

    class Meta:
        verbose_name = "条目来源"
        ordering = ["line_id", "number"]
        constraints = [models.UniqueConstraint(fields=["line", "number"], name="line_source_once")]

    def __str__(self) -> str:
        return str(self.item_version)


class LineClause(Identified):
    """依据条款：a clause of the rulebook that the words of `Line.basis` name."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="line_clauses")
    clause = models.ForeignKey(Clause, models.PROTECT, verbose_name="条款", related_name="+")

    class Meta:
        verbose_name = "条目依据条款"
        ordering = ["line_id", "clause_id"]
        constraints = [models.UniqueConstraint(fields=["line", "clause"], name="line_clause_once")]

    def __str__(self) -> str:
        return str(self.clause)
