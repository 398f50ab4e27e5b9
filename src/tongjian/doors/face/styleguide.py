"""The style guide: every component with long names, nothing, and errors. For a DEBUG server and the tests."""

from datetime import date, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import segno
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm, Form, UploadField
from tongjian.doors.face.middleware import public
from tongjian.doors.face.parts import (
    Change,
    Chart,
    ClockFace,
    Entry,
    Explanation,
    Fact,
    Factor,
    Progress,
    Step,
    Tab,
    Tile,
)
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import ALLOW, deny, refuse

LONG = "山西晋中国家农业高新技术产业示范区（太谷区）汾河流域生态保护·综合治理工程建设管理有限责任公司第二分公司"
BEIJING_TIME = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 22, 14, 3, tzinfo=BEIJING_TIME)
FRAMES = ("workbench", "detail", "form", "public", "phone", "print", "refusal")


class SampleForm(Form):
    name = forms.CharField(label="计划名称", max_length=80, help_text="写明年度、牵头部门和行业，80 字以内。")
    kind = forms.ChoiceField(label="抽取方式", choices=[("fixed", "按比例"), ("census", "全部检查")])
    parties = forms.MultipleChoiceField(
        label="参与部门",
        choices=[("a", "山西省市场监督管理局"), ("b", "山西省应急管理厅"), ("c", "山西省生态环境厅")],
        widget=forms.CheckboxSelectMultiple,
        help_text="联合抽取至少两个部门。",
    )
    on = forms.DateField(label="开始日期", widget=forms.DateInput)
    roster = UploadField(label="名录文件", help_text="第一行是列名，至少有名称和一个编号。")
    note = forms.CharField(label="说明", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="已与参与部门核对过事项清单")


class SampleFilters(FilterForm):
    text = forms.CharField(label="名称或信用代码", widget=forms.SearchInput)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("open", "正常经营"), ("closed", "注销")])
    region = forms.ChoiceField(label="地区", choices=[("", "全省"), ("140100", "太原市"), ("140700", "晋中市")])


@public
@require_safe
def styleguide(request: HttpRequest, page: str = "components") -> HttpResponse:
    """`page` is components or one of FRAMES."""
    if page == "refusal":
        raise RuleViolated(
            "V08",
            "这家企业本年度已被同一部门入企检查 2 次，达到上限，不能再列入本次抽取。",
            "《国务院办公厅关于严格规范涉企行政检查的意见》第六条",
        )
    if page != "components" and page not in FRAMES:
        raise Http404
    return render(request, f"face/styleguide/{page}.html", _samples())


def _samples() -> dict[str, Any]:
    refused = SampleForm({"kind": "fixed", "parties": ["a"], "on": "2026-13-40"})
    refused.refuse(
        RuleViolated("one_party", "一个部门不能发起联合抽取。", "《部门联合“双随机、一公开”监管办法》第九条")
    )
    return {
        "long_name": LONG,
        "form": SampleForm(),
        "refused": refused,
        "filters": SampleFilters({"text": "太谷"}),
        "allowed": ALLOW,
        "denied": deny("只有牵头部门的负责人可以批准。"),
        "ruled_out": refuse("V05", "两名执法人员中有一人的证件已于 2026-10-31 到期。", "《行政处罚法》第四十二条"),
        "clocks": _clocks(),
        "tones": ["neutral", "active", "good", "soon", "late", "off", "draft"],
        "facts": _facts(),
        "entries": _entries(),
        "explanation": _explanation(),
        "steps": [
            Step("提出需求", "done", "3 个部门"),
            Step("联合抽取", "done", "2026-11-20"),
            Step("审批并生成检查码", "current", "还差 1 个部门"),
            Step("入企检查", "ahead"),
            Step("公示结果", "ahead"),
        ],
        "tiles": [
            Tile("待我审批", 12, "#", "其中 2 件今天到期", "list-check", "soon"),
            Tile("本月联合检查", "1,284", "#", "合并减少入企 37%", "clipboard-check"),
            Tile("监管对象", "约 512 万", "#", "", "building-store"),
            Tile("已超期", 0, "#", "", "clock-exclamation"),
        ],
        "tabs": [Tab("基本信息", "#", is_current=True), Tab("检查记录", "#", count=37), Tab("办理过程", "#", count=0)],
        "changes": [
            Change("名称", "太谷县汾河水务有限公司", LONG),
            Change("状态", "", "存续"),
            Change("注册资本", "500 万元", None),
        ],
        "jobs": [
            Progress("导入名录", 412_000, 1_000_000, note="已拒收 318 行"),
            Progress("导入名录", 4_000, 4_000, is_done=True, note="用时 8 秒"),
            Progress("导入名录", 1_200, 4_000, failure="第 1201 行起文件损坏，前 1200 行已保存，可从断点继续。"),
        ],
        "qr": segno.make("https://example.invalid/check/JC-2026-140700-000123", error="m").svg_inline(omitsize=True),
        "chart_option": {
            "xAxis": {"type": "category", "data": ["太原", "大同", "阳泉", "长治", "晋城", "朔州"]},
            "yAxis": {"type": "value"},
            "series": [{"type": "bar", "name": "联合检查", "data": [320, 210, 88, 176, 142, 95]}],
        },
        "chart_rows": Chart(
            ("市", "联合检查（次）"), [("太原", 320), ("大同", 210), ("阳泉", 88)], "2026 年各市联合检查"
        ),
        "table": _table(),
        "empty_table": _table(is_empty=True),
        "page": SimpleNamespace(total=SimpleNamespace(text="约 512 万条")),
    }


