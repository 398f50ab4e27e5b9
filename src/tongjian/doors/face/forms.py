"""The project's forms: labels above, rules as hints, refusals with their citation, files known by their content."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from tongjian.doors.face.sniffing import FileKind, sniff
from tongjian.foundation.kernel.errors import DomainError

MB = 1024 * 1024
NAMES = {"csv": "CSV", "xlsx": "Excel（.xlsx）", "zip": "压缩包（.zip）"}
_CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.Select: "form-select",
    forms.widgets.Input: "form-control",
    forms.Textarea: "form-control",
}


class Form(forms.Form):
    """A form that produces an operation's keywords. Templates draw it with `form_fields` or field by field."""

    use_required_attribute = True
    error_css_class = "is-invalid"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._dress(name, field)

    def _dress(self, name: str, field: forms.Field) -> None:
        widget = field.widget
        widget_class = next((css for kind, css in _CLASSES.items() if isinstance(widget, kind)), "")
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {widget_class}".strip()
        if isinstance(widget, forms.DateInput) and not isinstance(widget, forms.DateTimeInput):
            widget.input_type = "date"
            widget.format = "%Y-%m-%d"
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
            widget.attrs["rows"] = "4"
        field.error_messages.setdefault("required", "")
        if field.label and field.error_messages["required"] in ("", "这个字段是必填项。", "This field is required."):
            field.error_messages["required"] = f"请填写“{field.label}”。"

    def refuse(self, refusal: DomainError, *, field: str | None = None) -> None:
        """Puts a refusal where the person can see it, its sentence and its citation: on `field`, or on the one that
        the refusal itself names, or above the form."""
        field = field or str(refusal.details.get("field", ""))
        self.add_error(field if field in self.fields else None, ValidationError(str(refusal), code=refusal.code))

    def offer(self, name: str, choices: Iterable[Any], *, first: str | None = None) -> None:
        """What may be chosen in a field, known only now; `first` is the word for choosing nothing."""
        field: Any = self.fields[name]
        field.choices = [*([] if first is None else [("", first)]), *choices]

    def mark_invalid(self) -> None:
        """Tells widgets of refused fields to look and read so."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"


class FilterForm(Form):
    """Filters of a list, sent by GET. Nothing is required, and a value that makes no sense filters nothing."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    @property
    def chosen(self) -> dict[str, Any]:
        """Only what was filled in and is valid."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}


class ReasonForm(Form):
    """One reason, which the act keeps: `label` is what it is a reason for, `longest` what the act takes."""

    reason = forms.CharField(label="理由", widget=forms.Textarea)

    def __init__(self, data: Any, label: str = "", help_text: str = "", *, longest: int = 300) -> None:
        super().__init__(data)
        field: Any = self.fields["reason"]
        field.label, field.help_text, field.max_length = label or field.label, help_text, longest
        field.error_messages["required"] = f"请填写“{field.label}”。"
        field.validators.append(MaxLengthValidator(longest))
        field.widget.attrs["maxlength"] = str(longest)


class PublishForm(Form):
    """From which day on a new version holds."""

    valid_from = forms.DateField(
        label="生效日期", required=False, widget=forms.DateInput, help_text="不填为今天；原来的版本到这一天为止。"
    )


class UploadField(forms.FileField):
    """A file of a few allowed kinds, told by its content and never by its name or by what the browser claims.

    The cleaned file carries `kind`. `max_bytes` is checked before anything is read.
    """

    def __init__(self, *, kinds: tuple[FileKind, ...] = ("csv", "xlsx"), max_bytes: int = 20 * MB, **kwargs: Any):
        self.kinds, self.max_bytes = kinds, max_bytes
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in kinds)
        self.widget.attrs["data-max-bytes"] = str(max_bytes)

    @property
    def allowed(self) -> str:
        """What may be sent, in words."""
        return f"{'、'.join(NAMES.get(kind, kind) for kind in self.kinds)}，不超过 {self.max_bytes // MB} MB"

    def to_python(self, data: Any) -> Any:
        file: Any = super().to_python(data)
        if file is None:
            return None
        if (file.size or 0) > self.max_bytes:
            raise ValidationError(f"文件 {(file.size or 0) // MB} MB，超过上限 {self.max_bytes // MB} MB。", "too_big")
        kind, complaint = sniff(file)
        if kind not in self.kinds:
            wanted = "或".join(NAMES.get(kind, kind) for kind in self.kinds)
            raise ValidationError(f"{complaint or '文件内容不对'}：这里只收 {wanted} 文件。", "wrong_kind")
        file.kind = kind
        return file
