from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.choices import DemandState, DrawState
from tongjian.supervision.planning.models import Candidate, Draw, Party, Unit
from tongjian.supervision.planning.operations._beacon import Beacon
from tongjian.supervision.planning.operations._deadline import deadline
from tongjian.supervision.planning.operations._files import write_file
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.operations._todos import COMMIT, ask_parties, settle
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW

_RULE = "联合抽取规范 tongjian-draw/1"
_BATCH = 2000
_FROZEN_FILES = ("demands.json", "frame.csv", "exclusions.csv", "officers.csv")
_MATCHING_FILES = ("matching.json", "places.csv")


@transaction.atomic
def redraw(*, actor: Actor, draw_id: UUID, reason: str, beacon: Beacon | None = None) -> Draw:
    """另立新版本，with the reason and who asked; the earlier version stays for ever.

    After an abort: the byte-identical frame again, and a beacon is mandatory. Before that, as long as nobody has
    revealed: a corrected frame; the new version starts as a draft with the same demands. The beacon may then only
    be left out while nobody had committed.
    """
    old = lock_draw(actor, draw_id)
    require(policies.can_coordinate(actor, old))
    is_correction = old.state != DrawState.ABORTED
    transition = DRAW_WORKFLOW.check("correct" if is_correction else "redraw", state=old.state)
    _refuse_unsound(old, reason, beacon)

    new = _next_version(actor, old, reason.strip(), beacon.checked() if beacon else None)
    if is_correction:
        old.state = transition.target
        old.aborted_at = timezone.now()
        old.aborted_reason = f"由第 {new.version} 版更正取代：{reason.strip()}"[:300]
        old.save(update_fields=["state", "aborted_at", "aborted_reason"])
        old.demands.update(draw=new, state=DemandState.SUBMITTED)
    else:
        _take_over_frame(old, new)
        old.demands.update(draw=new)
        ask_parties(actor, new, COMMIT, list(new.parties.values_list("agency_id", flat=True)))
    settle(actor, old)

    record(
        actor,
        "draw.redrawn",
        new,
        draw=new.key,
        version=new.version,
        supersedes=new.supersedes,
        reason=new.reason,
        beacon=beacon.checked().recorded() if beacon else None,
        same_frame=not is_correction,
    )
    return new


def _refuse_unsound(old: Draw, reason: str, beacon: Beacon | None) -> None:
    if not reason.strip():
        raise RuleViolated("reason_missing", "另立新版本应当说明理由。")
    if old.frozen_at is None:
        raise RuleViolated("never_frozen", "中止的草稿没有名录，请新建抽取。")
    if Draw.objects.filter(key=old.key, version__gt=old.version).exists():
        raise Conflict("superseded", "本次抽取已有更新的版本。")
    if old.state != DrawState.ABORTED and old.parties.filter(revealed_at__isnull=False).exists():
        raise RuleViolated("reveals_begun", "已有参与方揭示随机数，名录不能再更正；只能中止后沿用原名录重抽。", _RULE)
    if beacon is None and (old.state == DrawState.ABORTED or old.parties.exclude(commitment="").exists()):
        raise RuleViolated("beacon_required", "中止后或者已有承诺后重抽，应当约定一个尚未公布的信标。", _RULE)


def _next_version(actor: Actor, old: Draw, reason: str, beacon: Beacon | None) -> Draw:
    new = Draw.objects.create(
        key=old.key,
        version=old.version + 1,
        supersedes=str(old),
        reason=reason,
        title=old.title,
        region_id=old.region_id,
        coordinator_id=old.coordinator_id,
        cycle=old.cycle,
        window_from=old.window_from,
        window_until=old.window_until,
        is_practice=old.is_practice,
        publish_at=old.publish_at,
        beacon_source=beacon.source if beacon else "",
        beacon_round=beacon.round if beacon else "",
        created_by=actor.user_id,
        created_at=timezone.now(),
    )
    Party.objects.bulk_create(Party(draw=new, agency_id=party.agency_id) for party in old.parties.all())
    return new


def _take_over_frame(old: Draw, new: Draw) -> None:
    for name in (*_FROZEN_FILES, *(_MATCHING_FILES if old.matching_sha256 else ())):
        write_file(new, name, queries.read_file(old, name))
    new.demands_sha256, new.frame_sha256 = old.demands_sha256, old.frame_sha256
    new.exclusions_sha256, new.officers_sha256 = old.exclusions_sha256, old.officers_sha256
    new.matching_sha256 = old.matching_sha256
    new.strata = old.strata
    new.figures = {name: old.figures[name] for name in ("units", "pairs", "excluded")}
    new.state = DrawState.FROZEN
    new.frozen_at = timezone.now().replace(microsecond=0)
    new.commit_deadline = deadline("draw.commit_deadline")
    new.save()
    units = old.units.values_list("entity_id", "unit_id", "salt").iterator()
    Unit.objects.bulk_create(
        (Unit(draw=new, entity_id=entity, unit_id=unit, salt=salt) for entity, unit, salt in units), batch_size=_BATCH
    )
    Candidate.objects.bulk_create(
        [
            Candidate(draw=new, officer_id=row.officer_id, reference=row.reference, salt=row.salt)
            for row in old.candidates.all()
        ],
        batch_size=_BATCH,
    )
