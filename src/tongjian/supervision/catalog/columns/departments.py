"""Which kind of department a text means: 市场监督管理（工商/食药监/质监）, 市市场监管局, 税务, 卫生健康委 …"""

import re
import unicodedata
from collections.abc import Iterable

_REMARK = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_PLACE = re.compile(r"^(?:山西省|省级?|市级?|县级?|区级?|[一-龥]{2,3}[市县区])(?=[一-龥]{2})")
_TAIL = re.compile(r"(?:行政)?(?:管理)?(?:委员会|总局|部门|局|厅|委|办公室|办)$")


def bare(text: str) -> str:
    """Without remarks, place names and the words for an office."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return _TAIL.sub("", _REMARK.sub("", plain))


class Departments:
    """The kinds this system knows, by every name they go by: (code, title, short name)."""

    def __init__(self, kinds: Iterable[tuple[str, str, str]]) -> None:
        self._by_name: dict[str, str] = {}
        self.titles: list[str] = []
        for code, title, short_name in kinds:
            self.titles.append(title)
            for name in (code, title, short_name, bare(title), bare(short_name)):
                self._by_name.setdefault(name, code)

    def find(self, text: str) -> str | None:
        """The code of the kind, or None. A place name before the department is passed over."""
        name = bare(text)
        candidates = [name, text.strip(), _PLACE.sub("", name), bare(_PLACE.sub("", name))]
        found = next((self._by_name[one] for one in candidates if one in self._by_name), None)
        if found is not None or len(name) < 2:
            return found
        starting = {code for known, code in self._by_name.items() if len(known) > 1 and name.startswith(known)}
        return starting.pop() if len(starting) == 1 else None
