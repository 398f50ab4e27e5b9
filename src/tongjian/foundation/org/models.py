"""Regions and agencies with validity and successors, the people, and what lets them act."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tongjian.foundation.kernel.encryption import EncryptedTextField
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.choices import RegionLevel, Role, SuccessionKind, UserKind


class Region(models.Model):
    """行政区划：GB/T 2260 code (townships: 9 digits). Abolished codes stay, with their successor."""

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=10, choices=RegionLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_until = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        verbose_name = "行政区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class AgencyKind(models.Model):
    """部门类别：the same department at every level, with its names (`{region}` is replaced)."""

    code = models.CharField("代码", max_length=20, primary_key=True)
    title = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    province_name = models.CharField("省级名称", max_length=100, blank=True)
    city_name = models.CharField("市级名称", max_length=100, blank=True)
    county_name = models.CharField("县级名称", max_length=100, blank=True)
    is_enforcer = models.BooleanField("执法机关", default=False)
    is_coordinator = models.BooleanField("统筹部门", default=False)
    is_deliberative = models.BooleanField("议事协调机构", default=False)

    class Meta:
        verbose_name = "部门类别"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Agency(Identified):
    """机关：one department of one region."""

    code = models.CharField("代码", max_length=40, unique=True)
    kind = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name="类别", related_name="agencies")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="agencies")
    name = models.CharField("名称", max_length=100)
    line_superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="业务上级", related_name="line_subordinates"
    )
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_until = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        verbose_name = "机关"
        ordering = ["region_id", "code"]

    def __str__(self) -> str:
        return self.name


class Succession(Identified):
    """机构改革：what an agency gave to another by a merger or a split, from a day on, by which document."""

    predecessor = models.ForeignKey(Agency, models.PROTECT, verbose_name="原机关", related_name="given")
    successor = models.ForeignKey(Agency, models.PROTECT, verbose_name="承接机关", related_name="taken")
    kind = models.CharField("方式", max_length=10, choices=SuccessionKind)
    document = models.CharField("文号", max_length=200)
    effective_on = models.DateField("生效日期")

    class Meta:
        verbose_name = "机构承接"
        ordering = ["effective_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "effective_on"], name="succession_once"),
            models.CheckConstraint(
                name="succession_of_another",
                condition=~Q(predecessor=F("successor")),
                violation_error_message="机关不能由自己承接。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class EnforcementStatus(Identified):
    """执法主体资格：confirmed by the government of its level and published (晋政办发〔2025〕9号 第1–2条)."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="enforcement_statuses")
    basis = models.CharField("确认依据", max_length=200)
    published_at = models.DateField("公布日期", null=True, blank=True)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "执法主体资格"

    def __str__(self) -> str:
        return f"{self.agency} {self.valid_from}"


class UserManager(BaseUserManager["User"]):
    """Looks users up by name; users are made by `operations.create_user` only."""


class User(AbstractBaseUser, Identified):
    """用户：a person who signs in. There is no almighty user."""

    username = models.CharField("用户名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    kind = models.CharField("类型", max_length=12, choices=UserKind)
    phone = EncryptedTextField("手机", blank=True, default="")
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.name


class Post(Identified):
    """岗位：lets a user act for an agency in a role, for a time."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="posts")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="posts")
    role = models.CharField("角色", max_length=12, choices=Role)
    title = models.CharField("职务", max_length=60, blank=True)
    valid_from = models.DateField("任职日期")
    valid_until = models.DateField("离任日期", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"], condition=Q(valid_until=None), name="post_once_while_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_role_display()}"


class Delegation(Identified):
    """代办：a colleague of the same agency does the work of a post while its holder is on leave; `valid_until` is the
    first day on which no longer."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="delegations")
    deputy = models.ForeignKey(User, models.PROTECT, verbose_name="代办人", related_name="deputed")
    valid_from = models.DateField("开始日期")
    valid_until = models.DateField("结束日期（不含）")
    reason = models.CharField("事由", max_length=300)
    created_at = models.DateTimeField("设立时间", auto_now_add=True)

    class Meta:
        verbose_name = "代办"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_begins",
                condition=Q(valid_until__gte=F("valid_from")),
                violation_error_message="代办的结束日期不能早于开始日期。",
            )
        ]
        indexes = [models.Index(fields=["deputy", "valid_until"], name="delegation_of_deputy")]

    def __str__(self) -> str:
        return f"{self.post} → {self.deputy}"


class Officer(Identified):
    """执法人员：a certificate holder of an agency, with or without an account."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="officers")
    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, verbose_name="用户", related_name="officer"
    )
    name = models.CharField("姓名", max_length=60)
    certificate_number = models.CharField("执法证号", max_length=40, unique=True)
    certificate_from = models.DateField("发证日期", null=True, blank=True)
    certificate_until = models.DateField("有效期至（不含）")
    is_auxiliary = models.BooleanField("执法辅助人员", default=False)
    is_active = models.BooleanField("在岗", default=True)
    phone = EncryptedTextField("手机", blank=True, default="")
    certificate_told_on = models.DateField("最近提醒续证", null=True, blank=True)

    class Meta:
        verbose_name = "执法人员"
        ordering = ["agency_id", "certificate_number"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("org:officer", args=[self.pk])


class OneTimeLink(Identified):
    """一次性链接：sets the first password; only the hash of its token is kept."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="links")
    token_sha256 = models.CharField("令牌摘要", max_length=64, unique=True)
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "一次性链接"

    def __str__(self) -> str:
        return f"{self.user}"


class SignIn(Identified):
    """登录会话：one session of a person, on one device. The session itself ends by itself when nobody uses it."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="sign_ins")
    session_key = models.CharField("会话", max_length=40, blank=True)
    agent = models.CharField("浏览器", max_length=300, blank=True)
    address = models.GenericIPAddressField("地址", null=True, blank=True)
    signed_in_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "登录会话"
        ordering = ["-signed_in_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.signed_in_at:%Y-%m-%d %H:%M}"


class LinkedIdentity(Identified):
    """绑定的统一身份：who a user is to an OpenID Connect provider; `subject` is the provider's word, never shown."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="identities")
    issuer = models.CharField("认证机构", max_length=300)
    subject = models.CharField("身份", max_length=255)
    linked_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = "绑定的统一身份"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once"),
            models.UniqueConstraint(fields=["issuer", "user"], name="identity_once_per_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.issuer}"


class ApiKey(Identified):
    """接口密钥：lets a system of an agency call /api/v1 within scopes; only the hash of the secret is kept."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="api_keys")
    name = models.CharField("名称", max_length=60)
    prefix = models.CharField("前缀", max_length=12, unique=True)
    secret_sha256 = models.CharField("密钥摘要", max_length=64)
    scopes = models.JSONField("权限", default=list)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    valid_until = models.DateTimeField("失效时间", null=True, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = "接口密钥"

    def __str__(self) -> str:
        return f"{self.agency} {self.name}"
