from django.db.models import TextChoices


class Stage(TextChoices):
    """环节 of the whole process of supervision (晋政办发〔2023〕39号第1条: 全流程各环节分工)."""

    ACCESS = "access", "准入"
    ROUTINE = "routine", "日常检查"
    WARNING = "warning", "预警"
    CLUE = "clue", "线索"
    ENFORCEMENT = "enforcement", "执法"
    CREDIT = "credit", "信用"
    TECHNICAL = "technical", "技术支撑"


class SettlementKind(TextChoices):
    OVERLAP = "overlap", "职责交叉"
    GAP = "gap", "职责空白"
    NEW_BUSINESS = "new", "新业态定性"


class SettlementState(TextChoices):
    PROPOSED = "proposed", "待受理"
    OPINIONS = "opinions", "征求意见"
    DECIDED = "decided", "已决定"
    CLOSED = "closed", "已终止"


class Outcome(TextChoices):
    """What was decided: one leads, or each goes on answering for its own."""

    LEAD = "lead", "明确牵头和配合部门"
    APART = "apart", "各负其责，不属于交叉"


class Wish(TextChoices):
    """What a department says of its own part."""

    LEAD = "lead", "由本部门牵头"
    COOPERATE = "cooperate", "本部门配合"
    NONE = "none", "不属于本部门职责"


class RecordState(TextChoices):
    """Of a transfer of powers, of a commission."""

    REGISTERED = "registered", "待公布"
    PUBLISHED = "published", "已公布"
    ENDED = "ended", "已终止"
