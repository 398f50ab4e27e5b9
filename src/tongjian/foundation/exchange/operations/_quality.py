"""What a finished check leaves for later: how the file was read, and how good it was."""

from typing import Any

from django.db.models import Count
from django.utils import timezone

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.models import Batch, ColumnMapping, Finding, QualityFigure


def remember_mapping(batch: Batch) -> None:
    source: dict[str, Any] = {"dataset": batch.dataset, "agency_id": batch.agency_id}
    ColumnMapping.objects.update_or_create(
        **source,
        header_hash=queries.header_hash(batch.header),
        defaults={
            "header": batch.header,
            "mapping": batch.mapping,
            "file_name": batch.file_name,
            "used_at": timezone.now(),
        },
    )


def keep_figures(batch: Batch) -> None:
    """Replaces those of an earlier check of the same file."""
    QualityFigure.objects.filter(batch=batch).delete()
    field_of = {column[:100]: field for field, column in batch.mapping.items()}
    found = Finding.objects.filter(batch=batch).order_by().values("column", "rule", "severity")
    figures = [
        QualityFigure(batch=batch, field=field_of.get(one["column"], ""), **one)
        for one in found.annotate(rows=Count("row", distinct=True))
    ]
    empty = [
        QualityFigure(batch=batch, field=field, column=column[:100], rows=batch.missing.get(field, 0))
        for field, column in batch.mapping.items()
    ]
    QualityFigure.objects.bulk_create([*figures, *empty])
