"""登记引用的条款。"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.rulebook.models import Citation
from tongjian.foundation.rulebook.queries import Cited


@transaction.atomic
def cite_clauses(*, actor: Actor, kind: str, cited: Mapping[UUID, Sequence[Cited]]) -> int:
    """The things (keys of the table `kind`) cite exactly this from now on; what stays the same is left alone. Returns
    how many rows are new.

    An index of what the things themselves say, so it is not recorded: whoever changes a thing has asked already.
    """
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有登记引用条款的权限。")
    present: dict[UUID, dict[Cited, UUID]] = {}
    rows = Citation.objects.filter(citer_kind=kind, citer_id__in=list(cited))
    for row in rows.select_for_update().order_by("pk"):
        present.setdefault(row.citer_id, {})[Cited(row.quote, row.clause_id, row.problem)] = row.pk
    gone = [pk for key, old in present.items() for one, pk in old.items() if one not in cited[key]]
    new = [
        Citation(citer_kind=kind, citer_id=key, quote=one.quote, clause_id=one.clause_id, problem=one.problem)
        for key, wanted in cited.items()
        for one in dict.fromkeys(wanted)
        if one not in present.get(key, {})
    ]
    Citation.objects.filter(pk__in=gone).delete()
    # Two jobs may find the same: what one has written by now the other leaves.
    Citation.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)
