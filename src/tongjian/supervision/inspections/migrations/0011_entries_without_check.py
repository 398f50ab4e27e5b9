"""Entries that are no checks (观摩、调研、巡查): a visit says whether it is one, and why somebody comes."""

import django.db.models.deletion
import tongjian.foundation.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0010_entry_witness'),
        ('org', '0003_succession_and_delegation'),
        ('registry', '0010_grades'),
    ]

    operations = [
        migrations.CreateModel(
            name='EntryPurpose',
            fields=[
                ('id', models.UUIDField(default=tongjian.foundation.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30, verbose_name='类型')),
                ('label', models.CharField(max_length=200, verbose_name='类型名称')),
                ('citation', models.CharField(max_length=300, verbose_name='依据')),
                ('purpose', models.CharField(max_length=300, verbose_name='事由')),
                ('opened_by', models.UUIDField(blank=True, null=True, verbose_name='登记人')),
                ('opened_at', models.DateTimeField(verbose_name='登记时间')),
            ],
            options={
                'verbose_name': '进企事由',
            },
        ),
        migrations.RemoveConstraint(
            model_name='visit',
            name='visit_coded_has_date',
        ),
        migrations.AddField(
            model_name='visit',
            name='is_check',
            field=models.BooleanField(default=True, verbose_name='含检查'),
        ),
        migrations.AlterField(
            model_name='visit',
            name='state',
            field=models.CharField(choices=[('planned', '待审批'), ('approved', '已审批'), ('coded', '已赋码'), ('underway', '检查中'), ('checked', '待审核结果'), ('reviewed', '待公示'), ('published', '已公示'), ('ended', '已结束'), ('cancelled', '已取消')], default='planned', max_length=10, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('planned_on__isnull', False), models.Q(('state__in', ['coded', 'underway', 'checked', 'reviewed', 'published', 'ended']), _negated=True), _connector='OR'), name='visit_coded_has_date', violation_error_message='已赋码的检查应当有检查日期。'),
        ),
        migrations.AddField(
            model_name='entrypurpose',
            name='visit',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='purpose', to='inspections.visit', verbose_name='进企活动'),
        ),
        migrations.AddConstraint(
            model_name='entrypurpose',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='entry_purpose_is_said', violation_error_message='不含检查的进企应当写明事由。'),
        ),
    ]
