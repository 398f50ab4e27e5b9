"""Rows of a file of grades: whose, which, since when. No database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongjian.foundation.exchange.reading import FindingDraft, Table, propose_mapping, reject, warn
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.pure.codes import check_uscc_column, widen

GRADE_LABELS: Mapping[str, str] = {
    "uscc": "统一社会信用代码",
    "grade": "等级",
    "scheme": "等级类别",
    "valid_from": "起算日期",
    "source": "评价机关",
}
_SYNONYMS: Mapping[str, Sequence[str]] = {
    "uscc": ("统一社会信用代码", "信用代码", "社会信用代码", "uscc"),
    "grade": ("等级", "信用风险等级", "风险等级", "信用等级", "评价等级", "分类结果", "grade"),
    "scheme": ("等级类别", "评价类别", "等级方案", "scheme"),
    "valid_from": ("起算日期", "评价日期", "生效日期", "更新日期", "valid_from"),
    "source": ("评价机关", "来源", "评价部门", "source"),
}
DEFAULT_SCHEME = "credit_risk"
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0{1,2}:00(?::00)?)?")


def propose_grade_columns(header: Sequence[str]) -> dict[str, str]:
    return propose_mapping(header, _SYNONYMS)


def check_grade_mapping(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """Raises RuleViolated where a column is not there, or a needed one is not chosen."""
    chosen = {name: head for name, head in mapping.items() if name in GRADE_LABELS and head}
    if strange := [head for head in chosen.values() if head not in header]:
        raise RuleViolated("columns_unknown", f"文件里没有这些列：{'、'.join(strange)}。")
    if absent := [GRADE_LABELS[name] for name in ("uscc", "grade") if name not in chosen]:
        raise RuleViolated("columns_unknown", f"文件里找不到这些列：{'、'.join(absent)}。")
    return chosen


@dataclass(slots=True)
class ValidatedGrades:
    """Accepted rows by number with their payload (uscc, scheme, grade, valid_from or empty, source), and findings."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    findings: list[FindingDraft] = field(default_factory=list)


def validate_grades(
    table: Table,
    mapping: Mapping[str, str],
    terms: Mapping[str, Mapping[str, str]],
    today: date,
    seen: dict[tuple[str, str], int],
) -> ValidatedGrades:
    """`terms`: by scheme, the code of each grade by its code and by its label. `seen` remembers, over the pieces of
    one file, in which row an enterprise's grade of a scheme stood first: that one counts."""
    validated = ValidatedGrades()
    lines = list(table.select(mapping, GRADE_LABELS).iter_rows(named=True))
    codes = [widen(values["uscc"] or "") for values in lines]
    for values, uscc, wrong in zip(lines, codes, check_uscc_column(codes), strict=True):
        row = values.pop("row")
        given = {name: (value or "").strip() for name, value in values.items()}
        problem = _problem(given, terms, today, is_overlong=row in table.overlong, is_wrong_code=bool(wrong))
        if problem is not None:
            column, rule, sentence = problem
            head = mapping.get(column, GRADE_LABELS[column])
            validated.findings.append(reject(row, head, given[column], rule, sentence))
            continue
        scheme, grade = _graded(given, terms) or ("", "")
        first = seen.setdefault((uscc, scheme), row)
        if first != row:
            sentence = f"同一企业的同类等级在第 {first} 行已有，以先出现的为准。"
            validated.findings.append(warn(row, mapping["uscc"], given["uscc"], "grade_twice", sentence))
            continue
        since = _day_of(given["valid_from"])
        validated.rows[row] = {
            "uscc": uscc,
            "scheme": scheme,
            "grade": grade,
            "valid_from": since.isoformat() if since else "",
            "source": given["source"][:120],
        }
    return validated


def _problem(
    given: Mapping[str, str],
    terms: Mapping[str, Mapping[str, str]],
    today: date,
    *,
    is_overlong: bool,
    is_wrong_code: bool,
) -> tuple[str, str, str] | None:
    """Column, rule and sentence of the first thing that is wrong."""
    if is_overlong:
        return "uscc", "too_many_cells", "这一行的格子比表头多，各列可能错位；请检查引号和分隔符。"
    if is_wrong_code:
        return "uscc", "V18", "统一社会信用代码的字符或者校验位不对。"
    if given["scheme"] and given["scheme"] not in terms:
        return "scheme", "scheme_unknown", f"没有这类等级。可以填：{'、'.join(sorted(terms))}。"
    if _graded(given, terms) is None:
        known = "、".join(dict.fromkeys(terms.get(given["scheme"] or DEFAULT_SCHEME, {}).values()))
        return "grade", "grade_unknown", f"没有这个等级。可以填：{known}，或者它们的名称。"
    if given["valid_from"]:
        day = _day_of(given["valid_from"])
        if day is None:
            return "valid_from", "date_unreadable", "日期应当写成 2026-11-24。"
        if day > today:
            return "valid_from", "date_future", "起算日期晚于今天。"
    return None


def _graded(given: Mapping[str, str], terms: Mapping[str, Mapping[str, str]]) -> tuple[str, str] | None:
    scheme = given["scheme"] or DEFAULT_SCHEME
    grade = terms.get(scheme, {}).get(given["grade"]) or terms.get(scheme, {}).get(given["grade"].upper())
    return (scheme, grade) if grade else None


def _day_of(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
