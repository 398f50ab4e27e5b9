"""One batch is one file that came in: its bytes, how it was read, every row, every finding, and its state."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.exchange.choices import BatchState, Dataset, RowOutcome, RunState, Severity
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency


class Batch(Identified):
    """批次。`staged_to` and `cursor` are the rows up to which it is checked and applied: an interrupted batch goes on
    behind them. `expected` is an estimate while it is checked; `tree` is the Merkle tree of the changes so far."""

    dataset = models.CharField("数据集", max_length=20, choices=Dataset)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="来源机关", related_name="+"
    )
    file_name = models.CharField("文件名", max_length=200)
    raw = models.FileField("原始文件", upload_to="batches/")
    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    size = models.BigIntegerField("字节数")
    encoding = models.CharField("编码", max_length=20, blank=True)
    delimiter = models.CharField("分隔符", max_length=4, blank=True)
    header = models.JSONField("表头", default=list)
    mapping = models.JSONField("列对应", default=dict)
    missing = models.JSONField("各字段空缺的行数", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.RECEIVED)
    staged_to = models.PositiveIntegerField("已校验到的行号", default=0)
    expected = models.PositiveIntegerField("预计行数", default=0)
    rows = models.PositiveIntegerField("行数", default=0)
    accepted = models.PositiveIntegerField("合格", default=0)
    rejected = models.PositiveIntegerField("不合格", default=0)
    warned = models.PositiveIntegerField("有提示", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("无变化", default=0)
    cursor = models.PositiveIntegerField("已入库到的行号", default=0)
    tree = models.JSONField("行变更树", default=dict, blank=True)
    root = models.CharField("行变更根哈希", max_length=64, blank=True)
    created_by = models.UUIDField("导入人", null=True, blank=True)
    created_at = models.DateTimeField("接收时间")
    applied_at = models.DateTimeField("入库时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    refusal = models.TextField("拒收原因", blank=True)

    class Meta:
        verbose_name = "批次"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("imports:detail", args=[self.pk])


class StagedRow(models.Model):
    """暂存行：the normalised values of one row, and after application what became of it (for undo)."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="staged_rows")
    row = models.PositiveIntegerField("行号")
    payload = models.JSONField("内容")
    outcome = models.CharField("结果", max_length=10, choices=RowOutcome, default=RowOutcome.PENDING)
    subject_id = models.CharField("对象", max_length=36, blank=True)
    before = models.JSONField("变更前", null=True, blank=True)
    after = models.JSONField("变更后", null=True, blank=True)

    class Meta:
        verbose_name = "暂存行"
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="staged_row_once")]
        indexes = [models.Index(fields=["subject_id"], condition=~Q(subject_id=""), name="staged_row_subject")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"


class Finding(models.Model):
    """校验发现：row, column, value, rule and a sentence that helps."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField("行号")
    column = models.CharField("列", max_length=100, blank=True)
    value = models.CharField("值", max_length=200, blank=True)
    rule = models.CharField("规则", max_length=40)
    severity = models.CharField("性质", max_length=10, choices=Severity)
    sentence = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = "校验发现"
        ordering = ["batch", "row", "id"]
        indexes = [models.Index(fields=["batch", "row"], name="finding_batch_row")]

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.sentence}"


class ColumnMapping(models.Model):
    """列对应：how the files of one source (agency and dataset) with the same heads are read; a person may correct it.
    `used_at` is when a file was last checked under it; `agency` is empty for what came in on the host for nobody."""

    id = models.BigAutoField(primary_key=True)
    dataset = models.CharField("数据集", max_length=20, choices=Dataset)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="来源机关", related_name="+"
    )
    header = models.JSONField("表头")
    header_hash = models.CharField("表头摘要", max_length=64)
    mapping = models.JSONField("列对应")
    file_name = models.CharField("最近的文件", max_length=200)
    used_at = models.DateTimeField("最近使用")

    class Meta:
        verbose_name = "列对应"
        ordering = ["-used_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "agency", "header_hash"], name="column_mapping_once"),
            models.UniqueConstraint(
                fields=["dataset", "header_hash"], condition=Q(agency=None), name="column_mapping_once_on_host"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_dataset_display()}：{self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("imports:mapping", args=[self.pk])


class QualityFigure(models.Model):
    """数据质量：in how many rows of a batch a rule found something in a column, or, where `rule` is empty, in how many
    the column had no value. Kept when findings are cleared away."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="quality_figures")
    field = models.CharField("字段", max_length=40, blank=True)
    column = models.CharField("列", max_length=100, blank=True)
    rule = models.CharField("规则", max_length=40, blank=True)
    severity = models.CharField("性质", max_length=10, choices=Severity, blank=True)
    rows = models.PositiveIntegerField("行数")

    class Meta:
        verbose_name = "数据质量"
        ordering = ["batch", "field", "rule", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "field", "column", "rule", "severity"], name="quality_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.rule}: {self.rows}"


class Feed(Identified):
    """交换目录：a source puts files into `feeds/<code of the agency>/<folder>` of the home. `looks` is what the last
    look saw of files that are not complete yet: name → size, time of change, since when both are the same."""

    dataset = models.CharField("数据集", max_length=20, choices=Dataset)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="来源机关", related_name="+")
    folder = models.CharField("目录", max_length=40)
    is_active = models.BooleanField("启用", default=True)
    looks = models.JSONField("最近所见", default=dict, blank=True)
    created_by = models.UUIDField("设立人", null=True, blank=True)
    created_at = models.DateTimeField("设立时间")

    class Meta:
        verbose_name = "交换目录"
        ordering = ["agency", "folder"]
        constraints = [models.UniqueConstraint(fields=["agency", "folder"], name="feed_folder_once")]

    def __str__(self) -> str:
        return f"{self.agency.code}/{self.folder}"


class FeedRun(Identified):
    """One file of a feed. The same bytes are taken once; `is_moved` tells that the file has left the folder."""

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="runs")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    batch = models.OneToOneField(
        Batch, models.PROTECT, null=True, blank=True, verbose_name="批次", related_name="feed_run"
    )
    state = models.CharField("结果", max_length=10, choices=RunState, default=RunState.TAKEN)
    sentence = models.CharField("说明", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("交给后台的次数", default=0)
    is_moved = models.BooleanField("已移走", default=False)
    at = models.DateTimeField("取到时间")

    class Meta:
        verbose_name = "取文件记录"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "sha256"], condition=~Q(state=RunState.REPEATED), name="feed_bytes_once"
            )
        ]

    def __str__(self) -> str:
        return self.file_name
