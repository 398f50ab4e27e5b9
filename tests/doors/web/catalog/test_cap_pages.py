"""A cap from the form to the public page."""

import pytest
from django.urls import reverse

from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import FrequencyCap

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]


def text(answer):
    return answer.content.decode()


def test_it_is_set_published_shown_to_everybody_and_ended(market, client, session_of):
    handler, reviewer = session_of(market, Role.HANDLER), session_of(market, Role.REVIEWER)
    form = reverse("catalog:new-cap")
    refused = handler.post(form, {"times": "2", "years": "1", "industry": "五金", "citation": "函"})
    assert refused.status_code == 422 and "国民经济行业代码" in text(refused)
    page = text(handler.post(form, {"times": "1", "years": "3", "grade": "A", "citation": "市监函1号"}, follow=True))
    assert "每 3 年不超过 1 次" in page and "待审核" in page
    assert "每 3 年不超过 1 次" not in text(client.get(reverse("portal:caps")))

    cap = FrequencyCap.objects.get()
    done = reviewer.post(reverse("catalog:publish-cap", args=[cap.pk]), {"valid_from": "2026-09-01"}, follow=True)
    assert "已公布" in text(done)
    public = text(client.get(reverse("portal:caps"), {"text": "市场"}))
    assert "每 3 年不超过 1 次" in public and "信用风险 A" in public and "每年不超过 2 次" in public
    assert client.get(reverse("portal:caps-json")).json()["caps"][0]["grade"] == "A"
    assert "每 3 年不超过 1 次" in text(handler.get(reverse("catalog:caps"), {"state": "published"}))

    ended = reviewer.post(reverse("catalog:end-cap", args=[cap.pk]), {"reason": "并入新办法"}, follow=True)
    assert "已终止" in text(ended) and "并入新办法" in text(ended)


def test_it_is_returned_with_a_reason(market, session_of):
    handler, reviewer = session_of(market, Role.HANDLER), session_of(market, Role.REVIEWER)
    handler.post(reverse("catalog:new-cap"), {"times": "2", "years": "1", "citation": "市监函1号"})
    cap = FrequencyCap.objects.get()
    page = text(reviewer.post(reverse("catalog:return-cap", args=[cap.pk]), {"reason": "依据已废止"}, follow=True))
    assert "已退回" in page and "依据已废止" in page


def test_the_public_list_costs_the_same_however_long(market, client, django_assert_max_num_queries):
    for number in range(12):
        FrequencyCap.objects.create(
            agency=market, times=1, industry=f"F{number:02}", citation="函", state="published",
            set_at="2026-09-01T00:00Z", valid_from="2026-09-01",
        )  # fmt: skip
    client.get(reverse("portal:caps"))
    with django_assert_max_num_queries(6):
        client.get(reverse("portal:caps"))
