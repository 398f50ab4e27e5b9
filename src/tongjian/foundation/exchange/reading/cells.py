"""What a cell means: outer blanks are nothing, and so are the usual words for “no value”."""

import polars as pl

BLANKS = (
    " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"
)
MISSING = ("", "N/A", "-", "--", "—", "——", "–", "无", "NULL", "/", "\\")
"""Compared after NFKC and in upper case, so that full-width forms count too."""


def trimmed(column: pl.Expr) -> pl.Expr:
    """Without blanks before and after, visible or not; whatever is inside stays."""
    return column.str.strip_chars(BLANKS)


def missing_to_null(column: pl.Expr) -> pl.Expr:
    text = trimmed(column)
    short = pl.when(text.str.len_chars() <= 4).then(text)
    plain = short.str.normalize("NFKC").str.to_uppercase()
    return pl.when(plain.is_in(MISSING)).then(None).otherwise(text)
