"""What earlier batches tell: how each source's last file was read, and what was found in which column. How many values
were missing was not counted then."""

import hashlib
import json

from django.db import migrations
from django.db.models import Count

CHECKED = ("staged", "applying", "applied")


def fill(apps, schema_editor):
    batches = apps.get_model("exchange", "Batch").objects.filter(state__in=CHECKED).exclude(mapping={})
    mappings = apps.get_model("exchange", "ColumnMapping").objects
    figure = apps.get_model("exchange", "QualityFigure")
    findings = apps.get_model("exchange", "Finding").objects
    for batch in batches.order_by("created_at", "id").iterator():
        header_hash = hashlib.sha256(json.dumps(batch.header, ensure_ascii=False).encode()).hexdigest()
        mappings.update_or_create(
            dataset=batch.dataset,
            agency_id=batch.agency_id,
            header_hash=header_hash,
            defaults={
                "header": batch.header,
                "mapping": batch.mapping,
                "file_name": batch.file_name,
                "used_at": batch.created_at,
            },
        )
        field_of = {column[:100]: field for field, column in batch.mapping.items()}
        found = findings.filter(batch=batch).order_by().values("column", "rule", "severity")
        figure.objects.bulk_create(
            figure(batch=batch, field=field_of.get(one["column"], ""), **one)
            for one in found.annotate(rows=Count("row", distinct=True))
        )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_mappings_and_quality")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
