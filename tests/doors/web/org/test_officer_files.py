"""A reviewer brings the officers of the own agency in by page, after a look at what would change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests.foundation.org.factories import AgencyFactory, PostFactory, UserFactory
from tests.supervision.catalog.conftest import kinds, market
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.org.choices import Role, UserKind
from tongjian.foundation.org.models import Officer

__all__ = ["kinds", "market"]
pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def sign_in(client, market):
    def sign_in(role):
        kind = UserKind.OPERATOR if role == Role.OPERATOR else UserKind.OFFICIAL
        user = PostFactory(agency=market, role=role, user=UserFactory(kind=kind)).user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def work():
    for queued in DBTaskResult.objects.filter(status="READY"):
        queued.task.func(*queued.args_kwargs["args"])
        queued.delete()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OPERATOR])
def test_from_upload_over_the_differences_to_the_register_and_out_again(sign_in, market, role):
    client = sign_in(role)
    file = SimpleUploadedFile(
        "名录.csv", f"姓名,执法证号,机关,有效期至\n张三,14010500001,{market.name},2029-12-31\n".encode()
    )
    client.post(reverse("imports:upload"), {"dataset": "officers", "file": file})
    batch = Batch.objects.get()
    fields = ["name", "certificate_number", "agency", "certificate_last"]
    client.post(reverse("imports:columns", args=[batch.pk]), {f"column_{at}": one for at, one in enumerate(fields)})
    work()
    assert "看差异" in client.get(reverse("imports:detail", args=[batch.pk])).content.decode()
    assert "14010500001" in client.get(reverse("org:officers-preview", args=[batch.pk])).content.decode()
    client.post(reverse("imports:apply", args=[batch.pk]))
    work()
    assert Officer.objects.get().name == "张三"
    exported = client.get(reverse("org:officers-export"))
    assert b"".join(exported.streaming_content)[:2] == b"PK"


def test_others_of_the_region_see_the_batch_but_not_the_people_in_it(sign_in, market):
    client = sign_in(Role.REVIEWER)
    file = SimpleUploadedFile("名录.csv", "姓名,执法证号,有效期至\n张三,14010500001,2029-12-31\n".encode())
    client.post(reverse("imports:upload"), {"dataset": "officers", "file": file})
    batch = Batch.objects.get()
    batch.state = "staged"
    batch.save()
    elsewhere = AgencyFactory(kind=market.kind, code="OTHER", region=market.region)
    other = PostFactory(agency=elsewhere, role=Role.REVIEWER).user
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("imports:detail", args=[batch.pk])).status_code == 200
    assert client.get(reverse("org:officers-preview", args=[batch.pk])).status_code == 403
    sign_in(Role.HANDLER)
    assert client.get(reverse("org:officers-export")).status_code == 403
