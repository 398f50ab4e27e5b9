"""Which plan a file was brought in for."""

import django.db.models.deletion
import tongjian.foundation.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0008_plans'),
        ('plans', '0002_consolidation'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanImport',
            fields=[
                ('id', models.UUIDField(default=tongjian.foundation.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.batch', verbose_name='批次')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='plans.plan', verbose_name='计划')),
            ],
            options={
                'verbose_name': '导入计划表',
            },
        ),
    ]
