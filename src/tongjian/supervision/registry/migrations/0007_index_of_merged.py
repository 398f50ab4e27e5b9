import django.db.models.deletion
from django.db import migrations, models

from tongjian.supervision.registry.finding import triggers


def make_triggers_again(apps, schema_editor):
    """On SQLite the change of a column makes the table anew, without its triggers."""
    triggers.ensure_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_last_day")]
    operations = [
        migrations.AlterField(
            "entity",
            "merged_into",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="registry.entity",
                verbose_name="已并入",
            ),
        ),
        migrations.AddIndex(
            "entity",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="entity_merged_into"
            ),
        ),
        migrations.RunPython(make_triggers_again, migrations.RunPython.noop),
    ]
