"""How files of each dataset are checked and applied without a person: each context says so of its own in its tasks."""

from collections.abc import Callable
from dataclasses import dataclass

from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch


@dataclass(frozen=True, slots=True)
class Intake:
    """Both are called with `actor` and `batch_id` and go on where they were interrupted."""

    stage: Callable[..., Batch]
    apply: Callable[..., Batch]


_intakes: dict[str, Intake] = {}


def declare(dataset: Dataset, *, stage: Callable[..., Batch], apply: Callable[..., Batch]) -> None:
    if dataset in _intakes:
        raise ValueError(f"intake of {dataset} is declared twice")
    _intakes[dataset] = Intake(stage, apply)


def intake_of(dataset: str) -> Intake:
    return _intakes[dataset]
