from tests.supervision.catalog.conftest import (
    bring_in,
    draft,
    handler,
    host,
    inspector,
    kinds,
    market,
    police,
    publish,
    reviewer,
    today,
)

__all__ = [
    "bring_in", "draft", "handler", "host", "inspector", "kinds", "market", "police", "publish", "reviewer", "today",
]  # fmt: skip
