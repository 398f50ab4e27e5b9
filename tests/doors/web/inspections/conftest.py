from tests.supervision.inspections.conftest import another_story, fire, market, story, stranger, today

__all__ = ["another_story", "fire", "market", "story", "stranger", "today"]
