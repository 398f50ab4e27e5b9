"""Rules as rows: a value or sentence, when and where it holds, by which document, and how sure we are."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.rulebook.choices import (
    ChangeState,
    ClauseChangeKind,
    ClauseKind,
    Confidence,
    DayKind,
    Leeway,
    ParameterKind,
    Severity,
    StatuteLevel,
    Unit,
    Unlinked,
)


class Sourced(Identified):
    """依据与效期：`valid_until` is exclusive; an empty bound is open."""

    citation = models.CharField("依据", max_length=300)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("失效日期", null=True, blank=True)
    context = models.CharField("所属模块", max_length=30, blank=True)

    class Meta:
        abstract = True


class WithLeeway(models.Model):
    """余地：whether levels below may set a value of their own, and between which bounds (empty: no bound)."""

    leeway = models.CharField("下级另行规定", max_length=10, choices=Leeway, default=Leeway.FIXED)
    least = models.CharField("下级最小值", max_length=20, blank=True)
    most = models.CharField("下级最大值", max_length=20, blank=True)

    class Meta:
        abstract = True


class Parameter(WithLeeway, Sourced):
    """参数：one limit, cap, ratio or switch, as text in `value` with a unit; scopes are codes as text."""

    code = models.CharField("编号", max_length=60)
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=10, choices=ParameterKind)
    value = models.CharField("值", max_length=200, blank=True)
    unit = models.CharField("单位", max_length=4, choices=Unit, blank=True)
    extension_value = models.CharField("可延长", max_length=40, blank=True)
    extension_unit = models.CharField("延长单位", max_length=4, choices=Unit, blank=True)
    scope_region = models.CharField("适用区划", max_length=12, blank=True)
    scope_agency = models.CharField("适用机关", max_length=40, blank=True)
    scope_industry = models.CharField("适用行业", max_length=10, blank=True)
    note = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "参数"
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "scope_region", "scope_agency", "scope_industry", "valid_from"],
                name="parameter_once_per_scope_and_start",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="parameter_validity_in_order",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lt=F("valid_until")),
                violation_error_message="失效日期应当晚于生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Check(Sourced):
    """校验规则：V01 … refuse, W01 … warn, with the sentence people read."""

    code = models.CharField("编号", max_length=20)
    severity = models.CharField("性质", max_length=10, choices=Severity)
    sentence = models.CharField("提示语", max_length=300)

    class Meta:
        verbose_name = "校验规则"
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="check_once_per_start", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.sentence}"


class Term(Sourced):
    """字典项：one code of one dictionary."""

    dictionary = models.CharField("字典", max_length=60)
    dictionary_title = models.CharField("字典名称", max_length=100)
    code = models.CharField("代码", max_length=40)
    label = models.CharField("名称", max_length=200)

    class Meta:
        verbose_name = "字典项"
        ordering = ["dictionary", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["dictionary", "code", "valid_from"], name="term_once_per_start", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.dictionary}.{self.code} {self.label}"


class CalendarDay(models.Model):
    """日历：a day that differs from its weekday. A year is known when it has rows."""

    date = models.DateField("日期", primary_key=True)
    kind = models.CharField("类型", max_length=10, choices=DayKind)
    name = models.CharField("名称", max_length=60, blank=True)
    citation = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "日历"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"


class RuleChange(WithLeeway, Identified):
    """规则变更：proposed by one person, approved by another, in force from a day that is not past."""

    parameter_code = models.CharField("参数", max_length=60)
    scope_region = models.CharField("适用区划", max_length=12, blank=True)
    scope_agency = models.CharField("适用机关", max_length=40, blank=True)
    scope_industry = models.CharField("适用行业", max_length=10, blank=True)
    value = models.CharField("新值", max_length=200)
    unit = models.CharField("单位", max_length=4, choices=Unit, blank=True)
    citation = models.CharField("依据", max_length=300)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence)
    valid_from = models.DateField("生效日期")
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_by = models.UUIDField("提出人")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.UUIDField("复核人", null=True, blank=True)
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    note = models.TextField("复核意见", blank=True)

    class Meta:
        verbose_name = "规则变更"
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="rule_change_second_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出人不能复核自己的变更。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.parameter_code} → {self.value}{self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("rulebook:change", args=[self.pk])


class Statute(Identified):
    """法规：one edition of a statute. `code` is stable, as `XZCFF-2021`; a revision that numbers anew is another
    edition with its own code and succeeds the old one, an amendment that keeps the numbers makes versions of its
    clauses. `valid_until` is exclusive. `is_sample` marks demonstration texts that are no law."""

    code = models.CharField("法规编号", max_length=40, unique=True)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=100, blank=True)
    issuer = models.CharField("制定机关", max_length=200)
    level = models.CharField("效力层级", max_length=20, choices=StatuteLevel)
    published_on = models.DateField("公布日期", null=True, blank=True)
    valid_from = models.DateField("施行日期")
    valid_until = models.DateField("失效日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="替代法规", related_name="predecessors"
    )
    confidence = models.CharField("可信度", max_length=10, choices=Confidence)
    is_sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "法规"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["title", "valid_from"], name="statute_once_per_start"),
            models.CheckConstraint(
                name="statute_validity_in_order",
                condition=Q(valid_until=None) | Q(valid_from__lt=F("valid_until")),
                violation_error_message="失效日期应当晚于施行日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》"


class Clause(Identified):
    """条款：one place in the tree of a statute, the same for as long as its number stands.

    `code` is the statute's code and the path: `XZCFF-2021:42.2.3` is 第四十二条第二款第三项, `42-1` 第四十二条之一,
    `c3` the third chapter. Articles count through the statute, so their path does not name the chapter: `parent` does.
    `position` is the order of reading.
    """

    statute = models.ForeignKey(Statute, models.PROTECT, related_name="clauses", verbose_name="法规")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级条款"
    )
    code = models.CharField("条款编号", max_length=80, unique=True)
    path = models.CharField("路径", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=ClauseKind)
    heading = models.CharField("标题", max_length=200, blank=True)
    position = models.PositiveIntegerField("次序")

    class Meta:
        verbose_name = "条款"
        ordering = ["statute_id", "position"]
        constraints = [models.UniqueConstraint(fields=["statute", "path"], name="clause_once_in_statute")]

    def __str__(self) -> str:
        return self.code


class ClauseVersion(Identified):
    """条款文本：what a clause says from a day on, by which document. An empty text was not taken in (未收录原文).
    A clause without a version on a day does not hold on it. `valid_until` is exclusive."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="versions", verbose_name="条款")
    text = models.TextField("条文", blank=True)
    document = models.CharField("公布或者修改的文件", max_length=200, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "条款文本"
        ordering = ["clause_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "valid_from"], name="clause_version_once_per_start"),
            models.CheckConstraint(
                name="clause_validity_in_order",
                condition=Q(valid_until=None) | Q(valid_from__lt=F("valid_until")),
                violation_error_message="失效日期应当晚于生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.valid_from}"


class ClauseChange(Identified):
    """条款变更：a clause is to say something else, or nothing any more, from a day on; in force once a second person
    agrees. Without a clause the whole statute is meant, which is repealed or has its wording taken in, or the article
    `path` that is added to it."""

    statute = models.ForeignKey(Statute, models.PROTECT, verbose_name="法规", related_name="changes")
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, verbose_name="条款", related_name="changes"
    )
    path = models.CharField("增加的条", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=10, choices=ClauseChangeKind)
    text = models.TextField("新条文", blank=True)
    document = models.CharField("修改或者废止的文件", max_length=200)
    valid_from = models.DateField("施行日期")
    reason = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_by = models.UUIDField("提出人")
    proposed_at = models.DateTimeField("提出时间")
    place = models.CharField("提出地区", max_length=9)
    decided_by = models.UUIDField("复核人", null=True, blank=True)
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    note = models.TextField("复核意见", blank=True)

    class Meta:
        verbose_name = "条款变更"
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="clause_change_second_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出人不能复核自己的变更。",
            ),
            models.CheckConstraint(
                name="clause_change_says_what",
                condition=(Q(kind=ClauseChangeKind.AMEND, path="") & ~Q(text="") & Q(clause__isnull=False))
                | Q(kind=ClauseChangeKind.REPEAL, path="", text="")
                | (Q(kind=ClauseChangeKind.ADD, clause=None) & ~Q(text="") & ~Q(path=""))
                | (Q(kind=ClauseChangeKind.FILL, clause=None, path="") & ~Q(text="")),
                violation_error_message="修改、增加应当写明条款和新条文，废止不写条文。",
            ),
            models.UniqueConstraint(
                fields=["clause"], name="clause_change_one_waiting", condition=Q(state=ChangeState.PROPOSED)
            ),
            models.UniqueConstraint(
                fields=["statute"],
                name="statute_change_one_waiting",
                condition=Q(state=ChangeState.PROPOSED, clause=None, path=""),
            ),
            models.UniqueConstraint(
                fields=["statute", "path"],
                name="added_clause_one_waiting",
                condition=Q(state=ChangeState.PROPOSED) & ~Q(path=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.full_code}"

    def get_absolute_url(self) -> str:
        return reverse("rulebook:clause-change", args=[self.pk])

    @property
    def code(self) -> str:
        return self.clause.code if self.clause else self.statute.code

    @property
    def full_code(self) -> str:
        """As `code`, but what is added has the code it is going to have."""
        return f"{self.code}:{self.path}" if self.path else self.code

    @property
    def concerns_citers(self) -> bool:
        """Whoever rests on a clause must look when it changes or ends; not when its wording is taken in, and nobody
        rests on what is new."""
        return self.kind in (ClauseChangeKind.AMEND, ClauseChangeKind.REPEAL)


class Citation(Identified):
    """引用：a thing of any context cites a clause. The thing is named by the label of its table and its key, because
    most of them lie above. What could not be linked for certain keeps its `quote` and says why (未挂接)."""

    citer_kind = models.CharField("引用方类别", max_length=60)
    citer_id = models.UUIDField("引用方")
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="citations", verbose_name="条款"
    )
    quote = models.CharField("原文", max_length=300)
    problem = models.CharField("未挂接原因", max_length=20, choices=Unlinked, blank=True)

    class Meta:
        verbose_name = "条款引用"
        ordering = ["citer_kind", "citer_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["citer_kind", "citer_id", "clause"],
                name="citation_once_per_clause",
                condition=Q(clause__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["citer_kind", "citer_id", "quote"], name="unlinked_once_per_quote", condition=Q(clause=None)
            ),
            models.CheckConstraint(
                name="citation_linked_or_says_why",
                condition=Q(clause__isnull=False, problem="") | (Q(clause=None) & ~Q(problem="")),
                violation_error_message="未挂接的引用应当说明原因。",
            ),
        ]
        indexes = [
            models.Index(fields=["citer_kind", "citer_id"], name="citation_by_citer"),
            models.Index(fields=["citer_kind", "problem"], name="citation_by_problem"),
        ]

    def __str__(self) -> str:
        return self.quote
