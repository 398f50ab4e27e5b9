from django.db.models import TextChoices


class ClockState(TextChoices):
    RUNNING = "running", "计时中"
    SUSPENDED = "suspended", "中止"
    MET = "met", "按期完成"
    MET_LATE = "met_late", "逾期完成"
    EXPIRED = "expired", "已超期"
    CANCELLED = "cancelled", "已取消"


class TodoState(TextChoices):
    OPEN = "open", "待办"
    DONE = "done", "已办"
    CANCELLED = "cancelled", "已取消"


class ParticipationRole(TextChoices):
    LEAD = "lead", "牵头"
    COOPERATE = "cooperate", "配合"
    LOCAL = "local", "属地"
    TECHNICAL = "technical", "技术支撑"
    INFORMED = "informed", "知会"


class HandoverState(TextChoices):
    OFFERED = "offered", "待接收"
    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    ARBITRATION = "arbitration", "待指定"


class MailRhythm(TextChoices):
    """When news go out by mail as well."""

    AT_ONCE = "at_once", "随时"
    DAILY = "daily", "每天一次"
    NEVER = "never", "不发"


class WebhookState(TextChoices):
    WAITING = "waiting", "待发送"
    DELIVERED = "delivered", "已送达"
    GIVEN_UP = "given_up", "未送达"


class NotificationKind(TextChoices):
    TODO = "todo", "待办"
    DUE = "due", "时限提醒"
    OVERDUE = "overdue", "时限超期"
    HANDOVER = "handover", "移交和退回"
    ARBITRATION = "arbitration", "指定承办"
    OVERSIGHT = "oversight", "督办"
