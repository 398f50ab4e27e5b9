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


class ClauseChangeKind(TextChoices):
    """`FILL` gives articles the wording that was not taken in with them: the law itself does not change."""

    AMEND = "amend", "修改"
    REPEAL = "repeal", "废止"
    ADD = "add", "增加"
    FILL = "fill", "补录"


class StatuteLevel(TextChoices):
    """效力层级, highest first."""

    LAW = "law", "法律"
    ADMINISTRATIVE = "administrative", "行政法规"
    LOCAL = "local", "地方性法规"
    DEPARTMENTAL = "departmental", "部门规章"
    GOVERNMENT = "government", "地方政府规章"
    NORMATIVE = "normative", "规范性文件"


class ClauseKind(TextChoices):
    """What a clause is in the tree of its statute."""

    PART = "part", "编"
    CHAPTER = "chapter", "章"
    SECTION = "section", "节"
    ARTICLE = "article", "条"
    PARAGRAPH = "paragraph", "款"
    SUBPARAGRAPH = "subparagraph", "项"


class Unlinked(TextChoices):
    """Why a citation hangs on no clause."""

    NONE = "", "已挂接"
    NO_TITLE = "no_title", "没有用书名号写明法规"
    STATUTE_UNKNOWN = "statute_unknown", "法规未收录"
    EDITION_UNSURE = "edition_unsure", "引用的版本不明"
    NO_ARTICLE = "no_article", "没有写明条款"
    CLAUSE_UNKNOWN = "clause_unknown", "该法规没有收录此条款"


class Relation(TextChoices):
    """How what is cited stands to the clause that is acted upon."""

    ITSELF = "itself", "引用本条款"
    PART = "part", "引用其中的款、项"
    WHOLE = "whole", "引用所在的条、章"
