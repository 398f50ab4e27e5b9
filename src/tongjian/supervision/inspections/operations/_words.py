"""What people must have said for an act to be right."""

from tongjian.foundation.kernel.errors import RuleViolated


def required_words(text: str, code: str, sentence: str) -> str:
    """Trimmed; raises RuleViolated when nothing was said."""
    if not text.strip():
        raise RuleViolated(code, sentence)
    return text.strip()
