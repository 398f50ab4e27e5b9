"""挂接规则库各行的依据条款。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.rulebook.models import Check, Parameter, Sourced, Term
from tongjian.foundation.rulebook.operations.cite_clauses import cite_clauses
from tongjian.foundation.rulebook.queries import link, waiting

CITING: tuple[type[Sourced], ...] = (Parameter, Check, Term)
AT_ONCE = 500


@transaction.atomic
def link_rules(*, actor: Actor) -> int:
    """Reads the citation of every rule that was not read yet or hangs on no clause; returns how many rows are new."""
    require(ALLOW if actor.has("rulebook.link") else deny("没有挂接依据条款的权限。"))
    return sum(_link(actor, model) for model in CITING)


def _link(actor: Actor, model: type[Sourced]) -> int:
    kind = model._meta.label_lower
    rows = list(model._default_manager.filter(waiting(model)).exclude(citation="").order_by("pk"))
    today = timezone.localdate()
    found = link((row.citation, row.valid_from or today) for row in rows)
    pairs = list(zip((row.pk for row in rows), found, strict=True))
    pieces = (dict(pairs[at : at + AT_ONCE]) for at in range(0, len(pairs), AT_ONCE))
    return sum(cite_clauses(actor=actor, kind=kind, cited=piece) for piece in pieces)
