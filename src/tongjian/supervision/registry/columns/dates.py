"""Dates in the many ways they are written."""

import polars as pl

# 2004-02-17, 2004/2/17, 2004.02.17, 2004年2月17日, each with or without a time of day; 20040217; Excel's day number.
_PARTED = r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?$"
_COMPACT = r"^(\d{4})(\d{2})(\d{2})$"
_SERIAL = r"^(\d{5})(?:\.0+)?$"


def read_dates(text: pl.Expr) -> pl.Expr:
    """The day, or null where nothing sensible is written. A five-digit number is Excel's day number (day 1 = 1900)."""
    plain = text.str.normalize("NFKC").str.strip_chars()
    serial = plain.str.extract(_SERIAL, 1).cast(pl.Int32, strict=False)
    day_of_serial = pl.lit("1899-12-30").str.to_date() + pl.duration(days=serial)
    return pl.coalesce(_joined(plain, _PARTED), _joined(plain, _COMPACT), day_of_serial.cast(pl.Date))


def _joined(text: pl.Expr, pattern: str) -> pl.Expr:
    parts = [text.str.extract(pattern, place) for place in (1, 2, 3)]
    year, month, day = parts[0], parts[1].str.zfill(2), parts[2].str.zfill(2)
    return pl.concat_str([year, month, day], separator="-").str.to_date("%Y-%m-%d", strict=False)
