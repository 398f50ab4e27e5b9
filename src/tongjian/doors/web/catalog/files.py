"""Files of items: what one would change, and the list in the same shape."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.exports import xlsx_response
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Change, Tile
from tongjian.foundation.exchange import policies as exchange_policies
from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import BatchState, Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.queries import Preview

SHOWN = 200


@require_safe
def export(request: ActorRequest) -> HttpResponseBase:
    """Read back in as it is, nothing changes."""
    rows = queries.export_rows(request.actor, queries.ItemFilter())
    return xlsx_response(queries.EXPORT, rows.iterator(chunk_size=2000), f"监管事项清单-{timezone.localdate():%Y%m%d}")


@require_safe
def preview(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """What acceptance would change, field by field. Acceptance itself is the page's one button."""
    batch = _staged(request, batch_id)
    found = queries.preview_batch(request.actor, batch)
    context = {
        "batch": batch,
        "found": found,
        "tiles": _tiles(found),
        "added": found.added[:SHOWN],
        "changed": [
            (change, [Change(one.label, one.before, one.after) for one in change.fields])
            for change in found.changed[:SHOWN]
        ],
        "removed": found.removed[:SHOWN],
        "is_cut": max(len(found.added), len(found.changed), len(found.removed)) > SHOWN,
        "can_change": exchange_policies.can_change(request.actor, batch),
        "apply_url": reverse("imports:apply", args=[batch.pk]),
    }
    return render_page(request, "catalog/preview.html", context)


def _staged(request: ActorRequest, batch_id: UUID) -> Batch:
    batch = exchange.get_batch(request.actor, batch_id)
    if batch.dataset != Dataset.ITEMS or batch.state != BatchState.STAGED:
        raise NotFound("preview_not_found", "只有校验完、还没有入库的事项清单才有差异可看。")
    return batch


def _tiles(found: Preview) -> list[Tile]:
    counts = found.counts
    return [
        Tile("新增", counts["added"], note="入库后是草稿"),
        Tile("改动", counts["changed"], note="已发布的成为新版本草稿"),
        Tile("清单里有、文件没有", counts["removed"], note="不会自动废止"),
        Tile("无变化", counts["unchanged"]),
        Tile("不合格、不入库", found.rejected),
    ]
