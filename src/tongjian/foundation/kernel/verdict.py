"""An answer to "may I?" that can be shown on the button it disables."""

from dataclasses import dataclass

from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` and `citation` are shown beside the disabled button, in the form error and in the API."""

    allowed: bool
    reason: str = ""
    citation: str = ""
    code: str = "not_allowed"

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Verdict(True)


def deny(reason: str, citation: str = "") -> Verdict:
    """No capability, or not the right person."""
    return Verdict(False, reason, citation)


def refuse(code: str, reason: str, citation: str) -> Verdict:
    """A rule of the rulebook (V01 …) stands against it."""
    return Verdict(False, reason, citation, code)


def require(verdict: Verdict) -> None:
    """Raises NotAllowed (403) for a missing capability, RuleViolated (422) for a rule."""
    if verdict:
        return
    if verdict.code == "not_allowed":
        raise NotAllowed(verdict.code, verdict.reason, verdict.citation)
    raise RuleViolated(verdict.code, verdict.reason, verdict.citation)
