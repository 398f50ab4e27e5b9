"""Chinese numerals as statutes use them: 一 to 九千九百九十九."""

DIGITS = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}
MOST = 9999


def value_of(text: str) -> int | None:
    """42 for 四十二, 42 or ４２; None for what is no number from 1 to 9999 written in the usual way."""
    if text.isdecimal():
        number = int(text)
        return number if 1 <= number <= MOST else None
    number, digit = 0, 0
    for sign in text.replace("〇", "零"):
        if sign in _UNITS:
            number, digit = number + (digit or 1) * _UNITS[sign], 0
        elif sign in DIGITS:
            digit = DIGITS.index(sign)
        else:
            return None
    number += digit
    plain = text.replace("〇", "零").removeprefix("一") if text.startswith("一十") else text.replace("〇", "零")
    return number if 1 <= number <= MOST and chinese(number) == plain else None


def chinese(number: int) -> str:
    """四十二 for 42, 一百零五 for 105, 十 for 10. Raises ValueError outside 1 to 9999."""
    if not 1 <= number <= MOST:
        raise ValueError(f"{number} is not between 1 and {MOST}")
    written = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += DIGITS[digit] + name
        elif written and number and not written.endswith("零"):
            written += "零"
    return written.removeprefix("一") if written.startswith("一十") else written
