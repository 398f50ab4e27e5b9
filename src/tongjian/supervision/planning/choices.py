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
