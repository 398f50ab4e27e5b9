from django.db.models import TextChoices


class ParameterKind(TextChoices):
    DURATION = "duration", "期限"
    DATE = "date", "日期"
    EVENT = "event", "事件"
    NUMBER = "number", "数值"
    RATIO = "ratio", "比例"
    BOOLEAN = "boolean", "是否"
    TEXT = "text", "文本"


class Unit(TextChoices):
    NONE = "", "—"
    WORKDAY = "WD", "个工作日"
    DAY = "D", "日"
    HOUR = "H", "小时"
    MINUTE = "MIN", "分钟"
    MONTH = "M", "个月"
    YEAR = "Y", "年"


class Confidence(TextChoices):
    FOUND = "found", "已核原文"
    KNOWN = "known", "未核原文"
    UNSURE = "unsure", "待核"
    DESIGN = "design", "可配置，非法定"


class Leeway(TextChoices):
    """Whether a lower level may depart from a value. What is law may not be departed from."""

    FIXED = "fixed", "不得另行规定"
    REGION = "region", "下级区划可以另行规定"
    AGENCY = "agency", "下级区划和机关可以另行规定"


class Severity(TextChoices):
    REJECT = "reject", "拦截"
    WARN = "warn", "提示"


class DayKind(TextChoices):
    HOLIDAY = "holiday", "放假"
    MAKEUP = "makeup", "调休上班"


class ChangeState(TextChoices):
    PROPOSED = "proposed", "待复核"
    APPROVED = "approved", "已通过"
    REJECTED = "rejected", "未通过"
