"""Codes in columns: which kind each is and whether it is right (GB 32100-2015, GS 15-2006)."""

import polars as pl

from tongjian.pure.codes import KINDS, check_uscc_column, registration_problem

NATIONAL = "100000"
"""The national registration authority: no place of GB/T 2260, and right."""


def plain_code(column: str) -> pl.Expr:
    """What people mean: full width made plain, no blanks or hyphens, upper case (`pure.codes.widen` over a column)."""
    is_plain = pl.col(column).str.contains(r"^[0-9A-Z]+$")
    odd = pl.when(~is_plain).then(pl.col(column))
    plain = odd.str.normalize("NFKC").str.replace_all(r"[\s\p{Cf}-]", "").str.to_uppercase()
    return pl.when(is_plain).then(pl.col(column)).when(plain != "").then(plain)


def sort_codes(frame: pl.DataFrame) -> pl.DataFrame:
    """Each number into the column of its kind: a 15-digit number under the head of the USCC is a registration number,
    an 18-character one under “注册号” a USCC, any other number there an “other” one."""
    code, number, other = plain_code("uscc"), plain_code("registration"), pl.col("other_number")
    is_short, is_long = r"^\d{15}$", r"^[0-9A-Z]{18}$"
    given = frame.with_columns(code.alias("code"), number.alias("number"))
    code, number = pl.col("code"), pl.col("number")
    return given.with_columns(
        pl.when(code.str.contains(is_short))
        .then(None)
        .when(code.is_null() & number.str.contains(is_long))
        .then(number)
        .otherwise(code)
        .alias("uscc"),
        pl.when(number.str.contains(is_short))
        .then(number)
        .when(code.str.contains(is_short))
        .then(code)
        .otherwise(None)
        .alias("registration"),
        pl.when(number.str.contains(is_short) | number.str.contains(is_long))
        .then(other)
        .otherwise(pl.coalesce(other, number))
        .alias("other_number"),
    ).drop("code", "number")


def uscc_problems(codes: pl.Series) -> pl.Series:
    """Empty, uscc_length, uscc_charset or uscc_check_digit per row; null where there is no code."""
    given = codes.is_not_null()
    texts = codes.drop_nulls().to_list()
    verdicts = pl.Series(codes.name, check_uscc_column(texts), dtype=pl.String)
    return verdicts if len(texts) == len(codes) else _spread(verdicts, given)


def _spread(values: pl.Series, where: pl.Series) -> pl.Series:
    """The values at the places marked, null elsewhere."""
    places = (where.cast(pl.UInt32).cum_sum() - 1).set(~where, None)
    return values.gather(places)


def registration_problems(numbers: pl.Series) -> pl.Series:
    """Few rows have one nowadays; the check is per number."""
    given = numbers.is_not_null()
    verdicts = pl.Series([registration_problem(number) for number in numbers.drop_nulls()], dtype=pl.String)
    return _spread(verdicts, given)


def kind_of() -> pl.Expr:
    """From the prefix of the USCC; without one from the registered type; else other."""
    by_prefix = pl.col("uscc").str.slice(0, 2).replace_strict(KINDS, default="other", return_dtype=pl.String)
    kind_in_words = pl.col("organisation_type")
    by_words = (
        pl.when(kind_in_words.str.contains("个体"))
        .then(pl.lit("individual_business"))
        .when(kind_in_words.str.contains("专业合作"))
        .then(pl.lit("cooperative"))
        .when(kind_in_words.str.contains("公司|企业|独资|合伙|所有制|股份|法人|集体|国有"))
        .then(pl.lit("enterprise"))
        .otherwise(pl.lit("other"))
    )
    return pl.when(pl.col("uscc").is_not_null()).then(by_prefix).otherwise(by_words)


def code_region() -> pl.Expr:
    """The registering authority's region inside a USCC; null where there is none."""
    return pl.col("uscc").str.slice(2, 6)
