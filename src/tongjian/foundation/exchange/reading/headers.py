"""Which column of the file is which field."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_NOISE = re.compile(r"[\s\u200b\ufeff*＊:：_\-—./、]+")
_REMARK = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")


def normalise_header(text: str) -> str:
    """The comparable form of a head: full width made plain, lower case, no blanks, marks or bracketed remarks.

    A head that is nothing but a remark keeps its words.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    bare = _NOISE.sub("", _REMARK.sub("", plain)) or _NOISE.sub("", re.sub(r"[()\[\]{}【】〔〕]", "", plain))
    # What stood apart may combine once the blank between is gone.
    return bare if bare == text else normalise_header(bare)


def propose_mapping(header: Sequence[str], synonyms: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Field → column of the file. Exact synonyms first, in the order given; then a head that contains a synonym of at
    least three characters. A column serves one field only; the leftmost wins."""
    wanted = {field: [normalise_header(word) for word in words] for field, words in synonyms.items()}
    heads = {column: normalise_header(column) for column in header}
    mapping: dict[str, str] = {}
    for is_same in (_is_equal, _contains):
        for field, words in wanted.items():
            free = [column for column in header if column not in mapping.values()]
            found = next((column for word in words for column in free if is_same(heads[column], word)), None)
            if field not in mapping and found is not None:
                mapping[field] = found
    return mapping


def _is_equal(head: str, word: str) -> bool:
    return head == word


def _contains(head: str, word: str) -> bool:
    return len(word) >= 3 and word in head
