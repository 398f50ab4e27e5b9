import django.db.models.deletion
from django.db import migrations, models

from tongjian.supervision.registry.finding import triggers

FIELDS = [("Entity", "region"), ("Entity", "search_name"), ("Entity", "uscc"), ("FormerName", "search_name"),
          ("Identifier", "value"), ("Premises", "region"), ("Premises", "township"), ("Provenance", "entity")]  # fmt: skip


def drop_indexes(apps, schema_editor):
    """Those that Django named after table and column; altering the fields would write millions of rows anew on SQLite."""
    connection = schema_editor.connection
    for model_name, field_name in FIELDS:
        model = apps.get_model("registry", model_name)
        table, column = model._meta.db_table, model._meta.get_field(field_name).column
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
        for name, about in found.items():
            if about["index"] and about["columns"] == [column] and name.startswith(f"{table}_{column}_"):
                schema_editor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")


def make_trigger_again(apps, schema_editor):
    """A number marks its entity only once."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS registry_identifier_found_insert")
    triggers.ensure_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("org", "0003_succession_and_delegation"), ("registry", "0010_grades")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_indexes, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    "entity",
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.region",
                        verbose_name="所在区划",
                    ),
                ),
                migrations.AlterField("entity", "search_name", models.CharField(max_length=200, verbose_name="检索名")),
                migrations.AlterField(
                    "entity", "uscc", models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码")
                ),
                migrations.AlterField(
                    "formername", "search_name", models.CharField(max_length=200, verbose_name="检索名")
                ),
                migrations.AlterField("identifier", "value", models.CharField(max_length=60, verbose_name="号码")),
                migrations.AlterField(
                    "premises",
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.region",
                        verbose_name="区划",
                    ),
                ),
                migrations.AlterField(
                    "premises",
                    "township",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.region",
                        verbose_name="乡镇（街道）",
                    ),
                ),
                migrations.AlterField(
                    "provenance",
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="provenance",
                        to="registry.entity",
                    ),
                ),
            ],
        ),
        migrations.AddIndex("entity", models.Index(fields=["search_name"], name="entity_search_name")),
        migrations.AddIndex("entity", models.Index(fields=["uscc"], name="entity_uscc")),
        migrations.AddIndex("identifier", models.Index(fields=["value"], name="identifier_value")),
        migrations.AddIndex("premises", models.Index(fields=["region"], name="premises_region")),
        migrations.AddIndex("premises", models.Index(fields=["township"], name="premises_township")),
        migrations.RunPython(make_trigger_again, migrations.RunPython.noop),
    ]
