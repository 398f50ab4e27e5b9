"""Where an entity is, from its address and from a region column; never from its code.

An address is read from its beginning: [省][市][县区]. A full name further inside also counts, a short one (太原, 清徐)
only at the beginning and only when it is no street (迎泽大街). A name that several places bear is settled by the city
in the address or in the region column. Abolished places lead to their successors.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tongjian.pure.codes import is_within, level_of

_SUFFIX = re.compile(r"(?:自治县|地区|市|县|区)$")
_STREET = r"^[东南西北中]{0,2}(?:大街|大道|街|路|道|巷|桥|胡同)"
_ELSEWHERE = (
    r"^(?:中国)?(?:(?:北京|天津|上海|重庆)市|(?:河北|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东"
    r"|海南|四川|贵州|云南|陕西|甘肃|青海|台湾)省|(?:内蒙古|广西|西藏|宁夏|新疆)\S{0,4}自治区)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region as far as it matters here; `successor` is empty while it exists."""

    code: str
    name: str
    valid_until: date | None = None
    successor: str = ""


@dataclass(slots=True)
class Gazetteer:
    """Names of a province's cities and counties, full and short, and what they mean today."""

    places: dict[str, Place]
    today: date
    province: str = ""
    cities: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counties: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    full_counties: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, places: Iterable[Place], today: date) -> "Gazetteer":
        known = {place.code: place for place in places}
        self = cls(known, today)
        for code, place in known.items():
            level = level_of(code)
            if level == "province":
                self.province = place.name
            elif level in ("city", "county"):
                names = self.cities if level == "city" else self.counties
                short = _SUFFIX.sub("", place.name)
                names[place.name].append(code)
                if level == "county":
                    self.full_counties.add(place.name)
                if short != place.name and len(short) > 1:
                    names[short].append(code)
        return self

    def exists(self, code: str) -> bool:
        until = self.places[code].valid_until
        return until is None or until > self.today

    def today_of(self, code: str) -> str:
        """The code itself, or that of its successor; empty when it was abolished without one."""
        for _ in range(5):
            if code in self.places and self.exists(code):
                return code
            code = self.places[code].successor if code in self.places else ""
        return ""

    def anchored(self) -> str:
        """Groups: city, full county | city, short county; then the next characters."""
        city = _any_of(self.cities)
        full = _any_of(self.full_counties)
        short = _any_of(set(self.counties) - self.full_counties)
        short_name = _SUFFIX.sub("", self.province) or "山西"
        province = f"(?:中国)?(?:{re.escape(self.province or short_name)}|{short_name}省?)?"
        return f"^{province}(?:({city})?({full})|({city})?({short})?)(.{{0,5}})"

    def inside(self) -> str:
        """A full county name of at least three characters anywhere."""
        return f"({_any_of(name for name in self.full_counties if len(name) > 2)})"

    def inside_city(self) -> str:
        return f"({_any_of(name for name in self.cities if _SUFFIX.search(name))})"


def _any_of(names: Iterable[str]) -> str:
    """An alternation, longest first; one that never matches when there are no names."""
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))) or "[^\\s\\S]"


