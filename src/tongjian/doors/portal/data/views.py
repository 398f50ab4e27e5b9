"""开放数据: which tables there are and what every column means; and the tables."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.portal.data.answers import LICENCE, about, data_response, dumped, licensed
from tongjian.doors.portal.data.datasets import DATASETS
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest

KINDS = ("csv", "json")


@public
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    tables = [(dataset, dataset.state()[0], _addresses(request, dataset.name)) for dataset in DATASETS.values()]
    return render_page(request, "portal/data/index.html", {"tables": tables, "licence": LICENCE})


@public
@require_safe
def datasets(request: ActorRequest) -> HttpResponseBase:
    """The list of tables, for programs."""
    tables = [{**about(one, one.state()), "files": _addresses(request, one.name)} for one in DATASETS.values()]
    return licensed(HttpResponse(dumped({"datasets": tables}), content_type="application/json"))


@public
@require_safe
def download(request: ActorRequest, name: str, kind: str) -> HttpResponseBase:
    dataset = DATASETS.get(name)
    if dataset is None or kind not in KINDS:
        raise NotFound("dataset_not_found", "没有这份开放数据；有哪些见“开放数据”页。")
    return data_response(request, dataset, kind)


def _addresses(request: ActorRequest, name: str) -> dict[str, str]:
    return {kind: request.build_absolute_uri(reverse("portal:dataset", args=[name, kind])) for kind in KINDS}
