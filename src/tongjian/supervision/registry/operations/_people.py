"""Numbers of people, before only a pseudonym of them is left."""

from tongjian.pure.codes import resident_id_problem

_SHORTEST, _LONGEST, _RESIDENT = 6, 40, 18


def person_problem(number: str) -> str:
    """Why this cannot be somebody's number, for people; empty when it can. Passports and permits have no check."""
    plain = "".join(number.split())
    if not plain:
        return ""
    if not plain.isascii() or not plain.isalnum() or not _SHORTEST <= len(plain) <= _LONGEST:
        return "证件号应为 6 至 40 位数字和字母，不能有遮盖的 *。"
    if len(plain) == _RESIDENT and resident_id_problem(plain):
        return "居民身份证号的日期或者校验位不对，请核对。"
    return ""
