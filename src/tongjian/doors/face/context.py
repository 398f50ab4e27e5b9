"""What every template may use."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"actor": getattr(request, "actor", None)}
