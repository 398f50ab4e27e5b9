"""Which chapter a generated line most likely belongs to. A first guess for people to correct, never a rule."""

from tongjian.supervision.handbooks.choices import Chapter

_WORDS: tuple[tuple[Chapter, tuple[str, ...]], ...] = (
    (Chapter.STAFF, ("人员", "员工", "安全培训", "岗前培训", "持证", "健康证", "特种作业", "负责人", "教师资格")),
    (Chapter.SUBJECT, ("许可", "执照", "依法备案", "备案信息", "资质", "登记证", "批准证书")),
    (Chapter.SYSTEM, ("制度", "台账", "档案", "预案", "责任制", "应急演练", "记录是否")),
    (
        Chapter.PREMISES,
        ("设施", "场所", "消防", "通道", "疏散", "防渗", "雷电", "房屋", "装置", "建筑", "油罐", "电梯", "阀", "仓库"),
    ),
)
"""The first whose word occurs counts; what has none is about doing business."""


def guess_chapter(text: str) -> Chapter:
    return next((chapter for chapter, words in _WORDS if any(word in text for word in words)), Chapter.BUSINESS)
