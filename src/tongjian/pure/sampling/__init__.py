"""联合抽取：the joint draw of 规格 tongjian-draw/1, a pure function of published bytes."""

from tongjian.pure.sampling.audit import (
    AUDIT_NAMES,
    MatchingRule,
    audit_zip,
    read_matching,
    read_places,
    write_matching,
    write_places,
    write_teams,
)
from tongjian.pure.sampling.bounds import DrawFigures, compare_draw, inclusion_probabilities
from tongjian.pure.sampling.bundle import Bundle, Proof, committed_data, read_bundle, write_bundle
from tongjian.pure.sampling.ceremony import (
    Beacon,
    Ceremony,
    Party,
    commitment,
    header_bytes,
    matches_commitment,
    seed,
)
from tongjian.pure.sampling.demands import DemandSpec, Exclusion, size_for_ratio
from tongjian.pure.sampling.errors import DrawInvalid
from tongjian.pure.sampling.frame import Frame, FrameRow, build_frame, build_frame_from_columns
from tongjian.pure.sampling.freezing import FrozenFiles, Hashes, Pool, freeze, read_frozen, read_pool
from tongjian.pure.sampling.matching import TeamDraw, VisitNeed, match_officers
from tongjian.pure.sampling.officers import OfficerRow, significant_digits
from tongjian.pure.sampling.selection import SelectedRow, Selection, draw_pool, run_draw, visit_order
from tongjian.pure.sampling.units import SALT_BYTES, officer_id, unit_id, visit_id

__all__ = [
    "AUDIT_NAMES", "Beacon", "Bundle", "Ceremony", "DemandSpec", "DrawFigures", "DrawInvalid", "Exclusion",
    "Frame", "FrameRow", "FrozenFiles", "Hashes", "MatchingRule", "OfficerRow", "Party", "Pool", "Proof",
    "SALT_BYTES", "SelectedRow", "Selection", "TeamDraw", "VisitNeed", "audit_zip", "build_frame",
    "build_frame_from_columns", "commitment", "committed_data", "compare_draw", "draw_pool", "freeze",
    "header_bytes", "inclusion_probabilities", "match_officers", "matches_commitment", "officer_id",
    "read_bundle", "read_frozen", "read_matching", "read_places", "read_pool", "run_draw", "seed",
    "significant_digits", "size_for_ratio", "unit_id", "visit_id", "visit_order", "write_bundle",
    "write_matching", "write_places", "write_teams",
]  # fmt: skip
