"""A scope in words, for who reads a demand or a pool."""

from collections.abc import Mapping, Sequence

from tongjian.doors.face.parts import Fact
from tongjian.foundation.org import queries as org
from tongjian.supervision.registry.choices import EntityKind


def scope_facts(scope: Mapping[str, Sequence[str]]) -> list[Fact]:
    names = org.names_of_regions(scope.get("regions", ()))
    regions = [names.get(code, code) for code in scope.get("regions", ())]
    kinds = [EntityKind(kind).label for kind in scope.get("kinds", ())]
    return [
        Fact("区划", "、".join(regions) or "本部门辖区全部"),
        Fact("监管对象类别", "、".join(kinds) or "各类组织"),
        Fact("行业代码开头", "、".join(scope.get("industries", ())) or "不限"),
        Fact("名称或经营范围含有", "、".join(scope.get("words", ())) or "不限"),
    ]
