"""Changes of rules: one proposes, another decides."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.pages import notice
from tongjian.doors.web.rulebook.forms import ChangeForm
from tongjian.doors.web.rulebook.views import tabs, value_of
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import names_of_users
from tongjian.foundation.rulebook import operations, policies, queries

SHOWN = 100


@require_safe
def change_list(request: ActorRequest) -> HttpResponse:
    changes = list(queries.list_changes(request.actor)[:SHOWN])
    names = names_of_users(str(key) for change in changes for key in (change.proposed_by, change.decided_by) if key)
    rows = [
        {
            "change": change,
            "proposer": names.get(str(change.proposed_by), "—"),
            "decider": names.get(str(change.decided_by), "—"),
            "can_decide": policies.can_decide(request.actor, change),
        }
        for change in changes
    ]
    return render(request, "rulebook/changes.html", {"rows": rows, "tabs": tabs("changes")})


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: ActorRequest, parameter_id: UUID) -> HttpResponse:
    parameter = queries.get_parameter(parameter_id)
    initial = {"value": parameter.value, "unit": parameter.unit, "confidence": parameter.confidence}
    form = ChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.propose_change(actor=request.actor, parameter_id=parameter_id, new=form.to_value())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, "已提出，等待另一人复核。")
            return redirect("rulebook:changes")
    context = {"form": form, "parameter": parameter, "value": value_of(parameter)}
    return render(request, "rulebook/propose.html", context, status=422 if form.errors else 200)


@require_POST
def approve(request: ActorRequest, change_id: UUID) -> HttpResponse:
    parameter = operations.approve_change(actor=request.actor, change_id=change_id)
    notice(request, f"已批准，{parameter.valid_from} 起生效。")
    return redirect("rulebook:parameter", parameter.pk)


@require_POST
def reject(request: ActorRequest, change_id: UUID) -> HttpResponse:
    operations.reject_change(actor=request.actor, change_id=change_id, note=request.POST.get("note", ""))
    notice(request, "已否决。")
    return redirect("rulebook:changes")
