"""Files of officers: what one would change, and the register in the same shape."""

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
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import queries

SHOWN = 200


@require_safe
def export(request: ActorRequest) -> HttpResponseBase:
    """Read back in as it is, nothing changes."""
    rows = queries.export_officers(request.actor)
    return xlsx_response(queries.OFFICER_EXPORT, rows, f"执法人员名录-{timezone.localdate():%Y%m%d}")


@require_safe
def preview(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Names and certificates are shown to those who brought the file in, who know them."""
    batch = exchange.get_batch(request.actor, batch_id)
    if batch.dataset != Dataset.OFFICERS or batch.state != BatchState.STAGED:
        raise NotFound("preview_not_found", "只有校验完、还没有入库的执法人员名录才有差异可看。")
    can_change = exchange_policies.can_change(request.actor, batch)
    require(can_change)
    found = queries.preview_officers(request.actor, batch)
    context = {
        "batch": batch,
        "tiles": [
            Tile("新增", len(found.added)),
            Tile("改动", len(found.changed)),
            Tile("无变化", found.unchanged),
            Tile("名录里有、文件没有", len(found.absent), note="不受影响"),
            Tile("不合格、不入库", found.rejected),
        ],
        "added": found.added[:SHOWN],
        "changed": [
            (change, [Change(one.label, one.before, one.after) for one in change.fields])
            for change in found.changed[:SHOWN]
        ],
        "absent": found.absent[:SHOWN],
        "is_cut": max(len(found.added), len(found.changed), len(found.absent)) > SHOWN,
        "can_change": can_change,
        "apply_url": reverse("imports:apply", args=[batch.pk]),
    }
    return render_page(request, "org/officers_preview.html", context)
