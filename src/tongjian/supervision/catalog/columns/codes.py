"""Fields of the national data standard that hold codes: each is brought into its one form, or is refused."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from tongjian.pure.codes import checklist_code_problem, uscc_problem
from tongjian.supervision.catalog.choices import CheckForm, Secrecy

_BETWEEN = re.compile(r"[;；,，、\s|]+")
_SCOPES = {"1": "1", "全省": "1", "省": "1", "2": "2", "地市": "2", "市": "2", "3": "3", "区县": "3", "县": "3"}
_SCOPE_WORDS = {"1": "全省", "2": "地市", "3": "区县"}
_FORMS = {"": CheckForm.UNSAID, "01": CheckForm.ROUTINE, "1": CheckForm.ROUTINE, "日常": CheckForm.ROUTINE,
          "日常检查": CheckForm.ROUTINE, "02": CheckForm.SPECIAL, "2": CheckForm.SPECIAL, "专项": CheckForm.SPECIAL,
          "专项检查": CheckForm.SPECIAL}  # fmt: skip
_SECRECIES = {"": Secrecy.PUBLIC, "公开": Secrecy.PUBLIC, "是": Secrecy.PUBLIC, "restricted": Secrecy.RESTRICTED,
              "不公开": Secrecy.RESTRICTED, "否": Secrecy.RESTRICTED, "涉密": Secrecy.RESTRICTED}  # fmt: skip
_INDUSTRY = re.compile(r"[A-T](?:\d{2,4})?")
SCOPE_OF_LEVEL = {"province": "1", "city": "2", "county": "3"}


class NotACode(ValueError):
    """Says in Chinese what the field should hold."""


def normalised(field: str, text: str) -> str:
    """The one form of a field. Raises NotACode. Fields without a rule come back as they are."""
    rule = _RULES.get(field)
    return rule(unicodedata.normalize("NFKC", text).strip()) if rule else text


def shown_as(field: str, value: str) -> str:
    """What people read and files hold; `normalised` takes it back."""
    if field == "secrecy":
        return str(Secrecy(value).label)
    if field == "check_form":
        return str(CheckForm(value).label) if value else ""
    if field == "apply_scope":
        return "、".join(_SCOPE_WORDS[digit] for digit in value.split(",") if digit)
    return value


def _scope(text: str) -> str:
    found = {_SCOPES.get(part, "") for part in _BETWEEN.split(text) if part}
    if "" in found:
        raise NotACode("适用范围只能是 1（全省）、2（地市）、3（区县），可以多选。")
    return ",".join(sorted(found))


def _check_form(text: str) -> str:
    if text not in _FORMS:
        raise NotACode("检查形式只能是 01（日常）或者 02（专项）。")
    return str(_FORMS[text].value)


def _secrecy(text: str) -> str:
    if text not in _SECRECIES:
        raise NotACode("公开属性只能是“公开”或者“不公开”。")
    return str(_SECRECIES[text].value)


def _industries(text: str) -> str:
    codes = [part.upper() for part in _BETWEEN.split(text) if part]
    if wrong := [code for code in codes if not _INDUSTRY.fullmatch(code)]:
        raise NotACode(f"“{'、'.join(wrong)}”不是行业代码（GB/T 4754：一个字母，后接 2 至 4 位数字）。")
    return ";".join(sorted(set(codes)))


def _implementation(text: str) -> str:
    """检查实施清单编码: the credit code of the agency, then a digit 1–5. What follows has no published rule."""
    codes = list(dict.fromkeys(part.upper() for part in _BETWEEN.split(text) if part))
    for code in codes:
        if checklist_code_problem(code):
            unit = "；前 18 位不是统一社会信用代码" if len(code) > 18 and uscc_problem(code[:18]) else ""
            sentence = "前 18 位是实施机构的统一社会信用代码，第 19 位是 1 至 5"
            raise NotACode(f"“{code}”不是检查实施清单编码：{sentence}{unit}。")
    return ";".join(codes)


def _post_permit(text: str) -> str:
    """Whether the dictionary has the code is asked where the rulebook is at hand."""
    return text.split(maxsplit=1)[0].lower() if text else ""


_RULES: Mapping[str, Callable[[str], str]] = {
    "apply_scope": _scope,
    "check_form": _check_form,
    "secrecy": _secrecy,
    "industries": _industries,
    "implementation_codes": _implementation,
    "post_permit": _post_permit,
}
CODED = frozenset(_RULES)
