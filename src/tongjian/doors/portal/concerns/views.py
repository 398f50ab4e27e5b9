"""哪些检查与我有关: what may be checked, by whom, because of which law, how often, and why it is about me.

An enterprise asks by POST, so that its code stays out of addresses and logs; nothing is recorded. The answer shows
only what is public anyway: name, industry and region.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.portal.concerns.forms import CodeForm, IndustryForm
from tongjian.doors.portal.concerns.limit import LOOKUPS, SECONDS, address_of
from tongjian.doors.portal.laws.links import ClauseLink, clause_links
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.rulebook.models import Parameter
from tongjian.foundation.rulebook.queries import region_chain, value_of
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import CheckPoint, FrequencyCap, ItemVersion
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.queries import public_editions
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.queries import find_public
from tongjian.supervision.scenarios import queries as scenarios
from tongjian.supervision.scenarios.models import ScenarioVersion

MOST = 300
"""Items of one answer. Who has chosen a whole section sees the first of them and the way to all."""
TOO_OFTEN = "查询太频繁了，请 {minutes} 分钟后再试。也可以按行业查，不受限制。"
UNKNOWN = "名录里没有这个代码。请再核对一遍；刚登记的企业可能还没有共享过来，可以先按行业查。"


@dataclass(frozen=True, slots=True)
class Line:
    """One item: why it is about whoever asks, the clauses behind it and what is looked at."""

    version: ItemVersion
    reasons: Sequence[str]
    clauses: Sequence[ClauseLink]
    points: Sequence[CheckPoint]


@dataclass(frozen=True, slots=True)
class Matter:
    version: ScenarioVersion
    reason: str
    permits: str


@dataclass(frozen=True)
class Answer:
    """`entity` is None when somebody asks by industry. `caps` are those departments published, by their kind; `cap` is
    what holds where none did."""

    title: str
    industry: str
    industry_name: str
    region: str
    entity: Entity | None
    matters: Sequence[Matter]
    lines: Sequence[Line]
    is_cut: bool
    cap: Parameter | None

    caps: Mapping[str, Sequence[FrequencyCap]]
    handbooks: Sequence[Edition]

    @cached_property
    def departments(self) -> list[tuple[str, list[Line], Sequence[FrequencyCap]]]:
        by_kind = groupby(self.lines, key=lambda line: line.version.item.agency_kind)
        return [(kind.title, list(lines), self.caps.get(kind.pk, ())) for kind, lines in by_kind]


@public
@never_cache
@sensitive_post_parameters("uscc")
@require_http_methods(["GET", "HEAD", "POST"])
def concerns(request: ActorRequest) -> HttpResponse:
    code_form, industry_form = CodeForm(request.POST or None), IndustryForm(request.GET)
    answer, status = None, 200
    if request.method == "POST":
        answer, status = _by_code(request, code_form, industry_form)
    elif industry := industry_form.chosen.get("industry"):
        answer = _by_industry(industry_form, str(industry))
    context = {"code_form": code_form, "industry_form": industry_form, "answer": answer}
    response = render_page(request, "portal/concerns/page.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(SECONDS)
    return response


def _by_code(request: ActorRequest, form: CodeForm, industries: IndustryForm) -> tuple[Answer | None, int]:
    if not form.is_valid():
        return None, 422
    if not LOOKUPS.allows(address_of(request)):
        form.add_error("uscc", TOO_OFTEN.format(minutes=LOOKUPS.minutes_left()))
        return None, 429
    entity = find_public(form.cleaned_data["uscc"])
    if entity is None:
        form.add_error("uscc", UNKNOWN)
        return None, 404
    return _about(entity, industries), 200


def _about(entity: Entity, industries: IndustryForm) -> Answer:
    regions = tuple(region_chain(entity.region_id or ""))
    words = f"{entity.name}\n{entity.business_scope}"
    applicant = catalog.Applicant(industry=entity.industry, words=words, regions=regions)
    matters = [Matter(one, "名称、行业和地方符合这件事的对象范围", _permits(one)) for one in
               scenarios.scenarios_about(entity, regions)]  # fmt: skip
    return _answer(
        applicant,
        matters,
        title=entity.public_name,
        industry_name=industries.name_of(entity.industry),
        region=entity.region.name if entity.region else "",
        entity=entity,
    )


def _by_industry(form: IndustryForm, industry: str) -> Answer:
    place = str(form.chosen.get("region", ""))
    regions = tuple(region_chain(place))
    matters = [
        Matter(one, f"对象范围写明行业 {'、'.join(one.scope['industries'])}", _permits(one))
        for one in scenarios.scenarios_about_industry(industry, regions)
    ]
    name = form.name_of(industry)
    places = dict(form.fields["region"].choices)  # type: ignore[attr-defined]
    applicant = catalog.Applicant(industry=industry, regions=regions)
    return _answer(
        applicant, matters, title=name, industry_name=name, region=places.get(place, "") if place else "", entity=None
    )


def _permits(version: ScenarioVersion) -> str:
    return "、".join(version.scope.get("permits", ()))


def _answer(applicant: catalog.Applicant, matters: Sequence[Matter], **shown: Any) -> Answer:
    versions = list(catalog.applying(applicant)[: MOST + 1])
    lines = list(_lines(versions[:MOST], applicant))
    place = applicant.regions[0] if applicant.regions else ""
    entity: Entity | None = shown["entity"]
    kinds = {line.version.item.agency_kind_id for line in lines}
    return Answer(
        industry=applicant.industry,
        matters=matters,
        lines=lines,
        is_cut=len(versions) > MOST,
        cap=value_of("cap.visits_per_year", region=place, industry=applicant.industry),
        caps=catalog.caps_on(kinds, applicant, entity.kind if entity else ""),
        handbooks=list(public_editions(region=place, industry=applicant.industry)) if applicant.industry else [],
        **shown,
    )


def _lines(versions: Sequence[ItemVersion], applicant: catalog.Applicant) -> Iterable[Line]:
    clauses = catalog.public_clauses(list(versions))
    points = catalog.points_by_checklist(versions)
    for version in versions:
        cited = clause_links(clauses.get(version.pk, ()))
        yield Line(version, catalog.why(version, applicant), cited, points.get(version.checklist_id, ()))
