"""更正场所。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Premises
from tongjian.supervision.registry.operations._parts import lock_keeper, name_source, required
from tongjian.supervision.registry.operations._places import Site, write_site


@transaction.atomic
def correct_premises(*, actor: Actor, entity_id: UUID, premises_id: UUID, site: Site, reason: str) -> Premises:
    """Gives the place other values, with a reason. Address and county of the main premises are those of the entity."""
    entity = lock_keeper(actor, entity_id)
    premises = queries.get_premises(actor, entity_id, premises_id)
    if premises.valid_until is not None:
        raise IllegalTransition("premises_closed_already", "这个场所已经停用。")
    why = required(reason, field="reason", missing="请写明更正的理由。", longest=300)
    changed = write_site(premises, site)
    if premises.is_main and {"address", "region_id"} & set(changed):
        raise RuleViolated("main_follows", "主要场所的地址和区划随住所走，请用“更正信息”更正住所。", field="address")
    if not changed:
        raise RuleViolated("nothing_changed", "没有改动任何内容。")
    premises.save()
    name_source(actor, entity, ["premises"])
    record(
        actor, "registry.premises_corrected", entity, premises_id=str(premises.pk), fields=sorted(changed), reason=why
    )
    return premises
