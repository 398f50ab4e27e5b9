"""What people fill in to bring a file in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm, Form, UploadField
from tongjian.doors.web.imports.datasets import DatasetDoor
from tongjian.foundation.exchange.choices import BatchState, Dataset
from tongjian.foundation.exchange.queries import limits


class BatchFilterForm(FilterForm):
    dataset = forms.ChoiceField(label="数据", choices=[("", "全部"), *Dataset.choices])
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *BatchState.choices])


class UploadForm(Form):
    dataset = forms.ChoiceField(label="导入什么")
    file = UploadField(label="名录文件", kinds=("csv", "xlsx"))

    def __init__(self, data: Any, files: Any, *, doors: Sequence[DatasetDoor], initial: str) -> None:
        allowed = [(door.dataset.value, door.dataset.label) for door in doors]
        chosen = initial if initial in dict(allowed) else allowed[0][0]
        super().__init__(data, files, initial={"dataset": chosen})
        self.fields["dataset"].choices = allowed  # type: ignore[attr-defined]
        if len(allowed) == 1:
            self.fields["dataset"].widget = forms.HiddenInput()
        upload = self.fields["file"]
        assert isinstance(upload, UploadField)
        bounds = limits()
        upload.max_bytes = bounds.max_bytes
        upload.widget.attrs["data-max-bytes"] = str(bounds.max_bytes)
        upload.help_text = (
            f"第一行是表头，最多 {bounds.max_rows:,} 行。编码（UTF-8、GB18030）和分隔符自动识别。文件先校验，"
            "确认后才入库，入库后可以撤销。"
        )


class MappingForm(Form):
    """One choice per column of the file: which field it is, or none."""

    def __init__(self, data: Any, header: Sequence[str], labels: Mapping[str, str], chosen: Mapping[str, str]) -> None:
        super().__init__(data)
        self._header = list(header)
        self._labels = labels
        by_column = {column: field for field, column in chosen.items()}
        for at, column in enumerate(self._header):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=column,
                required=False,
                choices=[("", "不导入"), *labels.items()],
                initial=by_column.get(column, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, str] = {}
        for at, column in enumerate(self._header):
            field = self.cleaned_data.get(f"column_{at}")
            if field and field in chosen:
                self.add_error(None, f"“{chosen[field]}”和“{column}”都选作“{self._labels[field]}”，只能选一列。")
            elif field:
                chosen[field] = column
        return {"mapping": chosen}


class RefusalForm(Form):
    reason = forms.CharField(label="不入库的理由", max_length=300, widget=forms.Textarea)


class UndoForm(Form):
    reason = forms.CharField(label="撤销理由", max_length=300, widget=forms.Textarea)
