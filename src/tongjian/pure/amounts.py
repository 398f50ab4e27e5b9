"""How much and how often, as plans say it: “≥10%；每年≤2次”, “A类1%、B类2%”, “全覆盖”, “按实际”.

Exact: shares are fractions, never floats. Words that leave open what is meant are refused, never guessed.
The forms are those of domain.md §3.2 and of published plans.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction


class Bound(StrEnum):
    EXACT = ""
    LEAST = "≥"
    MOST = "≤"


class AmountKind(StrEnum):
    SHARE = "share"
    COUNT = "count"
    CENSUS = "全覆盖"
    RISK = "按风险"
    REGISTRATION = "结合登记检查一并开展"
    ACTUAL = "按实际"


@dataclass(frozen=True, slots=True)
class Part:
    """A share (0 < share ≤ 1) of the objects called `of`; empty means all of them."""

    share: Fraction
    bound: Bound = Bound.EXACT
    of: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """So many objects (户)."""

    number: int
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class Amount:
    """`share` has one part for all or several for classes, and may name a count as well; `risk` has a part for each
    grade it says something about, none when the grades decide alone; the others have neither."""

    kind: AmountKind
    parts: tuple[Part, ...] = ()
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Frequency:
    """`times` in every `months` calendar months."""

    times: int
    months: int = 12
    bound: Bound = Bound.EXACT

    @property
    def per_year(self) -> Fraction:
        return Fraction(12 * self.times, self.months)


@dataclass(frozen=True, slots=True)
class Wanted:
    amount: Amount | None = None
    frequency: Frequency | None = None


class NotUnderstoodError(ValueError):
    """`words` are the ones that cannot be read; `hint` says what would be understood. Both Chinese."""

    def __init__(self, words: str, hint: str) -> None:
        super().__init__(f"“{words}”：{hint}" if words else hint)
        self.words, self.hint = words, hint


SHARE_HINT = "比例请写 ≥10%、≤5%、5‰、不少于20户、全覆盖、A类1%、按风险、结合登记检查一并开展或者按实际。"
WINDOW_HINT = "起止时间请写 3月—12月、2026-03~2026-11 或者 2026-03-01~2026-11-30。"
UNIT_HINT = "只有数、没有单位，请写明是几次/年、几户还是百分之几。"
FREQUENCY_HINT = "频次请写 1次/年、每年≤2次、每2年≤1次或者每半年1次。"

_BOUNDS = {
    Bound.LEAST: ("≥", ">=", "不低于", "不少于", "不得低于", "不得少于", "至少", "最少"),
    Bound.MOST: ("≤", "<=", "不超过", "不高于", "不多于", "不得超过", "不得高于", "不得多于", "至多", "最多"),
}
_AFTER = {"以上": Bound.LEAST, "以内": Bound.MOST, "以下": Bound.MOST}
_BOUND = "(?P<bound>" + "|".join(re.escape(word) for words in _BOUNDS.values() for word in words) + ")?"
_END = "(?P<after>以上|以内|以下)?"
_DIGITS = {"半": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER = r"(?:\d{1,6}|[一两二三四五六七八九十])"
_UNIT_MONTHS = {"年度": 12, "年": 12, "半年": 6, "季度": 3, "季": 3, "个月": 1, "月": 1}
_PERIOD = rf"(?P<periods>{_NUMBER})?个?(?P<unit>年度|半年|季度|季|年|个月|月)"
_FREQUENCIES = (
    re.compile(r"(?:抽查|检查)?频次?(?:为|:)?(?P<rest>.+)"),
    re.compile(rf"(?:每|一){_PERIOD}(?:度)?(?:抽查|检查|开展)?{_BOUND}(?P<times>{_NUMBER})次{_END}"),
    re.compile(rf"(?:抽查|检查)?{_BOUND}(?P<times>{_NUMBER})次{_END}[/每]{_PERIOD}"),
    re.compile(rf"(?:年度)?(?:抽查|检查)?{_BOUND}(?P<times>{_NUMBER})次{_END}"),
)
_SHARE = re.compile(
    rf"(?P<of>[^\d≥≤<>=%‰/:]*?)(?P<says>抽查比例|检查比例|抽取比例|比例)?(?:之和)?(?:为|:)?{_BOUND}"
    rf"(?:(?P<number>\d{{1,9}}(?:\.\d{{1,9}})?)(?P<unit>[%‰])|(?P<top>\d{{1,9}})/(?P<bottom>\d{{1,9}})){_END}"
)
_COUNT = re.compile(rf"(?:抽查|检查|抽取)?(?:数量)?(?:为|:)?{_BOUND}(?P<number>\d{{1,9}})(?:户|家){_END}")
_GRADE = re.compile(r"[A-Da-d][类级]|(?:低|中|高|一般|较低|较高|中高|重大|较大)风险(?:企业|等级|类)?")
_NO_UNIT = re.compile(r"(?:抽查|检查)?\d+/?")
_LEAD_IN = re.compile(r"^(?:.*对)?(?:每年|年度|原则上)?")
_KINDS = (
    (AmountKind.CENSUS, re.compile(r"(?:抽查比例|比例|检查|抽查)?(?:为|:)?(?:全覆盖|全部检查|普查)(?:检查)?")),
    (AmountKind.REGISTRATION, re.compile(r"(?:结合|与)登记(?:检查)?(?:(?:一并|同步|合并)(?:开展|进行|检查)?)?")),
    (AmountKind.ACTUAL, re.compile(r"(?:按|根据|视)实际(?:情况|需要)?(?:开展|确定|检查|抽查)?")),
    (AmountKind.RISK, re.compile(
        r"(?:按|按照|根据|依据|结合)(?:企业|监管对象)?(?:信用)?风险(?:等级|分级|分类|类别)*(?:结果|情况)?(?:确定|抽取|抽查|检查|实施)?"
    )),
)  # fmt: skip
_DAY = re.compile(r"(?:(?P<year>\d{4})[-年./])?(?P<month>\d{1,2})(?:月|(?:[-月./](?P<day>\d{1,2})日?))?")
_SEPARATORS = re.compile(r"[;,。、\n]+")


def parse(text: str) -> Wanted:
    """What the words want. Raises NotUnderstoodError; empty words want nothing."""
    clauses = _clauses(text)
    parts: list[Part] = []
    counts: list[tuple[str, Count]] = []
    kinds: list[tuple[str, AmountKind]] = []
    frequencies: list[tuple[str, Frequency]] = []
    for clause in clauses:
        if (kind := _kind(clause)) is not None:
            kinds.append((clause, kind))
        elif (frequency := _frequency(clause)) is not None:
            frequencies.append((clause, frequency))
        elif (part := _part(clause)) is not None:
            parts.append(part)
        elif (count := _count(clause)) is not None:
            counts.append((clause, count))
        else:
            raise NotUnderstoodError(clause, UNIT_HINT if _NO_UNIT.fullmatch(clause) else SHARE_HINT + FREQUENCY_HINT)
    for found in (counts, kinds, frequencies):
        if len(found) > 1:
            raise NotUnderstoodError("、".join(words for words, _ in found), "说了两次，只能留一处。")
    amount = _amount(text, [kind for _, kind in kinds], parts, [count for _, count in counts])
    return Wanted(amount, frequencies[0][1] if frequencies else None)


def amount_of_words(words: str) -> Amount:
    wanted = parse(words)
    if wanted.amount is None or wanted.frequency is not None:
        raise NotUnderstoodError(words, SHARE_HINT)
    return wanted.amount


def frequency_of_words(words: str) -> Frequency:
    wanted = parse(words)
    if wanted.frequency is None or wanted.amount is not None:
        raise NotUnderstoodError(words, FREQUENCY_HINT)
    return wanted.frequency


def words_of(wanted: Wanted) -> str:
    """The one way to say it: what `parse` reads back as the same."""
    said = [words_of_amount(wanted.amount)] if wanted.amount else []
    return "；".join([*said, *([words_of_frequency(wanted.frequency)] if wanted.frequency else [])])


def words_of_amount(amount: Amount) -> str:
    said = [] if amount.kind in (AmountKind.SHARE, AmountKind.COUNT) else [amount.kind.value]
    if amount.parts:
        said.append("、".join(_words_of_part(part) for part in amount.parts))
    if amount.count:
        said.append(f"{amount.count.bound.value}{amount.count.number}户")
    return "；".join(said)


def words_of_frequency(frequency: Frequency) -> str:
    years, rest = divmod(frequency.months, 12)
    if rest == 0:
        period = "年" if years == 1 else f"{years}年"
    else:
        period = {6: "半年", 3: "季度", 1: "月"}.get(frequency.months, f"{frequency.months}个月")
    return f"每{period}{frequency.bound.value}{frequency.times}次"


def words_of_share(share: Fraction) -> str:
    """10%, 0.5%, 1/3."""
    per_cent = share * 100
    for places in range(8):
        if (per_cent * 10**places).denominator == 1:
            whole = int(per_cent * 10**places)
            text = f"{whole // 10**places}" + (f".{whole % 10**places:0{places}d}" if places else "")
            return f"{text}%"
    return f"{share.numerator}/{share.denominator}"


def window_of(text: str, year: int) -> tuple[date, date]:
    """“3—6”, “3月—12月”, “2026-01~2026-11”, “2026-02-24~2026-11-30” as [first day, first day after it). Empty is the
    whole year; a single month is that month. Raises NotUnderstoodError, also for days outside the year."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).rstrip("。")
    if not plain or plain in ("全年", "常年"):
        return date(year, 1, 1), date(year + 1, 1, 1)
    sides = [
        _DAY.fullmatch(side)
        for side in re.split(r"[—–~～至]+|(?<=[月日])-|(?<!\d{4})(?<!\d{4}-\d{2})-", plain)
        if side
    ]
    if not 1 <= len(sides) <= 2 or None in sides:
        raise NotUnderstoodError(text, WINDOW_HINT)
    first, last = sides[0], sides[-1]
    assert first is not None and last is not None
    begins, ends = _first_day(text, first, year), _day_after(text, last, year)
    if not date(year, 1, 1) <= begins < ends <= date(year + 1, 1, 1):
        raise NotUnderstoodError(text, f"起止时间应当有先后，并且在计划年度 {year} 年之内。")
    return begins, ends


