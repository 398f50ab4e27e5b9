"""Where and when one has news by mail."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice
from tongjian.foundation.casework import operations, queries
from tongjian.foundation.casework.choices import MailRhythm
from tongjian.foundation.casework.models import MailPreference
from tongjian.foundation.kernel.http import ActorRequest


class MailForm(Form):
    address = forms.CharField(
        label="邮箱", max_length=200, required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="邮件里只有事项名称和链接。请用单位邮箱。",
    )  # fmt: skip
    rhythm = forms.ChoiceField(label="什么时候发", choices=MailRhythm.choices, widget=forms.RadioSelect)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: ActorRequest) -> HttpResponse:
    known, back = queries.mail_preference_of(request.actor), reverse("org:account")

    def act(data: dict[str, Any]) -> str:
        operations.choose_mail(actor=request.actor, **data)
        return back

    initial = {"address": known.address if known else "", "rhythm": known.rhythm if known else MailRhythm.AT_ONCE}
    return acts.fill_in(
        request, MailForm(posted(request), initial=initial), act, template="casework/mail.html", back=back,
        title="邮件提醒", submit="保存", done="已保存。新的邮箱会收到一封信，请登录后打开其中的链接确认。",
        section="我的账号", above=back, state=state_of(known), is_on=bool(settings.EMAIL_HOST),
    )  # fmt: skip


def state_of(preference: MailPreference | None) -> str:
    """How it stands, in a sentence."""
    if preference is None or preference.rhythm == MailRhythm.NEVER:
        return "现在不发邮件，提醒都在“通知”里。"
    if preference.failures >= queries.GIVEN_UP:
        return f"邮件多次没有发出，已停止：{preference.error}请改正后重新保存。"
    if preference.failures:
        return f"最近一封没有发出，稍后再发：{preference.error}"
    if preference.confirmed_at is None:
        return "这个邮箱还没有确认：请打开信中的链接，或者重新保存，再发一封。"
    return f"{preference.get_rhythm_display()}发到这个邮箱。"


@never_cache
@require_safe
def confirm(request: ActorRequest, token: str) -> HttpResponse:
    operations.confirm_mail(actor=request.actor, token=token)
    notice(request, "邮箱已确认，以后的提醒会发到这里。")
    return redirect("org:account")
