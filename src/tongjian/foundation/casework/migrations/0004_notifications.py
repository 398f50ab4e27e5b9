"""Announcements and what people hear of them."""

import django.db.models.deletion
import tongjian.foundation.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0003_clock_changes'),
        ('org', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.UUIDField(default=tongjian.foundation.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('todo', '待办'), ('due', '时限提醒'), ('overdue', '时限超期'), ('handover', '移交和退回'), ('arbitration', '指定承办'), ('oversight', '督办')], max_length=12, verbose_name='类型')),
                ('title', models.CharField(max_length=200, verbose_name='内容')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='链接')),
                ('capability', models.CharField(blank=True, max_length=60, verbose_name='所需权限')),
                ('matter_kind', models.CharField(max_length=60, verbose_name='事项类型')),
                ('matter_id', models.CharField(max_length=64, verbose_name='事项')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.UUIDField(blank=True, null=True, verbose_name='操作人')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='通知时间')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.agency', verbose_name='机关')),
                ('todo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.todo', verbose_name='待办')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指定人')),
            ],
            options={
                'verbose_name': '消息',
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.UUIDField(default=tongjian.foundation.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='阅读时间')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.agency', verbose_name='机关')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='casework.announcement', verbose_name='消息')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
            ],
            options={
                'verbose_name': '通知',
            },
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(condition=models.Q(('told_at', None)), fields=['id'], name='announcement_untold'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['user', 'agency', 'at'], name='notification_of_person'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['user', 'agency'], name='notification_unread'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('announcement', 'user'), name='notification_once'),
        ),
    ]
