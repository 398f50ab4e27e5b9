from django.db.models import TextChoices


class VisitState(TextChoices):
    PLANNED = "planned", "待审批"
    APPROVED = "approved", "已审批"
    CODED = "coded", "已赋码"
    UNDERWAY = "underway", "检查中"
    CHECKED = "checked", "待审核结果"
    REVIEWED = "reviewed", "待公示"
    PUBLISHED = "published", "已公示"
    ENDED = "ended", "已结束"
    CANCELLED = "cancelled", "已取消"


COUNTED = (
    VisitState.CODED,
    VisitState.UNDERWAY,
    VisitState.CHECKED,
    VisitState.REVIEWED,
    VisitState.PUBLISHED,
    VisitState.ENDED,
)
"""Visits that have a code, are under way or took place: what a cap counts."""


class DayPart(TextChoices):
    """Which half of the day; empty while nobody has said."""

    MORNING = "am", "上午"
    AFTERNOON = "pm", "下午"


class TeamState(TextChoices):
    """One department's part of a visit."""

    PLANNED = "planned", "待报批"
    SUBMITTED = "submitted", "待批准"
    APPROVED = "approved", "已批准"
    ENTERED = "entered", "结果待审核"
    RETURNED = "returned", "退回修改"
    REVIEWED = "reviewed", "待公示"
    PUBLISHED = "published", "已公示"


class Outcome(TextChoices):
    """检查项结果（“互联网+监管”检查实施清单）."""

    PASS = "pass", "合格"
    FAIL = "fail", "不合格"
    NOT_CHECKED = "not_checked", "未检查"
    NOT_APPLICABLE = "not_applicable", "合理缺项"


class OfficerSource(TextChoices):
    DRAWN = "drawn", "随机匹配"
    MANUAL = "manual", "人工调整"
    ASSIGNED = "assigned", "立项时指定"


class PassageKind(TextChoices):
    ENTRY = "entry", "入企"
    EXIT = "exit", "离企"


class PlaceMissing(TextChoices):
    """Why an entry or exit has no place; a place is offered, never required."""

    DENIED = "denied", "未允许定位"
    UNAVAILABLE = "unavailable", "定位不可用"
    TIMEOUT = "timeout", "定位超时"
    UNSUPPORTED = "unsupported", "设备不支持定位"


class WatchRule(TextChoices):
    """What the watchers look for; W01 to W09 as the checks of the rulebook number them."""

    REPEATED = "W01", "短期内多次检查"
    LEVELS = "W02", "上级已查又查"
    UNCODED = "W03", "未亮码检查"
    MERGEABLE = "W08", "可以合并检查"
    OFFSITE = "W09", "可以不入企检查"
    CLEAN = "W14", "连续未发现问题"
    OFFICER_RATE = "W15", "人员发现率差异"
    REGION_RATE = "W16", "地区发现率差异"
    FREQUENT_HERE = "W17", "辖区内频繁检查"


class WatchAnswer(TextChoices):
    EXPLAINED = "explained", "已说明"
    CORRECTED = "corrected", "已纠正"


class ReportConclusion(TextChoices):
    """What became of a report that somebody entered without a code."""

    LAWFUL = "lawful", "依法检查，有检查码"
    EXCUSED = "excused", "未亮码，有正当理由"
    UNCODED = "uncoded", "无理由未亮码"
    OTHER = "other", "不属于行政检查"
    UNFOUNDED = "unfounded", "反映不属实"