def find_places(frame: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Adds `place` (code today, or null) and `place_note` (ambiguous, conflict, unknown, elsewhere or empty).

    Needs the text columns province, region and address.
    """
    read = pl.concat(
        [
            _read_address(frame["address"], gazetteer),
            for_each_text(frame["region"], lambda texts: _read_region(texts, gazetteer)),
            frame.select(_is_elsewhere(gazetteer).alias("elsewhere")),
        ],
        how="horizontal",
    )
    names = ["city", "county", "column_city", "column_county", "column_code", "elsewhere"]
    kinds = read.unique(names)
    settled = [_settle(gazetteer, **row) for row in kinds.iter_rows(named=True)]
    answers = kinds.with_columns(
        pl.Series("place", [code or None for code, _ in settled], dtype=pl.String),
        pl.Series("place_note", [note for _, note in settled], dtype=pl.String),
    )
    found = read.join(answers, on=names, how="left", nulls_equal=True, maintain_order="left")
    return frame.with_columns(found["place"], found["place_note"])


def for_each_text(column: pl.Series, read: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """What `read` makes of a frame with the column `text`, for a column in which the same texts come again and again:
    each is read once."""
    texts = pl.DataFrame({"text": column})
    kinds = texts.unique()
    found = pl.concat([kinds, read(kinds)], how="horizontal")
    return texts.join(found, on="text", how="left", nulls_equal=True, maintain_order="left").drop("text")


def _squeezed(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(r"[\s,，]", "")


def _read_address(addresses: pl.Series, gazetteer: Gazetteer) -> pl.DataFrame:
    """city and county; names further inside are only looked for where the beginning does not say both."""
    squeezed = pl.DataFrame({"address": addresses}).select(_squeezed("address"))
    parts = squeezed.select(pl.col("address").str.extract_groups(gazetteer.anchored()).alias("of")).unnest("of")
    city = pl.coalesce("1", "3")
    full, short = pl.col("2"), pl.col("4")
    is_street = pl.col("5").str.contains(_STREET).fill_null(value=False)
    shorts = [name for name in gazetteer.cities if not _SUFFIX.search(name)]
    sure_city = pl.when(is_street & full.is_null() & short.is_null() & city.is_in(shorts)).then(None).otherwise(city)
    sure_short = pl.when(is_street).then(None).otherwise(short)
    begun = parts.select(sure_city.alias("city"), pl.coalesce(full, sure_short).alias("county"))
    begun = begun.with_columns(squeezed["address"])
    lacks = (pl.col("city").is_null() | pl.col("county").is_null()) & pl.col("address").is_not_null()
    searched = pl.when(lacks).then("address")
    if not begun.select(lacks.any()).item():
        return begun.select("city", "county")
    return begun.select(
        pl.coalesce("city", searched.str.extract(gazetteer.inside_city(), 1)).alias("city"),
        pl.coalesce("county", searched.str.extract(gazetteer.inside(), 1)).alias("county"),
    )


def _read_region(texts: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """The region column names a place and nothing else, so that short forms are safe."""
    text, pattern = _squeezed("text"), gazetteer.anchored()
    return texts.select(
        pl.coalesce(text.str.extract(pattern, 1), text.str.extract(pattern, 3)).alias("column_city"),
        pl.coalesce(text.str.extract(pattern, 2), text.str.extract(pattern, 4)).alias("column_county"),
        text.str.extract(r"^(\d{6})(?:\d{3}|\d{6})?$", 1).alias("column_code"),
    )


def _is_elsewhere(gazetteer: Gazetteer) -> pl.Expr:
    home = _SUFFIX.sub("", gazetteer.province).removesuffix("省") or "山西"
    other_province = ~pl.col("province").str.starts_with(home) & ~pl.col("province").str.contains(r"^\d")
    return (other_province | _squeezed("address").str.contains(_ELSEWHERE)).fill_null(value=False)


def _settle(
    gazetteer: Gazetteer,
    *,
    city: str | None,
    county: str | None,
    column_city: str | None,
    column_county: str | None,
    column_code: str | None,
    elsewhere: bool,
) -> tuple[str, str]:
    """(code, note) of one combination of names."""
    if elsewhere:
        return "", "elsewhere"
    listed = gazetteer.today_of(column_code or "") or _narrow(gazetteer, column_city, column_county, "")
    written = _narrow(gazetteer, city, county, listed)
    if not written:
        note = "" if listed else ("ambiguous" if county or column_county else "unknown")
        return listed, note
    if listed and is_within(listed, written):
        return listed, ""
    is_conflict = bool(listed) and not is_within(written, listed)
    return written, "conflict" if is_conflict else ""


def _narrow(gazetteer: Gazetteer, city: str | None, county: str | None, listed: str) -> str:
    """The place that city and county name; `listed` helps where a county's name is borne by several."""
    cities = [gazetteer.today_of(code) for code in gazetteer.cities.get(city or "", ())]
    city_code = next((code for code in cities if code), "")
    candidates = gazetteer.counties.get(county or "", [])
    near = f"{listed[:4]}00" if len(listed) == 6 and not listed.endswith("0000") else ""
    hint = city_code or near
    if hint:
        inside = _distinct(gazetteer, [code for code in candidates if is_within(code, hint)])
        if len(inside) == 1:
            return inside[0]
    elsewhere = _distinct(gazetteer, candidates)
    if len(elsewhere) == 1 and len(county or "") > 2:
        return elsewhere[0]
    return city_code


def _distinct(gazetteer: Gazetteer, codes: Sequence[str]) -> list[str]:
    """What the codes are today, those that still exist before those that do not."""
    present = [code for code in codes if gazetteer.exists(code)]
    return sorted({gazetteer.today_of(code) for code in present or codes} - {""})
