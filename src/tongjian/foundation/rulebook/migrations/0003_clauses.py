"""Statutes as trees of clauses, and who cites them."""

import django.db.models.deletion
import tongjian.foundation.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rulebook', '0002_leeway'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statute',
            fields=[
                ('id', models.UUIDField(default=tongjian.foundation.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='法规编号')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('number', models.CharField(blank=True, max_length=100, verbose_name='文号')),
                ('issuer', models.CharField(max_length=200, verbose_name='制定机关')),
                ('level', models.CharField(choices=[('law', '法律'), ('administrative', '行政法规'), ('local', '地方性法规'), ('departmental', '部门规章'), ('government', '地方政府规章'), ('normative', '规范性文件')], max_length=20, verbose_name='效力层级')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='公布日期')),
                ('valid_from', models.DateField(verbose_name='施行日期')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('confidence', models.CharField(choices=[('found', '已核原文'), ('known', '未核原文'), ('unsure', '待核'), ('design', '可配置，非法定')], max_length=10, verbose_name='可信度')),
                ('is_sample', models.BooleanField(default=False, verbose_name='示例')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='rulebook.statute', verbose_name='替代法规')),
            ],
            options={
                'verbose_name': '法规',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.UUIDField(default=tongjian.foundation.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=80, unique=True, verbose_name='条款编号')),
                ('path', models.CharField(max_length=40, verbose_name='路径')),
                ('kind', models.CharField(choices=[('part', '编'), ('chapter', '章'), ('section', '节'), ('article', '条'), ('paragraph', '款'), ('subparagraph', '项')], max_length=20, verbose_name='类别')),
                ('heading', models.CharField(blank=True, max_length=200, verbose_name='标题')),
                ('position', models.PositiveIntegerField(verbose_name='次序')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='rulebook.clause', verbose_name='上级条款')),
                ('statute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='rulebook.statute', verbose_name='法规')),
            ],
            options={
                'verbose_name': '条款',
                'ordering': ['statute_id', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.UUIDField(default=tongjian.foundation.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('citer_kind', models.CharField(max_length=60, verbose_name='引用方类别')),
                ('citer_id', models.UUIDField(verbose_name='引用方')),
                ('quote', models.CharField(max_length=300, verbose_name='原文')),
                ('problem', models.CharField(blank=True, choices=[('', '已挂接'), ('no_title', '没有用书名号写明法规'), ('statute_unknown', '法规未收录'), ('edition_unsure', '引用的版本不明'), ('no_article', '没有写明条款'), ('clause_unknown', '该法规没有收录此条款')], max_length=20, verbose_name='未挂接原因')),
                ('clause', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='rulebook.clause', verbose_name='条款')),
            ],
            options={
                'verbose_name': '条款引用',
                'ordering': ['citer_kind', 'citer_id', 'id'],
                'indexes': [models.Index(fields=['citer_kind', 'citer_id'], name='citation_by_citer'), models.Index(fields=['citer_kind', 'problem'], name='citation_by_problem')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('clause__isnull', False)), fields=('citer_kind', 'citer_id', 'clause'), name='citation_once_per_clause'), models.UniqueConstraint(condition=models.Q(('clause', None)), fields=('citer_kind', 'citer_id', 'quote'), name='unlinked_once_per_quote'), models.CheckConstraint(condition=models.Q(models.Q(('clause__isnull', False), ('problem', '')), models.Q(('clause', None), models.Q(('problem', ''), _negated=True)), _connector='OR'), name='citation_linked_or_says_why', violation_error_message='未挂接的引用应当说明原因。')],
            },
        ),
        migrations.CreateModel(
            name='ClauseVersion',
            fields=[
                ('id', models.UUIDField(default=tongjian.foundation.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(blank=True, verbose_name='条文')),
                ('document', models.CharField(blank=True, max_length=200, verbose_name='公布或者修改的文件')),
                ('confidence', models.CharField(choices=[('found', '已核原文'), ('known', '未核原文'), ('unsure', '待核'), ('design', '可配置，非法定')], max_length=10, verbose_name='可信度')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='rulebook.clause', verbose_name='条款')),
            ],
            options={
                'verbose_name': '条款文本',
                'ordering': ['clause_id', 'valid_from'],
                'constraints': [models.UniqueConstraint(fields=('clause', 'valid_from'), name='clause_version_once_per_start'), models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_from__lt', models.F('valid_until')), _connector='OR'), name='clause_validity_in_order', violation_error_message='失效日期应当晚于生效日期。')],
            },
        ),
        migrations.AddConstraint(
            model_name='statute',
            constraint=models.UniqueConstraint(fields=('title', 'valid_from'), name='statute_once_per_start'),
        ),
        migrations.AddConstraint(
            model_name='statute',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_from__lt', models.F('valid_until')), _connector='OR'), name='statute_validity_in_order', violation_error_message='失效日期应当晚于施行日期。'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.UniqueConstraint(fields=('statute', 'path'), name='clause_once_in_statute'),
        ),
    ]
