"""Values as people read them. Pure functions; the template filters are these."""

import re
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone

EMPTY = "—"


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def minute(moment: datetime | None) -> str:
    """2026-11-22 14:03"""
    return f"{local(moment):%Y-%m-%d %H:%M}" if moment else EMPTY


def day(value: date | None) -> str:
    """2026-11-22"""
    return f"{_as_date(value):%Y-%m-%d}" if value else EMPTY


def day_in_words(value: date | None) -> str:
    """2026年11月22日, as documents write it."""
    if not value:
        return EMPTY
    on = _as_date(value)
    return f"{on.year}年{on.month}月{on.day}日"


def _as_date(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def roughly(number: int | Decimal | None) -> str:
    """3,412 below ten thousand, then 约 512 万, 约 1.23 亿. Never rounds up past what there is."""
    if number is None:
        return EMPTY
    size = abs(Decimal(number))
    if size < 10_000:
        return f"{number:,}"
    unit, name = (Decimal(100_000_000), "亿") if size >= 100_000_000 else (Decimal(10_000), "万")
    scaled = Decimal(number) / unit
    shown = scaled.quantize(Decimal(_places(abs(scaled))), rounding=ROUND_DOWN)
    text = f"{shown:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{'' if shown == scaled else '约 '}{text} {name}"


def _places(size: Decimal) -> str:
    """Three figures, no more."""
    return "1" if size >= 100 else "0.1" if size >= 10 else "0.01"


def masked_id(number: str | None) -> str:
    """身份证件号码: the region and the last two characters stay, as on 公示 pages; birth date and sequence never."""
    if not number:
        return EMPTY
    if len(number) < 8:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def masked_phone(number: str | None) -> str:
    """138****5678; of anything shorter than seven digits nothing is shown."""
    if not number:
        return EMPTY
    digits = re.sub(r"[\s-]", "", number)
    if len(digits) < 7:
        return "*" * len(digits)
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def short_hash(value: str | bytes | None) -> str:
    """The first twelve hexadecimal characters: enough to compare by eye."""
    if not value:
        return EMPTY
    text = value.hex() if isinstance(value, bytes) else value
    return text if len(text) <= 16 else f"{text[:12]}…"


def grouped_uscc(code: str | None) -> str:
    """18 characters as 2-6-8-1-1 apart: department and kind, region, body, body check digit, check digit."""
    if not code or len(code) != 18:
        return code or EMPTY
    return " ".join((code[:2], code[2:8], code[8:16], code[16:]))
