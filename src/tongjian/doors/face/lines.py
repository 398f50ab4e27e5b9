"""What people write several of in one field: a line each, or words between marks."""

import re

_SEPARATORS = re.compile(r"[,，、;；\s]+")


def words_of(text: str) -> list[str]:
    return [word for word in _SEPARATORS.split(text) if word]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def codes_of(text: str) -> list[str]:
    """The first word of each line, each once; whatever follows is for people."""
    return list(dict.fromkeys(line.split()[0] for line in lines_of(text)))
