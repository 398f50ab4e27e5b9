"""The site's own certificate authority, for phones that are to trust it. Public: it is had before anything else."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongjian.doors.face.middleware import public
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest


def _authority() -> Path:
    return Path(settings.TONGJIAN_HOME) / "keys" / "tls" / "ca.crt"


@public
@require_safe
def trust(request: ActorRequest) -> HttpResponse:
    path = _authority()
    authority = x509.load_pem_x509_certificate(path.read_bytes()) if path.exists() else None
    context = {
        "fingerprint": authority.fingerprint(hashes.SHA256()).hex(" ").upper() if authority else "",
        "until": authority.not_valid_after_utc if authority else None,
    }
    return render(request, "portal/trust.html", context)


@public
@require_safe
def certificate(request: ActorRequest) -> HttpResponseBase:
    path = _authority()
    if not path.exists():
        raise NotFound("no_authority", "本站没有自己的根证书。")
    return FileResponse(path.open("rb"), content_type="application/x-x509-ca-cert", filename="tongjian-ca.crt")
