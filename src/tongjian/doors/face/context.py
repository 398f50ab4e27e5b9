"""What every frame reads, besides the page's own context."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from tongjian.doors.face import navigation
from tongjian.foundation.casework.queries import count_waiting
from tongjian.foundation.kernel.actor import Actor

# The pages the frames themselves lead to. A frame leaves out what this site does not have.
FRAME_PAGES: Mapping[str, str] = {
    "workbench": "web:workbench",
    "search": "web:search",
    "todos": "casework:todos",
    "notifications": "casework:notifications",
    "account": "org:account",
    "switch_post": "org:switch-post",
    "sign_in": "org:sign-in",
    "sign_out": "org:sign-out",
    "portal": "portal:home",
    "portal_search": "portal:search",
    "check_code": "portal:check-code",
    "today": "field:today",
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation for this actor, the site's name, and the sentence that says when the data is a demonstration.

    `todo_count` and `unread_count` are counted once, and only on a page that shows them to somebody who can have any.
    """
    actor = getattr(request, "actor", None) or Actor.public()
    sections = navigation.sections_for(actor)
    waiting = cache(lambda: count_waiting(actor))
    may_have = actor.has("casework.view")
    return {
        "actor": actor,
        "navigation": sections,
        "here": navigation.entry_at(sections, request.path),
        "portal_navigation": navigation.PORTAL,
        "phone_navigation": [entry for entry in navigation.PHONE if entry.is_open_to(actor)],
        "pages": {name: _url(url_name) for name, url_name in FRAME_PAGES.items()},
        "site_name": getattr(settings, "SITE_NAME", "通监"),
        "demo_notice": getattr(settings, "DEMO_NOTICE", ""),
        "todo_count": SimpleLazyObject(lambda: waiting()[0]) if may_have else None,
        "unread_count": SimpleLazyObject(lambda: waiting()[1]) if may_have else None,
    }


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
