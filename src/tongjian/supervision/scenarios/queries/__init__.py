"""Every read of scenarios worth a name."""

from tongjian.supervision.scenarios.queries.checklist import (
    MergedPoint,
    Source,
    Suggestion,
    merged_checklist,
    sources_of,
    suggestions_of,
)
from tongjian.supervision.scenarios.queries.content import (
    Department,
    ScenarioContent,
    StepText,
    content_of,
    differences,
    plain,
)
from tongjian.supervision.scenarios.queries.objects import SCOPE_KEYS, Counted, count_objects, entities_of
from tongjian.supervision.scenarios.queries.public import (
    get_public_scenario,
    public_checklist,
    public_scenario_state,
    public_scenarios,
    public_scope,
    scenarios_about,
    scenarios_about_industry,
)
from tongjian.supervision.scenarios.queries.scenarios import (
    ScenarioFilter,
    get_scenario,
    get_version,
    in_force,
    items_of,
    list_versions,
    newer_of,
    ready,
    versions_of,
)

__all__ = [
    "get_public_scenario",
    "public_checklist",
    "public_scenario_state",
    "public_scenarios",
    "public_scope",
    "scenarios_about",
    "scenarios_about_industry",
    "MergedPoint",
    "Source",
    "Suggestion",
    "merged_checklist",
    "sources_of",
    "suggestions_of",
    "SCOPE_KEYS",
    "Counted",
    "Department",
    "ScenarioContent",
    "ScenarioFilter",
    "StepText",
    "content_of",
    "count_objects",
    "differences",
    "entities_of",
    "get_scenario",
    "get_version",
    "in_force",
    "items_of",
    "list_versions",
    "newer_of",
    "plain",
    "ready",
    "versions_of",
]
