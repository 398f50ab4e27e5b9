"""挂接事项和检查要点的依据条款。"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Citation
from tongjian.foundation.rulebook.operations import cite_clauses
from tongjian.supervision.catalog.models import CheckPoint, ItemVersion
from tongjian.supervision.catalog.queries import citing_points, citing_versions

AT_ONCE = 500

_Citing = Mapping[UUID, Sequence[rulebook.Cited]]
_Row = TypeVar("_Row")


def link_clauses(*, actor: Actor) -> dict[str, int]:
    """Reads what published versions and check points cite, in pieces of their own transaction; returns how many
    citations of each are new. A version is read again while something of it hangs on no clause, for the statutes may
    have been taken in by now; check points may have been worded anew, so they are always read."""
    require(ALLOW if actor.has("rulebook.link") else deny("没有挂接依据条款的权限。"))
    versions = citing_versions().filter(rulebook.waiting(ItemVersion))
    points = CheckPoint.objects.filter(citing_points() | Q(pk__in=_citers(CheckPoint)))
    return {
        "versions": sum(cite_clauses(actor=actor, kind=_kind(ItemVersion), cited=one) for one in _versions(versions)),
        "check_points": sum(cite_clauses(actor=actor, kind=_kind(CheckPoint), cited=one) for one in _points(points)),
        "forgotten": sum(_forget(actor, model) for model in (ItemVersion, CheckPoint)),
    }


def _versions(versions: QuerySet[ItemVersion]) -> Iterator[_Citing]:
    today = timezone.localdate()
    rows = list(versions.order_by("pk").values_list("pk", "legal_basis", "valid_from"))
    for piece in _pieces(rows):
        found = rulebook.link((basis, valid_from or today) for _, basis, valid_from in piece)
        yield dict(zip((pk for pk, _, _ in piece), found, strict=True))


def _points(points: QuerySet[CheckPoint]) -> Iterator[_Citing]:
    today = timezone.localdate()
    rows = list(points.order_by("pk").values_list("pk", "content", "method"))
    for piece in _pieces(rows):
        found = rulebook.link((f"{content}\n{method}", today) for _, content, method in piece)
        yield {
            pk: cited if "《" in content + method else []
            for (pk, content, method), cited in zip(piece, found, strict=True)
        }


def _pieces(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    return (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))


def _forget(actor: Actor, model: type[Identified]) -> int:
    """What an import brought and its undoing took away cites nothing any more."""
    gone = list(_citers(model).exclude(citer_id__in=model._default_manager.values("pk")).distinct())
    for piece in _pieces(gone):
        cite_clauses(actor=actor, kind=_kind(model), cited={key: [] for key in piece})
    return len(gone)


def _citers(model: type[Identified]) -> QuerySet[Citation, UUID]:
    return Citation.objects.filter(citer_kind=_kind(model)).order_by().values_list("citer_id", flat=True)


def _kind(model: type[Identified]) -> str:
    return model._meta.label_lower
