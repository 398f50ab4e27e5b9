"""Every read of demands and draws worth a name."""

from tongjian.supervision.planning.queries.bundle import audit_bundle, bundle, bundle_file
from tongjian.supervision.planning.queries.ceremony import (
    ceremony_of,
    frozen_files,
    frozen_places,
    hashes_of,
    matching_rule,
    rfc3339,
)
from tongjian.supervision.planning.queries.comparison import Comparison, comparison_of
from tongjian.supervision.planning.queries.demands import (
    DemandFilter,
    StratumSize,
    demand_entities,
    find_version_in_force,
    get_demand,
    get_demand_by_code,
    item_code,
    list_demands,
    preview_sizes,
    stratum_of,
    takeable_demands,
)
from tongjian.supervision.planning.queries.draws import (
    DrawFilter,
    find_own_party,
    find_unit,
    get_draw,
    get_draw_version,
    get_drawn_version,
    list_draws,
    list_parties,
    list_selected,
    list_versions,
)
from tongjian.supervision.planning.queries.figures import figures_of
from tongjian.supervision.planning.queries.files import HASHED, file_path, read_file
from tongjian.supervision.planning.queries.jobs import find_open_job, get_job, is_lost, is_open, latest_job, percent_of
from tongjian.supervision.planning.queries.progress import Progress, progress_of

__all__ = [
    "Progress",
    "progress_of",
    "Comparison",
    "DemandFilter",
    "DrawFilter",
    "HASHED",
    "StratumSize",
    "audit_bundle",
    "bundle",
    "bundle_file",
    "ceremony_of",
    "comparison_of",
    "demand_entities",
    "figures_of",
    "file_path",
    "find_open_job",
    "find_own_party",
    "find_unit",
    "find_version_in_force",
    "frozen_files",
    "frozen_places",
    "get_demand",
    "get_demand_by_code",
    "get_draw",
    "get_draw_version",
    "get_drawn_version",
    "get_job",
    "hashes_of",
    "is_lost",
    "is_open",
    "item_code",
    "latest_job",
    "list_demands",
    "list_draws",
    "list_parties",
    "list_selected",
    "list_versions",
    "matching_rule",
    "percent_of",
    "preview_sizes",
    "read_file",
    "rfc3339",
    "stratum_of",
    "takeable_demands",
]
