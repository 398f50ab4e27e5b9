"""Is this document genuine? Whoever holds it can ask; nothing else is told."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.foundation.casework import queries
from tongjian.foundation.kernel.http import ActorRequest


@public
@require_safe
def verify(request: ActorRequest) -> HttpResponse:
    number, word = request.GET.get("number", "").strip()[:120], request.GET.get("word", "").strip()[:20]
    asked = bool(number and word)
    found = queries.verify_document(number, word) if asked else None
    context = {"number": number, "word": word, "asked": asked, "document": found}
    return render_page(
        request, "portal/documents/verify.html", context, status=404 if asked and found is None else 200
    )
