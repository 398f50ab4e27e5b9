"""The merged checklist of a scenario: what stands on it, what may be one, joining and parting."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import names_of_users
from tongjian.supervision.scenarios import operations, policies, queries
from tongjian.supervision.scenarios.models import ScenarioVersion

SUGGESTED = 30


@require_safe
def checklist(request: ActorRequest, code: str) -> HttpResponse:
    version = _version(request, code)
    lines = queries.merged_checklist(version)
    can_join = policies.can_join(request.actor, version)
    joiners = names_of_users(str(line.joint.joined_by or "") for line in lines if line.joint)
    context = {
        "version": version,
        "scenario": version.scenario,
        "lines": [(line, joiners.get(str(line.joint.joined_by), "") if line.joint else "") for line in lines],
        "points": sum(len(line.sources) for line in lines),
        "suggestions": queries.suggestions_of(version, lines)[:SUGGESTED],
        "can_join": can_join,
        "newer": queries.newer_of(queries.items_of(version)),
        "bare": [item for item in queries.items_of(version) if item.checklist_id is None],
    }
    template = "scenarios/checklist_print.html" if "print" in request.GET else "scenarios/checklist.html"
    return (render if "print" in request.GET else render_page)(request, template, context)


def _version(request: ActorRequest, code: str) -> ScenarioVersion:
    scenario = queries.get_scenario(request.actor, code)
    versions = list(queries.versions_of(request.actor, scenario))
    number = request.GET.get("version", "")
    return next((one for one in versions if str(one.number) == number), versions[0])


class JoinForm(Form):
    points = forms.TypedMultipleChoiceField(label="要点", coerce=UUID)
    content = forms.CharField(label="合并后的检查内容", max_length=1000)

    def __init__(self, data: object, version: ScenarioVersion) -> None:
        super().__init__(data)
        known = [(str(source.point.pk), source.point.content) for source in queries.sources_of(version)]
        self.fields["points"].choices = known  # type: ignore[attr-defined]


@require_POST
def join(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = queries.get_version(request.actor, version_id)
    form = JoinForm(request.POST, version)
    if not form.is_valid():
        notice(request, "请至少选择两个要点，并填写合并后的检查内容。", is_warning=True)
        return redirect(_address(version))
    try:
        operations.join_points(
            actor=request.actor, version_id=version.pk,
            point_ids=form.cleaned_data["points"], content=form.cleaned_data["content"],
        )  # fmt: skip
        notice(request, "已合并，一次回答各部门都算。")
    except DomainError as refusal:
        notice(request, refusal.sentence, is_warning=True)
    return redirect(_address(version))


@require_POST
def part(request: ActorRequest, joint_id: UUID) -> HttpResponse:
    version = operations.part_points(actor=request.actor, joint_id=joint_id)
    notice(request, "已拆开。")
    return redirect(_address(version))


def _address(version: ScenarioVersion) -> str:
    return f"{reverse('scenarios:checklist', args=[version.scenario.code])}?version={version.number}"
