"""A signed checkpoint as the file people keep."""

from django.http import HttpResponse

from tongjian.foundation.ledger.models import Checkpoint


def checkpoint_answer(checkpoint: Checkpoint) -> HttpResponse:
    """Exactly the signed text: a line end more or less and the signature is void."""
    headers = {"Content-Disposition": f'attachment; filename="checkpoint-{checkpoint.size:012}.txt"'}
    return HttpResponse(checkpoint.note, content_type="text/plain; charset=utf-8", headers=headers)
