"""Whether levels below may set a value of their own."""

from django.db import migrations, models


SHARED = ("import.", "login.", "session.", "draw.", "clock.")
"""What an installation has only once: nobody below has a value of their own."""


def as_shipped(apps, schema_editor):
    """An installed book learns what the shipped one says: what is no law may be set by levels below."""
    Parameter = apps.get_model("rulebook", "Parameter")
    for row in Parameter.objects.filter(confidence="design"):
        if not row.code.startswith(SHARED):
            row.leeway = "agency" if row.code == "cap.visits_per_year" else "region"
            row.save(update_fields=["leeway"])



class Migration(migrations.Migration):

    dependencies = [
        ('rulebook', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='parameter',
            name='least',
            field=models.CharField(blank=True, max_length=20, verbose_name='下级最小值'),
        ),
        migrations.AddField(
            model_name='parameter',
            name='leeway',
            field=models.CharField(choices=[('fixed', '不得另行规定'), ('region', '下级区划可以另行规定'), ('agency', '下级区划和机关可以另行规定')], default='fixed', max_length=10, verbose_name='下级另行规定'),
        ),
        migrations.AddField(
            model_name='parameter',
            name='most',
            field=models.CharField(blank=True, max_length=20, verbose_name='下级最大值'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='least',
            field=models.CharField(blank=True, max_length=20, verbose_name='下级最小值'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='leeway',
            field=models.CharField(choices=[('fixed', '不得另行规定'), ('region', '下级区划可以另行规定'), ('agency', '下级区划和机关可以另行规定')], default='fixed', max_length=10, verbose_name='下级另行规定'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='most',
            field=models.CharField(blank=True, max_length=20, verbose_name='下级最大值'),
        ),
        migrations.RunPython(as_shipped, migrations.RunPython.noop),
    ]