def _clocks() -> list[ClockFace]:
    due = NOON + timedelta(days=5)
    return [
        ClockFace(
            remaining=12, share_left=0.8, due_at=due, started_at=NOON, rule="P14a", citation="《行政处罚法》第六十条"
        ),
        ClockFace(remaining=3, share_left=0.2, due_at=due, suspensions=("2026-11-01 至 11-05 因检验中止",)),
        ClockFace(remaining=0, due_at=NOON),
        ClockFace(remaining=-2, due_at=NOON - timedelta(days=2)),
        ClockFace(remaining=30, is_provisional=True, due_at=due),
        ClockFace(remaining=7, is_suspended=True),
        ClockFace(remaining=4, stopped_at=NOON),
        ClockFace(remaining=None),
    ]


def _facts() -> list[Fact]:
    return [
        Fact("名称", LONG, url="#", source="省市场监管局 2026-11-20 批次"),
        Fact("统一社会信用代码", "91140726DEM0A1B2X4", kind="code"),
        Fact("状态", "存续", kind="badge", tone="active"),
        Fact("成立日期", date(2011, 3, 5), kind="date"),
        Fact("最近检查", NOON, kind="datetime"),
        Fact("联系电话", "138****5678", source="查看完整号码需说明理由"),
        Fact("整改期限", ClockFace(remaining=3, share_left=0.2), kind="clock"),
        Fact("行业", None),
    ]


def _entries() -> list[Entry]:
    return [
        Entry(
            NOON,
            "王建国（省市场监督管理局 企业监督管理处）",
            "批准入企检查",
            basis="《山西省行政执法条例》第二十三条",
            proof_url="#",
        ),
        Entry(
            NOON - timedelta(hours=3),
            "李秀英（省应急管理厅）",
            "退回补正",
            note="执法人员只有一人，请补充。",
            tone="soon",
        ),
        Entry(NOON - timedelta(days=2), "系统", "联合抽取完成", basis="抽取办法第九条", proof_url="#"),
    ]


def _explanation() -> Explanation:
    return Explanation(
        "信用风险等级：较高（C），本年度抽取比例按 20% 计。",
        [
            Factor("近三年行政处罚", "+18", "3 次", "省生态环境厅 处罚台账", "#"),
            Factor("逾期未年报", "+6", "2025 年度", "公示系统"),
            Factor("连续两年联合检查合格", "−4", "2024、2025", "联合检查记录", "#"),
        ],
        ["完成 2026-031 号责令整改并复查合格：−6", "处罚满三年退出计算（最近一次 2027-04-18）：−6"],
        "《企业信用风险分类管理办法》第十一条",
    )


def _table(*, is_empty: bool = False) -> Any:
    def cell(
        label: str, value: object, kind: str = "text", tone: str = "neutral", note: str = "", url: str = ""
    ) -> Any:
        return SimpleNamespace(label=label, value=value, kind=kind, tone=tone, note=note, url=url)

    def line(name: str, state: str, tone: str, clock: ClockFace, capital: str) -> list[Any]:
        return [
            cell("名称", name, url="#", note="晋中市太谷区"),
            cell("统一社会信用代码", "91140726DEM0A1B2X4", "code"),
            cell("状态", state, "badge", tone),
            cell("时限", clock, "clock"),
            cell("成立日期", date(2011, 3, 5), "date"),
            cell("注册资本（万元）", capital, "number"),
        ]

    clocks = _clocks()
    lines = [
        line(LONG, "存续", "active", clocks[1], "12,000"),
        line("太原市小店区老李面馆", "注销", "off", clocks[7], "3"),
        line("大同云冈 Data·Lab（中国）有限公司", "责令整改", "soon", clocks[3], "1,500"),
    ]
    kinds = [(one.label, one.kind) for one in lines[0]]
    sorts = {"名称": "ascending", "成立日期": "none"}
    heads = [
        SimpleNamespace(
            label=label, kind=kind, query="?sort=x" if label in sorts else "", direction=sorts.get(label, "")
        )
        for label, kind in kinds
    ]
    columns = [SimpleNamespace(key=label, label=label) for label, _kind in kinds]
    return SimpleNamespace(
        name="监管对象",
        path="",
        heads=heads,
        lines=[] if is_empty else lines,
        page=SimpleNamespace(rows=[] if is_empty else lines, total=SimpleNamespace(text="约 512 万条")),
        columns=columns[:4],
        all_columns=columns,
        kept=[],
        filters_kept=[("text", "太谷")],
        is_filtered=False,
        next_query="?cursor=x",
        previous_query="",
        xlsx_query="?export=xlsx",
        csv_query="?export=csv",
    )
