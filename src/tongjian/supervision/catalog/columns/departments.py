"""Department kinds by the many names under which lists of items call them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SYNONYMS: Mapping[str, Sequence[str]] = {
    "AWB": ("安全生产委员会", "安委会"),
    "CG": ("综合执法", "综合行政执法", "城市管理综合执法", "城管执法"),
    "DA": ("档案管理",),
    "FGW": ("发展改革", "发改委", "物价"),
    "GA": ("公安机关",),
    "GBDS": ("广电", "新闻出版广电"),
    "GD": ("人防", "人民防空"),
    "GX": ("工业信息化", "经济和信息化", "经信"),
    "JT": ("交通", "交通运管", "道路运输", "运管"),
    "JRJG": ("银保监", "金融监管"),
    "KJ": ("科技",),
    "LC": ("林业", "林草", "园林"),
    "LSWZ": ("粮食", "粮食和储备", "粮储"),
    "MZJ": ("民族宗教", "宗教", "民宗"),
    "NY": ("农业", "农委", "农业农村委", "农机", "畜牧", "渔业"),
    "RS": ("人力社保", "人社", "人力资源社会保障", "劳动保障", "劳动"),
    "SCJG": (
        "市场监管", "市监", "工商", "工商行政管理", "食药监", "食品药品监督管理", "食品药品监管", "质监",
        "质量技术监督", "市场监督",
    ),
    "SF": ("司法",),
    "SL": ("水务", "水利"),
    "ST": ("环保", "环境保护", "生态环保"),
    "SW": ("商务粮食", "商务经信"),
    "SWJ": ("国税", "地税", "国家税务"),
    "TX": ("通信",),
    "WJ": ("卫生健康", "卫生", "卫计", "卫健", "卫生计生", "卫生和计划生育", "疾控"),
    "WL": ("文化", "文广旅", "文化广电和旅游", "文化广电旅游", "文广", "旅游"),
    "WX": ("网信", "网络信息"),
    "XF": ("消防",),
    "XZSP": ("行政审批", "审批服务管理"),
    "YB": ("医保",),
    "YC": ("烟草",),
    "YJ": ("应急", "安监", "安全生产监督管理", "安全监管"),
    "YJJ": ("药监", "药品监管"),
    "YZ": ("邮政",),
    "ZJ": ("住建", "建设", "城乡建设", "住房城乡建设", "住房保障", "建委"),
    "ZR": ("国土", "国土资源", "规划和自然资源", "自然资源和规划", "规划"),
    "ZSCQ": ("知识产权管理",),
}  # fmt: skip
_REMARK = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
_SUFFIX = re.compile(
    r"(?:主管部门|监管部门|行政部门|行政管理部门|委员会|管理局|部门|系统|机关|总队|支队|大队|局|厅|委|办)$"
)
_PLACE = re.compile(r"^(?:[^省]{2,3}省)?(?:[^市]{2,3}市)?(?:[^县区]{1,4}[县区])?")
_LEVEL = re.compile(r"^(?:国家|[省市县区、及和级]{1,8})")


@dataclass(frozen=True, slots=True)
class DepartmentNames:
    """One kind with every name it goes by."""

    code: str
    title: str
    short_name: str
    names: Sequence[str]


class Departments:
    """Finds the kind a text means. An exact name always wins over a shortened one. `known` are the short names, for
    the sentence that refuses an unknown one."""

    def __init__(self, kinds: Iterable[DepartmentNames]) -> None:
        self.titles: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        listed = list(kinds)
        for kind in listed:
            self.titles[kind.code] = kind.title
        self.known = "、".join(kind.short_name for kind in listed)
        for shorten in (False, True):
            for kind in listed:
                for name in (kind.code, kind.title, kind.short_name, *kind.names, *SYNONYMS.get(kind.code, ())):
                    self._learn(kind.code, name, shorten=shorten)

    def find(self, text: str, code: str = "") -> str:
        """The code of the kind, or nothing. A code that is known decides alone."""
        if code:
            return code.strip().upper() if code.strip().upper() in self.titles else ""
        return next((self._codes[form] for form in _forms(text) if form in self._codes), "")

    def _learn(self, code: str, name: str, *, shorten: bool) -> None:
        forms = _forms(name) if shorten else [_plain(name)]
        for form in forms:
            if form:
                self._codes.setdefault(form, code)


def _forms(text: str) -> list[str]:
    """From the text as written to what is left of it: without remarks, place, level, and 局, 厅, 部门 …"""
    whole = _plain(text)
    bare = _REMARK.sub("", whole)
    forms = [whole, bare]
    for cut in (_PLACE, _LEVEL, re.compile("^")):
        rest = cut.sub("", bare)
        forms += [rest, _SUFFIX.sub("", rest)]
        forms.append(re.sub("(?:行政)?管理$", "", forms[-1]))
    return list(dict.fromkeys(form for form in forms if form))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
