from django.db.models import TextChoices


class EntityKind(TextChoices):
    ENTERPRISE = "enterprise", "企业"
    INDIVIDUAL_BUSINESS = "individual_business", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    GOVERNMENT_BODY = "government_body", "机关群团"
    OTHER = "other", "其他"


class EntityStatus(TextChoices):
    ACTIVE = "active", "存续"
    SUSPENDED = "suspended", "歇业"
    REVOKED = "revoked", "吊销"
    DEREGISTERED = "deregistered", "注销"
    MOVED = "moved", "迁出"


class IdentifierKind(TextChoices):
    USCC = "uscc", "统一社会信用代码"
    REGISTRATION = "registration", "注册号（15 位）"
    OTHER = "other", "其他编号"


class LikenessDecision(TextChoices):
    OPEN = "open", "待判断"
    SAME = "same", "同一"
    DIFFERENT = "different", "不同"


class PointSource(TextChoices):
    SURVEY = "survey", "现场测定"
    MAP = "map", "地图标注"
    ADDRESS = "address", "按地址查得"
    FILE = "file", "来文提供"


class PermitState(TextChoices):
    AHEAD = "ahead", "未生效"
    VALID = "valid", "有效"
    EXPIRED = "expired", "已过期"
    ENDED = "ended", "已注销（撤销）"


class RelationKind(TextChoices):
    BRANCH_OF = "branch_of", "分支机构"
    SUPPLIER_OF = "supplier", "供货方"