def _first_day(text: str, found: re.Match[str], year: int) -> date:
    try:
        return date(int(found["year"] or year), int(found["month"]), int(found["day"] or 1))
    except ValueError as wrong:
        raise NotUnderstoodError(text, WINDOW_HINT) from wrong


def _day_after(text: str, found: re.Match[str], year: int) -> date:
    begins = _first_day(text, found, year)
    if found["day"]:
        return begins + timedelta(days=1)
    return date(begins.year + begins.month // 12, begins.month % 12 + 1, 1)


def _clauses(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).replace(">=", "≥").replace("<=", "≤").replace("㎡", "")
    plain = re.sub(r"[^\S\n]+", "", plain)
    # A remark in brackets without a number says where the number comes from and changes nothing.
    plain = re.sub(r"\([^()\d]*\)", "", plain)
    plain = re.sub(r"\(([^()]*)\)", r";\1", plain)
    plain = re.sub(r"^按风险:", "按风险;", plain)
    return [clause for clause in _SEPARATORS.split(plain) if clause]


def _amount(text: str, kinds: Sequence[AmountKind], parts: list[Part], counts: Sequence[Count]) -> Amount | None:
    count = counts[0] if counts else None
    of = [part.of for part in parts]
    if len(set(of)) != len(of) or ("" in of and len(of) > 1):
        raise NotUnderstoodError(text, "同一类对象说了两个比例，或者总的比例与分类的比例混在一起，请只留一种。")
    if kinds and kinds[0] != AmountKind.RISK and (parts or count):
        raise NotUnderstoodError(text, f"“{kinds[0].value}”之外又写了比例或者户数，请只留一种。")
    if kinds:
        return Amount(kinds[0], tuple(parts), count)
    if parts and all(_GRADE.fullmatch(name) for name in of):
        return Amount(AmountKind.RISK, tuple(parts), count)
    if len(parts) == 1 and parts[0].share == 1 and not of[0] and count is None:
        return Amount(AmountKind.CENSUS)
    if parts:
        return Amount(AmountKind.SHARE, tuple(parts), count)
    return Amount(AmountKind.COUNT, (), count) if count else None


def _kind(clause: str) -> AmountKind | None:
    return next((kind for kind, form in _KINDS if form.fullmatch(clause)), None)


def _frequency(clause: str) -> Frequency | None:
    prefix, *forms = _FREQUENCIES
    if named := prefix.fullmatch(clause):
        clause = named["rest"]
    for form in forms:
        if found := form.fullmatch(clause):
            values = found.groupdict()
            months = _number(values.get("periods") or "1") * _UNIT_MONTHS[values.get("unit") or "年"]
            times = _number(values["times"])
            if not (0 < times <= 366 and 0 < months <= 240):
                raise NotUnderstoodError(clause, FREQUENCY_HINT)
            return Frequency(times, months, _bound(values))
    return None


def _part(clause: str) -> Part | None:
    found = _SHARE.fullmatch(clause)
    if found is None:
        return None
    values = found.groupdict()
    of = _LEAD_IN.sub("", values["of"])
    if of in ("抽查", "检查", "抽取", "按", "随机抽取"):
        of = ""
    # Of whom the share is must be said as such: "约3%" is no class of objects called 约.
    if of and not (values["says"] or _GRADE.fullmatch(of)) or "一定" in of:
        raise NotUnderstoodError(clause, "比例前面的话看不懂。分类写比例请写“某类对象抽查比例≥10%”或者“A类1%”。")
    share = (
        Fraction(values["number"]) / {"%": 100, "‰": 1000}[values["unit"]]
        if values["number"]
        else Fraction(int(values["top"]), int(values["bottom"]) or 1)
    )
    if not 0 < share <= 1 or values["bottom"] == "0":
        raise NotUnderstoodError(clause, "比例应当大于 0、不超过 100%。")
    return Part(share, _bound(values), of)


def _count(clause: str) -> Count | None:
    found = _COUNT.fullmatch(clause)
    if found is None:
        return None
    if int(found["number"]) == 0:
        raise NotUnderstoodError(clause, "户数应当大于 0。")
    return Count(int(found["number"]), _bound(found.groupdict()))


def _words_of_part(part: Part) -> str:
    says = "" if not part.of or _GRADE.fullmatch(part.of) else "抽查比例"
    return f"{part.of}{says}{part.bound.value}{words_of_share(part.share)}"


def _bound(values: dict[str, str | None]) -> Bound:
    before = next((bound for bound, words in _BOUNDS.items() if values.get("bound") in words), None)
    after = _AFTER.get(values.get("after") or "")
    if before and after and before != after:
        raise NotUnderstoodError(f"{values['bound']}…{values['after']}", "下限和上限混在一起。")
    return before or after or Bound.EXACT


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _DIGITS[words]
