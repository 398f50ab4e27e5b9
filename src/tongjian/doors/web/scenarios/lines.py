"""What people write one a line: departments with their duties, items, steps; and back."""

import re
from collections.abc import Iterable, Sequence

from tongjian.doors.face.lines import lines_of
from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.queries import kinds_by_name
from tongjian.supervision.scenarios.models import Cooperation
from tongjian.supervision.scenarios.queries import Department, StepText

_COLON = re.compile(r"[：:]")
_NAMED = re.compile(r"^(?P<name>[^（(]+)(?:[（(](?P<role>[^）)]*)[）)])?$")
_ROLES = {label: value for value, label in ParticipationRole.choices if value != ParticipationRole.LEAD}


def departments_of(text: str) -> tuple[Department, ...]:
    """“消防：消防安全” or “乡镇（属地）：日常巡查”, by name, short name or code. Raises RuleViolated."""
    kinds = kinds_by_name()
    return tuple(_department(line, kinds) for line in lines_of(text))


def _department(line: str, kinds: dict[str, str]) -> Department:
    before, *duty = _COLON.split(line, maxsplit=1)
    found = _NAMED.match(before.strip())
    name, role = (found["name"].strip(), found["role"] or "配合") if found else (before.strip(), "配合")
    if name not in kinds:
        raise RuleViolated("department_not_found", f"没有叫“{name}”的部门，请写部门的名称或者简称。")
    if role not in _ROLES:
        raise RuleViolated("role_unknown", f"“{role}”不是配合部门的角色；可以写{'、'.join(_ROLES)}。")
    return Department(kinds[name], "".join(duty).strip(), _ROLES[role])


def steps_of(text: str) -> tuple[StepText, ...]:
    """“环节：内容”."""
    parts = [_COLON.split(line, maxsplit=1) for line in lines_of(text)]
    return tuple(StepText(name.strip(), "".join(rest).strip()) for name, *rest in parts)


def department_lines(rows: Iterable[Cooperation]) -> str:
    return "\n".join(f"{row.agency_kind.title}（{row.get_role_display()}）：{row.duty}" for row in rows)


def step_lines(steps: Sequence[StepText]) -> str:
    return "\n".join(f"{step.name}：{step.content}" for step in steps)
