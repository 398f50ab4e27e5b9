"""How Chinese statutes are cited: numerals, paths of clauses, and the citations in a text."""

from tongjian.pure.statutes.citations import Mention, mentions
from tongjian.pure.statutes.numerals import chinese, value_of
from tongjian.pure.statutes.paths import ancestors, is_within, name_of, order_of, short_title

__all__ = [
    "Mention",
    "ancestors",
    "chinese",
    "is_within",
    "mentions",
    "name_of",
    "order_of",
    "short_title",
    "value_of",
]
