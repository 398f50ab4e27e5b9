"""States of registration as departments write them."""

import polars as pl

# In this order: “吊销，已注销” is deregistered, “吊销，未注销” is revoked.
_PATTERNS = (
    (r"未注销|尚未注销", "revoked"),
    (r"注销|撤销|已销户", "deregistered"),
    (r"吊销", "revoked"),
    (r"歇业|停业|中止", "suspended"),
    (r"迁出|迁移|已迁", "moved"),
    (r"存续|在业|在营|在册|开业|正常|登记成立|设立登记|营业|迁入|^有效$", "active"),
)
_CODES = ("active", "suspended", "revoked", "deregistered", "moved")


def read_statuses(text: pl.Expr) -> pl.Expr:
    """The code of the dictionary entity_status, null where the words are unknown."""
    code = text.str.to_lowercase()
    known = pl.when(code.is_in(_CODES)).then(code)
    words = [pl.when(text.str.contains(pattern)).then(pl.lit(status)) for pattern, status in _PATTERNS]
    return pl.coalesce(known, *words)
