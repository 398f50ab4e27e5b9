"""What people must have said for an act to be right."""

from tongjian.foundation.kernel.errors import RuleViolated


def required_words(text: str, code: str, sentence: str, *, field: str = "", longest: int = 0) -> str:
    """Without blanks around it. Raises RuleViolated: `code` where nothing was said, `value_refused` beyond `longest`
    characters (0: as long as one likes); nothing is cut. `field` is where a form shows it."""
    said, details = text.strip(), {"field": field} if field else {}
    if not said:
        raise RuleViolated(code, sentence, **details)
    if longest and len(said) > longest:
        raise RuleViolated("value_refused", f"不能超过 {longest} 个字。", **details)
    return said
