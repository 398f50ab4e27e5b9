from django.db.models import TextChoices


class Dataset(TextChoices):
    ENTITIES = "entities", "监管对象"
    ITEMS = "items", "监管事项"
    CHECKLISTS = "checklists", "检查表"
    OFFICERS = "officers", "执法人员名录"
    GRADES = "grades", "信用等级表"
    PLANS = "plans", "检查计划表"


class BatchState(TextChoices):
    RECEIVED = "received", "已接收"
    STAGING = "staging", "校验中"
    STAGED = "staged", "已校验"
    APPLYING = "applying", "入库中"
    APPLIED = "applied", "已入库"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "已拒收"


class RowOutcome(TextChoices):
    PENDING = "pending", "待入库"
    CREATED = "created", "新增"
    UPDATED = "updated", "更新"
    UNCHANGED = "unchanged", "无变化"
    REJECTED = "rejected", "不合格"


class Severity(TextChoices):
    REJECT = "reject", "不合格"
    WARN = "warn", "提示"


class RunState(TextChoices):
    TAKEN = "taken", "处理中"
    APPLIED = "applied", "已入库"
    HELD = "held", "待人工处理"
    FAILED = "failed", "不能使用"
    REPEATED = "repeated", "重复文件"
