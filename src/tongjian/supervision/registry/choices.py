from django.db.models import TextChoices


class EntityKind(TextChoices):
    ENTERPRISE = "enterprise", "企业"
    INDIVIDUAL_BUSINESS = "individual_business", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    GOVERNMENT_BODY = "government_body", "机关群团"
    FOREIGN_OFFICE = "foreign_office", "外企代表机构"
    OTHER = "other", "其他"
    NATURAL_PERSON = "natural_person", "自然人"
    UNLICENSED = "unlicensed", "无证无照经营户"
    PROJECT = "project", "项目"
    PRODUCT = "product", "产品"
    EQUIPMENT = "equipment", "设备"
    VEHICLE = "vehicle", "车辆"
    HOUSE = "house", "自建房"
    VENUE = "venue", "场所"


PERSONS = (EntityKind.NATURAL_PERSON, EntityKind.UNLICENSED)
"""People without a licence. Their names are personal data: the public reads them masked, no file brings them in."""
THINGS = (
    EntityKind.PROJECT,
    EntityKind.PRODUCT,
    EntityKind.EQUIPMENT,
    EntityKind.VEHICLE,
    EntityKind.HOUSE,
    EntityKind.VENUE,
)
"""What is supervised without being a legal person. Somebody answers for it: `RelationKind.OBJECT_OF`."""
WITHOUT_CODE = (*PERSONS, *THINGS)


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
    PERSON = "person", "证件号（不可逆）"


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
    OBJECT_OF = "object_of", "管理的物（由对方负责）"
