"""How Chinese statutes are written and cited: numerals, paths of clauses, citations in a text, and their own text."""

from tongjian.pure.statutes.citations import Mention, mentions
from tongjian.pure.statutes.numerals import chinese, value_of
from tongjian.pure.statutes.paths import ancestors, is_within, name_of, order_of, short_title
from tongjian.pure.statutes.texts import Article, Doubt, Part, is_same, split_article, split_statute

__all__ = [
    "Article",
    "Doubt",
    "Mention",
    "Part",
    "ancestors",
    "chinese",
    "is_same",
    "is_within",
    "mentions",
    "name_of",
    "order_of",
    "short_title",
    "split_article",
    "split_statute",
    "value_of",
]
