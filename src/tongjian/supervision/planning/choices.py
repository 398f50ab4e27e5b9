from django.db.models import TextChoices


class DemandState(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    FROZEN = "frozen", "已冻结"
    WITHDRAWN = "withdrawn", "已撤回"


class Method(TextChoices):
    FIXED = "fixed", "按比例抽取"
    POISSON = "poisson", "按概率抽取"
    CENSUS = "census", "全覆盖"


class Stratification(TextChoices):
    NONE = "none", "不分层"
    COUNTY = "county", "按县（市、区）"
    RISK = "risk", "按信用风险和距上次检查的时间"


class PoolKind(TextChoices):
    REGISTER = "register", "名录库"
    SPECIAL = "special", "专项库"


class MarkKind(TextChoices):
    """What somebody did by hand to the membership of one entity."""

    ADDED = "added", "手工加入"
    REMOVED = "removed", "手工移出"


class DrawState(TextChoices):
    DRAFTING = "drafting", "编制中"
    FROZEN = "frozen", "已冻结"
    COMMITTED = "committed", "已承诺"
    REVEALED = "revealed", "已揭示"
    DRAWN = "drawn", "已抽取"
    PUBLISHED = "published", "已公开"
    ABORTED = "aborted", "已中止"


class HeldBy(TextChoices):
    AGENCY = "agency", "部门自持"
    SERVER = "server", "系统代持（仅演练）"


class JobKind(TextChoices):
    """What the worker does with a draw. The values are the names of the transitions."""

    FREEZE = "freeze", "冻结名录"
    RUN = "run", "抽取"


class JobState(TextChoices):
    QUEUED = "queued", "等待办理"
    RUNNING = "running", "正在办理"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


class JobStage(TextChoices):
    POOL = "pool", "生成名录"
    OFFICERS = "officers", "核对执法人员"
    FILES = "files", "写出规范文件"
    UNITS = "units", "存入名录"
    READ = "read", "核对冻结的文件"
    SELECT = "select", "计算名单"
    MATCH = "match", "派定执法人员"
    VISITS = "visits", "生成检查"


STAGES: dict[JobKind, tuple[tuple[JobStage, int], ...]] = {
    JobKind.FREEZE: ((JobStage.POOL, 60), (JobStage.OFFICERS, 5), (JobStage.FILES, 15), (JobStage.UNITS, 20)),
    JobKind.RUN: ((JobStage.READ, 25), (JobStage.SELECT, 10), (JobStage.MATCH, 15), (JobStage.VISITS, 50)),
}
"""The stages of each kind in order, and the part of the time that each usually takes, in per cent."""


class ScheduleState(TextChoices):
    QUEUED = "queued", "等待排期"
    RUNNING = "running", "正在排期"
    DRAFT = "draft", "待采用"
    ADOPTING = "adopting", "正在采用"
    ADOPTED = "adopted", "已采用"
    DISCARDED = "discarded", "已作废"
    FAILED = "failed", "未完成"
