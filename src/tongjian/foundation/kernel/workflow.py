"""A state machine as data: printable, testable, free of side effects."""

from dataclasses import dataclass

from tongjian.foundation.kernel.errors import IllegalTransition


@dataclass(frozen=True, slots=True)
class Transition:
    """`label` is the Chinese verb on the button."""

    name: str
    sources: frozenset[str]
    target: str
    label: str


class Workflow:
    """All transitions of one kind of matter. Guards and effects live in the operations."""

    def __init__(self, *transitions: Transition) -> None:
        self._by_name = {transition.name: transition for transition in transitions}
        if len(self._by_name) != len(transitions):
            raise ValueError("transition names must be unique")

    def available_from(self, state: str) -> list[Transition]:
        return [transition for transition in self._by_name.values() if state in transition.sources]

    def allows(self, name: str, *, state: str) -> bool:
        return state in self._by_name[name].sources

    def check(self, name: str, *, state: str) -> Transition:
        """The transition, or IllegalTransition with a sentence that names the act."""
        transition = self._by_name[name]
        if state not in transition.sources:
            raise IllegalTransition(
                "illegal_transition", f"当前状态不能“{transition.label}”。", state=state, transition=name
            )
        return transition

    def as_mermaid(self) -> str:
        lines = [
            f"    {source} --> {transition.target}: {transition.label}"
            for transition in self._by_name.values()
            for source in sorted(transition.sources)
        ]
        return "\n".join(["stateDiagram-v2", *lines])
