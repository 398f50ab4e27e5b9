"""One thing looked at."""

from dataclasses import dataclass

GOOD, WARNING, WRONG = "正常", "注意", "不对"


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` says what to do; empty when nothing is to be done."""

    name: str
    level: str
    sentence: str
    remedy: str = ""


def good(name: str, sentence: str) -> Finding:
    return Finding(name, GOOD, sentence)


def warning(name: str, sentence: str, remedy: str) -> Finding:
    return Finding(name, WARNING, sentence, remedy)


def wrong(name: str, sentence: str, remedy: str) -> Finding:
    return Finding(name, WRONG, sentence, remedy)
