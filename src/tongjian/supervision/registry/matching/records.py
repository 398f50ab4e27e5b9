"""What is compared: a name and its core, an address without blanks, a region, codes."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tongjian.pure.codes import widen
from tongjian.supervision.registry.columns import normalise_name

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("名称", "企业名称", "单位名称", "商户名称", "店铺名称", "经营者名称"),
    "address": ("地址", "住所", "经营地址", "经营场所", "注册地址"),
    "region": ("区划代码", "行政区划代码", "所在区划"),
    "uscc": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "number": ("其他编号", "注册号", "许可证号", "许可证编号", "备案号", "编号"),
}
_FORMS = re.compile(
    "(股份有限公司|有限责任公司|有限公司|公司|个体工商户|农民专业合作社|专业合作社|合作社|经营部|经销部|商行|商店|门市部|店|部|厂)+$"
)
_PLACES = re.compile("^(山西省?|[\u4e00-\u9fff]{2,3}(?:市|区|县|自治县)){1,3}")


@dataclass(frozen=True, slots=True)
class Record:
    """One side of a comparison; empty texts are unknown."""

    unique_id: str
    name: str
    core: str
    address: str
    region: str
    number: str

    @property
    def columns(self) -> dict[str, object]:
        return {
            "unique_id": self.unique_id,
            "name": self.name,
            "core": self.core or None,
            "head": self.core[:2] or None,
            "tail": self.core[-2:] or None,
            "name_pairs": pairs_of(self.core or self.name),
            "address": self.address or None,
            "address_pairs": pairs_of(self.address),
            "region": self.region[:6] or None,
            "number": self.number or None,
        }


def record_of(unique_id: str, *, name: str, address: str = "", region: str = "", number: str = "") -> Record:
    plain = normalise_name(name)
    bare = _FORMS.sub("", plain)
    core = _PLACES.sub("", bare) or bare or plain
    return Record(unique_id, plain, core, _PLACES.sub("", normalise_name(address)), region, widen(number))


def key_of(given: Mapping[str, str]) -> str:
    """The same for every row that says the same, however it writes it."""
    said = [normalise_name(given.get(name, "")) for name in FIELDS]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def pairs_of(text: str) -> list[str]:
    return sorted({text[place : place + 2] for place in range(len(text) - 1)})
