"""The form of a name under which it is found and compared; what is stored and shown stays as it was written."""

import unicodedata

import polars as pl

_DROPPED_CATEGORIES = {"Zs", "Zl", "Zp", "Cc", "Cf"}
_DROPPED = frozenset("()[]{}<>〔〕【】《》〈〉「」『』〖〗\"'“”‘’`´·•・∙⋅‧")


_ORDINARY = r"^[0-9A-Za-z\u4e00-\u9fa5()（）]*$"
"""Nearly every name: what is done to these characters needs no table of Unicode."""


def normalise_names(names: pl.Series) -> pl.Series:
    """`normalise_name` over a column without nulls."""
    is_ordinary = names.str.contains(_ORDINARY)
    bare = names.str.replace_all(r"[()（）]", "").str.to_lowercase()
    if is_ordinary.all():
        return bare
    return pl.Series(
        names.name,
        [fast if plain else normalise_name(name) for name, fast, plain in zip(names, bare, is_ordinary, strict=True)],
        dtype=pl.String,
    )


def normalise_name(name: str) -> str:
    """NFKC, lower case, without blanks, brackets, quotation marks and middle dots of any width."""
    plain = unicodedata.normalize("NFKC", name).lower()
    bare = "".join(
        character
        for character in plain
        if character not in _DROPPED and unicodedata.category(character) not in _DROPPED_CATEGORIES
    )
    # What stood apart may combine once the blank between is gone.
    return bare if bare == name else normalise_name(bare)
