"""What a joint draw saved, as tiles: the workbench and the portal show the same numbers."""

from tongjian.doors.face.parts import Tile
from tongjian.supervision.planning.queries import Comparison


def tiles_of(figures: Comparison) -> list[Tile]:
    saved = figures.saved_percent
    return [
        Tile("各部门单独抽取", f"{figures.alone_actual} 次", note=f"期望 {figures.alone_expected:g} 次"),
        Tile(
            "联合抽取后",
            f"{figures.joint} 次",
            note=f"比单独抽取少 {saved} %" if saved else "没有减少",
            tone="good",
        ),
        Tile("理论下限", f"{figures.bound:g} 次", note="任何抽法的平均次数都不会更少"),
        Tile("名录", f"{figures.units} 户", note=f"排除 {figures.excluded} 户次"),
        Tile("抽不到的对象", f"{figures.immune} 户", note="" if figures.immune else "人人都有被抽中的可能"),
        Tile("空缺席位", f"{figures.open_places} 个", note=_places_note(figures.open_places)),
    ]


def _places_note(open_places: int) -> str:
    return "符合条件的执法人员不足，留空待补" if open_places else "各部门的执法人员都已配齐"
