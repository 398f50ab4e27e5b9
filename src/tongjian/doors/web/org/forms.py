"""Forms about agencies and people; each produces the keywords of one operation."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org import queries
from tongjian.foundation.org.choices import Role, UserKind
from tongjian.foundation.org.models import Agency, AgencyKind
from tongjian.foundation.org.roles import API_SCOPES
from tongjian.pure.codes import significant

SCOPE_LABELS = {
    "entities:read": "读取监管对象",
    "items:read": "读取监管事项",
    "key_items:read": "读取重点事项",
    "demands:read": "读取检查需求",
    "demands:write": "提交检查需求",
    "draws:read": "读取联合抽取",
    "visits:read": "读取联合检查",
    "results:read": "读取检查结果",
}


class SignInForm(Form):
    username = forms.CharField(
        label="用户名",
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(label="密码", widget=forms.PasswordInput({"autocomplete": "current-password"}))

    def clean_username(self) -> str:
        """As `create_user` keeps it: phones like to begin with a capital."""
        return str(self.cleaned_data["username"]).strip().lower()


class CodeForm(Form):
    code = forms.CharField(
        label="动态口令",
        help_text="手机验证器上显示的 6 位数字。",
        max_length=8,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class NewPasswordForm(Form):
    password = forms.CharField(
        label="新密码",
        help_text="至少 10 位，不能是常用密码或与姓名相近。",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(label="再输一次", widget=forms.PasswordInput({"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password") != data.get("again"):
            self.add_error("again", "两次输入的密码不一样。")
        return data


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(label="原密码", widget=forms.PasswordInput({"autocomplete": "current-password"}))
    field_order = ["old", "password", "again"]


class ChoosePostForm(Form):
    post = forms.UUIDField()


class AgencyField(forms.CharField):
    """An agency by code or name, cleaned to its id; says what comes near when there is none.

    The browser completes it from the list that org/agency_codes.html puts beside the form.
    """

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "list": "agency-codes", "autocomplete": "off"}

    def clean(self, value: Any) -> UUID | None:
        text = str(super().clean(value))
        if not text:
            return None
        found = queries.find_agencies(text)
        if len(found) == 1:
            return found[0].pk
        near = "、".join(agency.name for agency in found[:3])
        sentence = f"符合“{text}”的机关不止一个：{near}等，请写全称。" if found else f"没有找到“{text}”，请核对全称。"
        raise forms.ValidationError(sentence)


class AgencyFilterForm(FilterForm):
    text = forms.CharField(label="名称或代码", max_length=100)
    within = forms.ChoiceField(label="区划及以下")
    kind = forms.ChoiceField(label="部门类别")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "within", _places())
        _choices(self, "kind", list(AgencyKind.objects.values_list("code", "title")))


class EstablishForm(Form):
    kind_code = forms.ChoiceField(label="部门类别")
    region_code = forms.ChoiceField(label="区划")
    name = forms.CharField(label="名称", required=False, max_length=100, help_text="不填时按部门类别的通用名称。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "region_code", _places())
        _choices(self, "kind_code", list(AgencyKind.objects.values_list("code", "title")))


class RenameForm(Form):
    name = forms.CharField(label="新名称", max_length=100)


class AbolishForm(Form):
    reason = forms.CharField(label="理由", max_length=300, help_text="文号或公告名称。")
    successor_id = AgencyField(label="承接机关", required=False, max_length=100, help_text="名称或代码；没有的不填。")


class AgenciesField(forms.CharField):
    """Agencies by code or full name, one a line, cleaned to their ids."""

    widget = forms.Textarea({"rows": 3})

    def clean(self, value: Any) -> list[UUID]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        one = AgencyField()
        return list(dict.fromkeys(found for line in lines if (found := one.clean(line)) is not None))


class MergeForm(Form):
    agency_ids = AgenciesField(label="合并的机关", help_text="一行一个，名称或代码。")
    successor_id = AgencyField(label="合并后的机关", max_length=100, help_text="名称或代码；新机关请先设立。")
    document = forms.CharField(label="文号", max_length=200, help_text="机构改革方案或者批复的文号。")
    effective_on = forms.DateField(label="生效日期", widget=forms.DateInput)


class SplitForm(Form):
    """The second time it is shown it asks for every person: who goes where."""

    successor_ids = AgenciesField(
        label="分立后的机关",
        help_text="一行一个，名称或代码，第一个是主要承接机关；本机关继续存在的也写上。新机关请先设立。",
    )
    document = forms.CharField(label="文号", max_length=200, help_text="机构改革方案或者批复的文号。")
    effective_on = forms.DateField(label="生效日期", widget=forms.DateInput)
    people = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, agency: Agency) -> None:
        super().__init__(data)
        self._agency = agency
        self._keys: dict[str, UUID] = {}
        if data is not None and self.is_valid() and not self.errors:
            self._ask_for_people(self.cleaned_data["successor_ids"])

    @property
    def has_asked(self) -> bool:
        return bool(self.data.get("people"))

    def _ask_for_people(self, successor_ids: list[UUID]) -> None:
        names = queries.names_of_agencies(str(pk) for pk in successor_ids)
        places = [(str(pk), names[str(pk)]) for pk in successor_ids]
        choices = [*places, ("nobody", "暂不安排（岗位结束、执法人员离岗）")]
        posts = self._agency.posts.filter(valid_until=None).select_related("user").order_by("pk")
        rows = [(f"post_{post.pk}", post.pk, f"{post.user.name}（{post.get_role_display()}）") for post in posts]
        officers = self._agency.officers.filter(is_active=True).order_by("certificate_number")
        rows += [(f"officer_{one.pk}", one.pk, f"执法人员 {one.name}（{one.certificate_number}）") for one in officers]
        for name, key, label in rows:
            field = forms.ChoiceField(label=label, choices=choices, required=False, initial=places[0][0])
            self.fields[name], self._keys[name] = field, key
            self._dress(name, field)
        if self.has_asked:
            self.full_clean()
        else:
            self.data = {**dict(self.data.items()), "people": "asked", **{name: places[0][0] for name in self._keys}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.pop("people", None)
        given = {key: data.pop(name, "") for name, key in self._keys.items()}
        assignments = {key: None if heir == "nobody" else UUID(heir) for key, heir in given.items() if heir}
        return {**data, "assignments": assignments}


class EnforcementForm(Form):
    basis = forms.CharField(label="确认依据", max_length=200, help_text="文号或公告名称，将随名单公布。")
    valid_from = forms.DateField(
        label="生效日期", required=False, widget=forms.DateInput, help_text="不填的从今天起。"
    )


class ApiKeyForm(Form):
    name = forms.CharField(label="用途", max_length=60, help_text="例：市一体化平台读取监管对象")
    scopes = forms.MultipleChoiceField(
        label="权限",
        choices=[(scope, SCOPE_LABELS[scope]) for scope in API_SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
    valid_until = forms.DateField(
        label="有效期至（不含）", required=False, widget=forms.DateInput, help_text="不填的长期有效，直到吊销。"
    )

    def clean_valid_until(self) -> datetime | None:
        day: date | None = self.cleaned_data["valid_until"]
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None


class UserFilterForm(FilterForm):
    text = forms.CharField(label="姓名或用户名", max_length=60)


class UserForm(Form):
    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(label="用户名", max_length=60, help_text="3 至 60 位小写字母、数字、点、横线。")
    kind = forms.ChoiceField(
        label="类型", choices=[(kind.value, kind.label) for kind in (UserKind.OFFICIAL, UserKind.OPERATOR)]
    )
    phone = forms.CharField(label="手机", required=False, max_length=20, help_text="加密保存，页面上只显示末四位。")


class PostForm(Form):
    agency_id = AgencyField(label="机关代码或名称", max_length=100, help_text="如 140100-YJ 或“太原市应急管理局”。")
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    title = forms.CharField(label="职务", required=False, max_length=60)
    valid_from = forms.DateField(
        label="任职日期", required=False, widget=forms.DateInput, help_text="不填的从今天起。"
    )


class OfficerFilterForm(FilterForm):
    text = forms.CharField(label="姓名或执法证号", max_length=60)
    validity = forms.ChoiceField(label="执法证")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notice = queries.certificate_notice()
        soon = [("expiring", f"{notice.days} 日内到期")] if notice else []
        _choices(self, "validity", [*soon, ("expired", "已过期"), ("left", "已离岗")])


class OfficerForm(Form):
    name = forms.CharField(label="姓名", max_length=60)
    certificate_number = forms.CharField(label="执法证号", max_length=40)
    certificate_from = forms.DateField(label="发证日期", required=False, widget=forms.DateInput)
    certificate_until = forms.DateField(
        label="有效期至（不含）", widget=forms.DateInput, help_text="到这一天的零时失效；过期后不能参加检查（V03）。"
    )
    is_auxiliary = forms.BooleanField(label="执法辅助人员（不计入检查人数）", required=False)
    user_id = forms.CharField(
        label="登录用户名", required=False, max_length=60, help_text="有账号的填写，本人才能在手机上登记检查结果。"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if actor.has("org.manage_users"):
            self.fields["agency_id"] = AgencyField(
                label="机关代码或名称", max_length=100, help_text="如 140100-YJ 或“太原市应急管理局”。"
            )
            self._dress("agency_id", self.fields["agency_id"])
            self.order_fields(["agency_id"])

    def clean(self) -> dict[str, Any]:
        """A reviewer registers for the own agency."""
        data = super().clean() or self.cleaned_data
        return {"agency_id": self.actor.agency_id, **data}

    def clean_user_id(self) -> UUID | None:
        username = str(self.cleaned_data["user_id"]).strip().lower()
        if not username:
            return None
        try:
            return queries.get_user_by_name(self.actor, username).pk
        except NotFound as missing:
            raise forms.ValidationError(missing.sentence) from missing

    def clean_certificate_until(self) -> date:
        until: date = self.cleaned_data["certificate_until"]
        if until <= timezone.localdate():
            raise forms.ValidationError("这个执法证已经过期，不能登记。")
        return until


class RenewForm(Form):
    certificate_until = forms.DateField(label="新的有效期至（不含）", widget=forms.DateInput)


def _choices(form: Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "全部" if isinstance(form, FilterForm) else "请选择"), *choices]


def _places() -> list[tuple[str, str]]:
    """Provinces, cities and counties of today, indented by level; agencies of townships are found by name."""
    places = queries.regions_to_choose()
    return [(region.code, "　" * (len(significant(region.code)) // 2 - 1) + region.name) for region in places]
