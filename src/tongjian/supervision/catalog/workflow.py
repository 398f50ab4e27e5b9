"""The states of an item version."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.catalog.choices import CapState
from tongjian.supervision.catalog.choices import VersionState as S

VERSION_WORKFLOW = Workflow(
    Transition("submit", frozenset({S.DRAFT}), S.REVIEW, "提交审核"),
    Transition("return", frozenset({S.REVIEW}), S.DRAFT, "退回修改"),
    Transition("publish", frozenset({S.REVIEW}), S.PUBLISHED, "发布"),
    Transition("retire", frozenset({S.PUBLISHED}), S.RETIRED, "废止"),
)

CAP_WORKFLOW = Workflow(
    Transition("publish", frozenset({CapState.REVIEW}), CapState.PUBLISHED, "公布"),
    Transition("return", frozenset({CapState.REVIEW}), CapState.RETURNED, "退回"),
    Transition("end", frozenset({CapState.PUBLISHED}), CapState.ENDED, "终止"),
)
