"""The form of a name under which it is found and compared; what is stored and shown stays as it was written."""

import unicodedata

_DROPPED_CATEGORIES = {"Zs", "Zl", "Zp", "Cc", "Cf"}
_DROPPED = frozenset("()[]{}<>〔〕【】《》〈〉「」『』〖〗\"'“”‘’`´·•・∙⋅‧")


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
