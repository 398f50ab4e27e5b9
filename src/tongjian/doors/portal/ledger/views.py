"""The record from outside: keep a checkpoint, and nobody can change the past unseen."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongjian.doors.face.checkpoints import checkpoint_answer
from tongjian.doors.face.middleware import public
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger import queries
from tongjian.foundation.ledger.keys import log_key, vkeys

RECENT = 10


@public
@require_safe
def ledger(request: ActorRequest) -> HttpResponse:
    recent = list(queries.list_checkpoints()[:RECENT])
    context = {"newest": recent[0] if recent else None, "recent": recent, "key": log_key(), "earlier": vkeys()[:-1]}
    return render(request, "portal/ledger/ledger.html", context)


@public
@require_safe
def checkpoint_file(request: ActorRequest, size: int) -> HttpResponse:
    return checkpoint_answer(queries.get_checkpoint(size))


@public
@require_safe
def consistency(request: ActorRequest, old: int, size: int) -> HttpResponse:
    """Proves that what the older checkpoint signed is the beginning of what the newer one signed (RFC 9162)."""
    before, after = queries.get_checkpoint(old), queries.get_checkpoint(size)
    if not 0 < before.size <= after.size:
        raise NotFound("checkpoint_not_found", "请把较早的检查点写在前面。")
    hashes = queries.consistency_proof(before.size, after.size)
    return JsonResponse({"old": before.size, "size": after.size, "hashes": [digest.hex() for digest in hashes]})
