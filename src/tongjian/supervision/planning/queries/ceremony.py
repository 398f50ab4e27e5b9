"""A draw's row and its parties in the words of the arithmetic."""

import hashlib
from datetime import UTC, datetime

from tongjian.pure import sampling
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.queries.files import file_changed, read_file


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def ceremony_of(draw: Draw) -> sampling.Ceremony:
    """Parties, commitments, reveals and beacon of a frozen draw."""
    if draw.frozen_at is None:
        raise ValueError("a draw has a ceremony from the moment it is frozen")
    parties = draw.parties.select_related("agency").exclude(commitment="")
    beacon = sampling.Beacon(draw.beacon_source, draw.beacon_round, draw.beacon_value) if draw.beacon_source else None
    return sampling.Ceremony(
        draw=draw.key,
        version=draw.version,
        supersedes=draw.supersedes or None,
        cycle=draw.cycle,
        frozen_at=rfc3339(draw.frozen_at),
        parties=tuple(
            sampling.Party(party.agency.code, party.commitment, party.held_by, party.nonce) for party in parties
        ),
        beacon=beacon,
    )


def hashes_of(draw: Draw) -> sampling.Hashes:
    return sampling.Hashes(
        demands=draw.demands_sha256,
        frame=draw.frame_sha256,
        exclusions=draw.exclusions_sha256,
        officers=draw.officers_sha256,
        matching=draw.matching_sha256,
    )


def frozen_files(draw: Draw) -> sampling.FrozenFiles:
    """The frozen files, each checked against its hash. Raises RuleViolated when one was changed."""
    names = ("demands.json", "frame.csv", "exclusions.csv", "officers.csv")
    return sampling.read_frozen(*(read_file(draw, name) for name in names))


def matching_rule(draw: Draw) -> sampling.MatchingRule | None:
    """By which rule officers are drawn, as it was frozen; None where an older draw froze none."""
    return sampling.read_matching(read_file(draw, "matching.json")) if draw.matching_sha256 else None


def frozen_places(draw: Draw, rule: sampling.MatchingRule) -> dict[str, str]:
    """The region of each unit as it was frozen. Raises RuleViolated when the file was changed."""
    content = read_file(draw, "places.csv")
    if hashlib.sha256(content).hexdigest() != rule.places_sha256:
        raise file_changed("places.csv")
    return sampling.read_places(content)
