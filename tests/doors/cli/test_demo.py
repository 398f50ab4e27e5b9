"""The demo province: the whole main job through the operations people use."""

import json

import pytest

from tongjian.doors.demo import build_demo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.keys import log_key
from tongjian.foundation.ledger.verification import notes_in, verify_log
from tongjian.foundation.org import operations as org
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook.operations import load_statutes
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.registry.models import Entity

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]


def test_the_demo_shows_a_published_practice_draw_with_its_results(home, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    host = Actor.host(*HOST_CAPABILITIES)
    org.load_reference(actor=host)
    load_statutes(actor=host)
    said = []
    try:
        build_demo(tmp_path, said.append)
    finally:
        from tongjian.doors.demo import people

        people.person.cache_clear()

    published, waiting = Draw.objects.order_by("key")
    assert (published.state, published.is_practice, waiting.state, waiting.is_practice) == (
        "published",
        True,
        "frozen",
        False,
    )
    assert {"published", "checked", "coded", "planned"} <= set(Visit.objects.values_list("state", flat=True))
    assert all("DEM0" in uscc for uscc in Entity.objects.exclude(uscc="").values_list("uscc", flat=True))
    accounts = json.loads((tmp_path / "demo-accounts.json").read_text())
    assert len({account["password"] for account in accounts}) == 1
    assert verify_log(log_key().vkey, notes_in(home / "checkpoints")).is_intact
    assert said
