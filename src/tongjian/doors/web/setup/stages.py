"""How far a place is from its first joint draw: read from what is there, so nothing has to be ticked off."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tongjian.doors.face.parts import Tone
from tongjian.doors.face.wording import day
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Region
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.planning import queries as planning
from tongjian.supervision.registry import queries as registry

NEEDED = {Role.HANDLER: "经办", Role.REVIEWER: "审核", Role.HEAD: "负责人"}
SOON = timedelta(days=45)
OPERATOR, DEPARTMENTS = "运维员", "统筹部门或业务部门"


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing to be ready. `hint` says what is missing, or what is there; `tone` is good when nothing is missing,
    active when this person goes on, off when somebody else does."""

    title: str
    who: str
    hint: str
    tone: Tone
    url: str = ""
    label: str = ""
    command: str = ""

    @property
    def state(self) -> str:
        return {"good": "已就绪", "active": "待办", "off": "由他人办理"}.get(self.tone, "建议")


def stages_of(actor: Actor, region: Region | None, *, is_secure: bool) -> list[Stage]:
    place = f"?region={region.pk}" if region else ""
    manages, works = actor.has("org.manage_users"), actor.has("registry.view")
    return [
        _agencies(region, f"{reverse('setup:agencies')}{place}" if manages else ""),
        _people(region, f"{reverse('setup:people')}{place}" if manages else ""),
        _calendar(),
        _entities(actor, works=works),
        _items(actor, works=works),
        _draw(actor, works=works),
        _tls(is_secure=is_secure),
        _backup(),
    ]


def _agencies(region: Region | None, url: str) -> Stage:
    title, label = "设立机关", "选择部门"
    if region is None:
        return Stage(title, OPERATOR, "先选择本系统服务的市、县（市、区）。", "active", url, label)
    there = [department.agency for department in org.departments_of(region) if department.agency]
    published = org.published_enforcers(agency.pk for agency in there)
    coordinators = [agency for agency in there if agency.kind.is_coordinator]
    hint = f"{region.name}已设 {len(there)} 个机关，其中 {len(published)} 个已公布为检查主体。"
    if not coordinators:
        return Stage(title, OPERATOR, f"{hint}还没有统筹部门。", "active", url, label)
    if len(published) < 2:
        return Stage(title, OPERATOR, f"{hint}联合检查至少要有两个检查主体。", "active", url, label)
    return Stage(title, OPERATOR, hint, "good", url, label)


def _people(region: Region | None, url: str) -> Stage:
    title, label = "开设账号", "登记人员"
    if region is None:
        return Stage(title, OPERATOR, "设立机关之后登记人员。", "active")
    staff = org.staff_of(region)
    if not staff:
        return Stage(title, OPERATOR, f"{region.name}还没有人员。", "active", url, label)
    lacking = [sentence for member in staff if (sentence := _lacking(member))]
    if not any(Role.COORDINATOR in member.roles for member in staff):
        lacking.insert(0, "没有统筹岗位，无人组织联合抽取")
    if lacking:
        return Stage(title, OPERATOR, "；".join(lacking) + "。", "active", url, label)
    return Stage(title, OPERATOR, f"{len(staff)} 个机关的岗位和执法人员齐全。", "good", url, label)


def _lacking(staff: org.Staff) -> str:
    """What an enforcer that has begun to name people still lacks for a lawful visit."""
    if not staff.agency.kind.is_enforcer:
        return ""
    missing = [label for role, label in NEEDED.items() if role not in staff.roles]
    needed = rulebook.number("visit.officers_per_agency", region=staff.agency.region_id, agency=staff.agency.code)
    if staff.officers < needed:
        missing.append(f"执法人员（{staff.officers} 名，至少 {needed} 名）")
    return f"{staff.agency.name}缺{'、'.join(missing)}" if missing else ""


def _calendar() -> Stage:
    known = rulebook.calendar().known_until
    url, title = reverse("rulebook:calendar"), "工作日历"
    if known <= timezone.localdate() + SOON:
        hint = f"放假与调休载入到 {day(known - timedelta(days=1))}。下一年的安排公布后请载入；之前跨年的时限为暂定。"
        return Stage(title, OPERATOR, hint, "neutral", url, "查看日历")
    return Stage(title, OPERATOR, f"放假与调休载入到 {day(known - timedelta(days=1))}。", "good", url, "查看日历")


def _entities(actor: Actor, *, works: bool) -> Stage:
    title = "监管对象名录"
    if not works:
        return Stage(title, DEPARTMENTS, "由统筹部门或业务部门登录后导入一份企业 Excel。", "off")
    count = registry.list_entities(actor, registry.EntityFilter()).count()
    url = f"{reverse('imports:upload')}?dataset=entities"
    if count:
        return Stage(title, DEPARTMENTS, f"已有 {count:,} 户。", "good", url, "继续导入")
    return Stage(
        title, DEPARTMENTS, "还没有监管对象。导入一份企业 Excel：名称和一种证照号码即可。", "active", url, "导入名录"
    )


def _items(actor: Actor, *, works: bool) -> Stage:
    title = "监管事项清单"
    if not works:
        return Stage(title, DEPARTMENTS, "由业务部门登录后导入一份事项 Excel，审核人发布。", "off")
    published = catalog.published_versions(actor).count()
    upload = f"{reverse('imports:upload')}?dataset=items"
    if published:
        return Stage(title, DEPARTMENTS, f"已发布 {published:,} 项。", "good", upload, "继续导入")
    if catalog.list_versions(actor, catalog.ItemFilter()).exists():
        url = reverse("catalog:submit-many" if actor.has("catalog.edit") else "catalog:publish-many")
        return Stage(title, DEPARTMENTS, "事项还是草稿：经办人送审，审核人发布。", "active", url, "办理")
    return Stage(
        title, DEPARTMENTS, "还没有事项。导入一份事项 Excel：部门和事项名称即可。", "active", upload, "导入事项"
    )


def _draw(actor: Actor, *, works: bool) -> Stage:
    title = "第一次联合抽取"
    if not works:
        return Stage(title, "统筹部门", "部门提交需求后，由统筹部门组织抽取。", "off")
    count = planning.list_draws(actor, planning.DrawFilter()).count()
    if count:
        return Stage(title, "统筹部门", f"已有 {count} 次抽取。", "good", reverse("draws:list"), "查看")
    return Stage(
        title, "统筹部门", "部门编制并提交需求，统筹部门新建抽取。", "active", reverse("planning:list"), "抽查需求"
    )


def _tls(*, is_secure: bool) -> Stage:
    if is_secure:
        return Stage("加密访问", OPERATOR, "正在用 HTTPS 访问。", "good")
    hint = "手机扫码和抽取时在浏览器里生成随机数都要求 HTTPS。停止服务后这样启动："
    return Stage("加密访问", OPERATOR, hint, "neutral", command=".venv/bin/tongjian serve --tls")


def _backup() -> Stage:
    hint = "每天备份到另一块磁盘或另一台机器，并至少演练一次恢复："
    return Stage("备份", OPERATOR, hint, "neutral", command=".venv/bin/tongjian backup --out 备份文件")
