"""A statute's whole text held against the one kept here, before anything is proposed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face.acts import posted
from tongjian.doors.face.differences import differences
from tongjian.doors.face.forms import MB, Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.rulebook import operations, policies, queries
from tongjian.foundation.rulebook.choices import ClauseChangeKind
from tongjian.foundation.rulebook.models import Statute

SHOWN = 100
_CODINGS = ("utf-8-sig", "gb18030")


class TextFileForm(Form):
    file = forms.FileField(
        label="全文（文本文件）",
        help_text="每条一段起，“第×条”后有空格，各款、项另起一行；.txt，不超过 2 MB。",
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )
    document = forms.CharField(
        label="公布或者修改的文件", max_length=200, help_text="例如：关于修改……的决定（主席令第×号）。"
    )
    valid_from = forms.DateField(
        label="从哪一天起是这样",
        widget=forms.DateInput,
        help_text="修改的施行日期；补录原文的，写条文开始施行的日期。",
    )

    def __init__(self, *args: Any, statute: Statute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statute = statute

    def clean_file(self) -> str:
        """What the file says."""
        file = self.cleaned_data["file"]
        if file.size > 2 * MB:
            raise ValidationError("文件超过 2 MB，不像一部法规的文本。", "too_big")
        return decoded(file.read())

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if problem := queries.problem_of_day(self.statute, day):
            raise ValidationError(problem, "day_wrong")
        return day


class AcceptForm(Form):
    """What the preview was about, sent back."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=500_000)
    document = forms.CharField(widget=forms.HiddenInput, max_length=200)
    valid_from = forms.DateField(widget=forms.HiddenInput)


def decoded(content: bytes) -> str:
    """UTF-8, else GB 18030. Raises ValidationError for what is no text."""
    for coding in _CODINGS:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValidationError("这不是文本文件（UTF-8 或者 GB 18030）；Word 文件请另存为纯文本。", "not_text")


@require_http_methods(["GET", "HEAD", "POST"])
def statute_text(request: ActorRequest, code: str) -> HttpResponse:
    statute = queries.get_statute(request.actor, code)
    require(policies.can_propose(request.actor))
    form = TextFileForm(posted(request), request.FILES or None, statute=statute)
    back = reverse("rulebook:statute", args=[code])
    context: dict[str, Any] = {"statute": statute, "cancel_url": back, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render_page(request, "rulebook/text.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    found = queries.compare_text(request.actor, code, given["file"], given["valid_from"])
    worded = [one for one in found.contrary if one.after]
    kept = {"text": given["file"], "document": given["document"], "valid_from": given["valid_from"].isoformat()}
    context |= {
        "found": found,
        "given": given,
        "accept": AcceptForm(initial=kept),
        "changed": [(one, *differences(one.before, one.after)) for one in found.changed[:SHOWN]],
        "contrary": [(one, *differences(one.before, one.after)) for one in worded[:SHOWN]],
        "absent": [one for one in found.contrary if not one.after],
        "is_cut": max(number for name, number in found.counts.items() if name in queries.TEXT_KINDS) > SHOWN,
        "amend": {"kind": ClauseChangeKind.AMEND},
    }
    return render_page(request, "rulebook/text_preview.html", context)


@require_POST
def accept(request: ActorRequest, code: str) -> HttpResponse:
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return redirect("rulebook:statute-text", code)
    given = operations.StatuteText(**form.cleaned_data)
    changes = operations.propose_statute_text(actor=request.actor, code=code, given=given)
    notice(request, f"已提出 {len(changes)} 项条款变更，由另一人逐项复核。")
    return redirect(f"{reverse('rulebook:clause-changes')}?state=proposed")
