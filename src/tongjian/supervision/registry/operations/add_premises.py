"""增加场所。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry.models import Premises
from tongjian.supervision.registry.operations._parts import lock_keeper, name_source
from tongjian.supervision.registry.operations._places import Site, write_site


@transaction.atomic
def add_premises(*, actor: Actor, entity_id: UUID, site: Site) -> Premises:
    """One more place where the entity can be visited. The main one is where it is registered and is not added here."""
    entity = lock_keeper(actor, entity_id)
    premises = Premises(entity=entity, is_main=False)
    write_site(premises, site)
    if Premises.objects.filter(entity=entity, address=premises.address, valid_until=None).exists():
        raise Conflict("premises_known", "这个地址已经登记为场所。")
    premises.save()
    name_source(actor, entity, ["premises"])
    record(actor, "registry.premises_added", entity, premises_id=str(premises.pk))
    return premises
