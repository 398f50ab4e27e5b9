"""登记许可。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry.models import Permit
from tongjian.supervision.registry.operations._licences import Licence, write_licence
from tongjian.supervision.registry.operations._parts import lock_keeper, name_source


@transaction.atomic
def add_permit(*, actor: Actor, entity_id: UUID, licence: Licence) -> Permit:
    """Puts on record that an agency allows the entity something. One that expired already may be recorded too."""
    entity = lock_keeper(actor, entity_id)
    permit = Permit(entity=entity, recorded_by=actor.user_id, recorded_at=timezone.now())
    write_licence(permit, licence)
    permit.save()
    name_source(actor, entity, ["permits"])
    record(actor, "registry.permit_added", entity, permit_id=str(permit.pk))
    return permit
