"""Who does the work of a post while its holder is on leave."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice
from tongjian.doors.face.parts import Tone
from tongjian.doors.web.org.acts import fill_in
from tongjian.doors.web.org.signing import signed_in_user
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import Delegation, Post

SHOWN = 50
DAY = timedelta(days=1)


class EntrustForm(Form):
    deputy_id = forms.ChoiceField(label="代办人", help_text="同一机关在任的人员。")
    valid_from = forms.DateField(label="开始日期", widget=forms.DateInput)
    last_day = forms.DateField(label="结束日期（含当日）", widget=forms.DateInput, help_text="到期自动结束。")
    reason = forms.CharField(label="事由", max_length=300, help_text="例：年休假、外出培训。")

    def __init__(self, data: Any, post: Post) -> None:
        super().__init__(data, initial={"valid_from": timezone.localdate().isoformat()})
        field = self.fields["deputy_id"]
        assert isinstance(field, forms.ChoiceField)
        people = [(str(user.pk), f"{user.name}（{user.username}）") for user in queries.colleagues_of(post)]
        field.choices = [("", "请选择"), *people]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        last: date | None = data.pop("last_day", None)
        return {**data, "valid_until": last + DAY} if last else data


@require_safe
def deputies(request: ActorRequest) -> HttpResponse:
    user = signed_in_user(request)
    rows = queries.delegations_of(user)[:SHOWN]
    context = {
        "posts": [post for post in queries.open_posts(user) if post.role not in operations.PERSONAL_ROLES],
        "entrusted": queries.entrusted_posts(user),
        "delegations": [
            (row, row.valid_until - DAY, *_state(row), policies.can_end_entrustment(request.actor, row))
            for row in rows
        ],
    }
    return render(request, "org/deputies.html", context)


def _state(row: Delegation) -> tuple[str, Tone, bool]:
    """In words and colour, and whether it can still be ended."""
    today = timezone.localdate()
    if row.valid_until <= today:
        return "已结束", "off", False
    return ("代办中", "active", True) if row.valid_from <= today else ("未开始", "draft", True)


@require_http_methods(["GET", "HEAD", "POST"])
def entrust(request: ActorRequest, post_id: UUID) -> HttpResponse:
    post = queries.post_to_entrust(request.actor, post_id)
    require(policies.can_entrust(request.actor, post))
    is_own = post.user_id == request.actor.user_id
    back = reverse("org:deputies") if is_own else reverse("org:user", args=[post.user_id])
    return fill_in(
        request, EntrustForm(posted(request), post),
        lambda data: operations.entrust_post(actor=request.actor, post_id=post.pk, **data) and None,
        back=back, title="委托代办", submit="委托", done="已委托代办，代办人会收到通知。",
        section=f"{post.user.name} · {post.get_role_display()}", above=back,
        intro="代办人在这段时间可以切换到这个岗位办理待办，每一步都记明“代”谁办理。"
        "需要第二人复核的，委托人和代办人算同一个人。",
    )  # fmt: skip


@require_POST
def end(request: ActorRequest, delegation_id: UUID) -> HttpResponse:
    operations.end_entrustment(actor=request.actor, delegation_id=delegation_id)
    notice(request, "代办已结束。")
    return redirect("org:deputies")
