"""Where one can go, in the policy's words. Data: a door adds an entry together with its page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from tongjian.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One page to go to. `needs` is the capability that opens it; empty means everybody who is signed in."""

    label: str
    url_name: str
    icon: str
    needs: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def leads_to(self, path: str) -> bool:
        """Its own page and those below it; the root has nothing below it."""
        return path == self.url or (self.url != "/" and path.startswith(self.url))

    def is_open_to(self, actor: Actor) -> bool:
        return not self.needs or actor.has(self.needs)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of work. Without an entry the person may use it is not shown."""

    label: str
    icon: str
    entries: Sequence[Entry] = ()

    @property
    def url(self) -> str:
        return self.entries[0].url


WORKBENCH: Sequence[Section] = (
    Section(
        "工作台",
        "layout-dashboard",
        (
            Entry("工作台", "web:workbench", "layout-dashboard"),
            Entry("待办", "casework:todos", "list-check", needs="casework.view"),
            Entry("时限日历", "casework:month", "calendar", needs="casework.view"),
            Entry("超期事项", "casework:overdue", "clock-exclamation", needs="casework.oversee"),
            Entry("工作量", "casework:workload", "chart-bar", needs="casework.view"),
            Entry("指定承办", "casework:arbitrations", "gavel", needs="casework.view"),
        ),
    ),
    Section(
        "监管事项",
        "checklist",
        (
            Entry("事项清单", "catalog:list", "checklist", needs="catalog.view"),
            Entry("检查表", "catalog:checklists", "list-check", needs="catalog.view"),
            Entry("一件事", "scenarios:list", "git-merge", needs="scenarios.view"),
            Entry("重点事项", "key_items:list", "target", needs="key_items.view"),
            Entry("合规手册", "handbooks:list", "notebook", needs="handbooks.view"),
            Entry("职责矩阵", "duties:matrix", "sitemap", needs="duties.view"),
            Entry("职责交叉与空白", "duties:findings", "circle-dashed", needs="duties.view"),
            Entry("职责协调", "duties:settlements", "scale", needs="duties.view"),
            Entry("处罚权划转", "duties:transfers", "arrows-exchange", needs="duties.view"),
            Entry("委托执法", "duties:commissions", "file-certificate", needs="duties.view"),
            Entry("领用事项", "catalog:adoption", "download", needs="catalog.view"),
            Entry("领用审核", "catalog:review-adoptions", "file-check", needs="catalog.review"),
            Entry("动态调整", "catalog:adjustments", "refresh", needs="catalog.view"),
            Entry("频次上限", "catalog:caps", "gauge", needs="catalog.view"),
            Entry("某日清单", "catalog:as-of", "calendar", needs="catalog.view"),
            Entry("清单质量", "catalog:quality", "chart-bar", needs="catalog.view"),
            Entry("批量送审", "catalog:submit-many", "send", needs="catalog.edit"),
            Entry("审核发布", "catalog:publish-many", "check", needs="catalog.review"),
            Entry("事项资格", "catalog:qualifications", "id-badge-2", needs="org.manage_officers"),
        ),
    ),
    Section(
        "监管对象",
        "building-store",
        (
            Entry("对象名录", "registry:list", "building-store", needs="registry.view"),
            Entry("对象分布", "registry:map", "map-2", needs="registry.view"),
            Entry("疑似同一", "registry:likenesses", "arrows-exchange", needs="registry.edit"),
            Entry("导入批次", "imports:list", "file-import", needs="exchange.view"),
        ),
    ),
    Section(
        "计划与抽取",
        "dice",
        (
            Entry("年度计划", "plans:list", "calendar", needs="plans.view"),
            Entry("撮合", "consolidation:list", "git-merge", needs="plans.view"),
            Entry("抽查需求", "planning:list", "clipboard-list", needs="planning.view"),
            Entry("对象名录库", "pools:list", "database", needs="planning.view"),
            Entry("人员名录库", "pools:inspectors", "id-badge-2", needs="planning.view"),
            Entry("联合抽取", "draws:list", "dice", needs="planning.view"),
            Entry("检查排期", "schedules:list", "calendar", needs="planning.coordinate"),
            Entry("公平性测算", "draws:fairness", "scale", needs="planning.view"),
        ),
    ),
    Section(
        "联合检查",
        "clipboard-check",
        (
            Entry("检查列表", "inspections:list", "clipboard-check", needs="inspections.view"),
            Entry("文书", "documents:list", "file-text", needs="casework.view"),
            Entry("待我批准", "inspections:approvals", "check", needs="inspections.approve"),
            Entry("今日检查", "field:today", "clipboard-list", needs="inspections.enter"),
        ),
    ),
    Section(
        "监测预警",
        "radar",
        (
            Entry("监督提醒", "inspections:watch", "radar", needs="inspections.view"),
            Entry("入企反映", "inspections:reports", "flag", needs="planning.coordinate"),
        ),
    ),
    Section("问题线索", "flag"),
    Section("协同会商", "users-group"),
    Section("审管联动", "arrows-exchange"),
    Section("行刑衔接", "gavel"),
    Section("信用监管", "star"),
    Section("数据共享", "database"),
    Section("分析评估", "chart-bar"),
    Section(
        "规则库",
        "book",
        (
            Entry("参数与规则", "rulebook:parameters", "book", needs="rulebook.view"),
            Entry("法规库", "rulebook:statutes", "notebook", needs="rulebook.view"),
            Entry("条款变更", "rulebook:clause-changes", "history", needs="rulebook.view"),
            Entry("规则变更", "rulebook:changes", "edit", needs="rulebook.view"),
        ),
    ),
    Section(
        "存证",
        "fingerprint",
        (
            Entry("存证条目", "ledger:list", "fingerprint", needs="ledger.view"),
            Entry("检查点与核验", "ledger:checkpoints", "shield-check", needs="ledger.view"),
        ),
    ),
    Section(
        "机构人员",
        "sitemap",
        (
            Entry("机关", "org:agencies", "building-community", needs="org.view"),
            Entry("执法人员", "org:officers", "id-badge-2", needs="org.view"),
            Entry("用户", "org:users", "users", needs="org.manage_users"),
            Entry("权限一览", "org:access", "lock", needs="org.view"),
            Entry("接口密钥", "org:keys", "key", needs="org.manage_agencies"),
            Entry("消息推送", "casework:webhooks", "send", needs="org.manage_agencies"),
            Entry("启用准备", "setup:overview", "checklist", needs="org.manage_users"),
        ),
    ),
)
PORTAL: Sequence[Entry] = (
    Entry("查验检查码", "portal:check-code", "qrcode"),
    Entry("核验文书", "portal:verify-document", "zoom-check"),
    Entry("与我有关", "portal:concerns", "building-store"),
    Entry("联合抽取", "portal:draws", "dice"),
    Entry("监管事项", "portal:items", "checklist"),
    Entry("合规手册", "portal:handbooks", "notebook"),
    Entry("检查结果", "portal:results", "clipboard-check"),
    Entry("存证核验", "portal:ledger", "fingerprint"),
)
"""In the bar of every public page: at most two lines of four on a phone."""
PORTAL_MORE: Sequence[Entry] = (
    Entry("入企反映", "portal:report-entry", "flag"),
    Entry("检查计划", "portal:plans", "calendar"),
    Entry("频次上限", "portal:caps", "gauge"),
    Entry("有因检查", "portal:causes", "chart-bar"),
    Entry("一件事", "portal:scenarios", "git-merge"),
    Entry("重点事项", "portal:key-items", "target"),
    Entry("法律法规", "portal:laws", "book"),
    Entry("检查主体名单", "portal:enforcers", "building-community"),
    Entry("开放数据", "portal:data", "database"),
)
"""On the public's first page only, after those of the bar."""
PHONE: Sequence[Entry] = (
    Entry("今日检查", "field:today", "clipboard-list", needs="inspections.enter"),
    Entry("工作台", "web:workbench", "layout-dashboard"),
)


def sections_for(actor: Actor, sections: Iterable[Section] = WORKBENCH) -> list[Section]:
    """What this person can use, and nothing else."""
    open_sections = [
        replace(section, entries=[entry for entry in section.entries if entry.is_open_to(actor)])
        for section in sections
    ]
    return [section for section in open_sections if section.entries]


def entry_at(sections: Iterable[Section], path: str) -> Entry | None:
    """The entry a page belongs to: of several that lead there, the most exact."""
    leading = [entry for section in sections for entry in section.entries if entry.leads_to(path)]
    return max(leading, key=lambda entry: len(entry.url), default=None)
