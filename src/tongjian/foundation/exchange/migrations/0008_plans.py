"""A plan is a dataset like the others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0007_grades'),
    ]

    operations = [
        migrations.AlterField(
            model_name='batch',
            name='dataset',
            field=models.CharField(choices=[('entities', '监管对象'), ('items', '监管事项'), ('checklists', '检查表'), ('officers', '执法人员名录'), ('grades', '信用等级表'), ('plans', '检查计划表')], max_length=20, verbose_name='数据集'),
        ),
        migrations.AlterField(
            model_name='columnmapping',
            name='dataset',
            field=models.CharField(choices=[('entities', '监管对象'), ('items', '监管事项'), ('checklists', '检查表'), ('officers', '执法人员名录'), ('grades', '信用等级表'), ('plans', '检查计划表')], max_length=20, verbose_name='数据集'),
        ),
        migrations.AlterField(
            model_name='feed',
            name='dataset',
            field=models.CharField(choices=[('entities', '监管对象'), ('items', '监管事项'), ('checklists', '检查表'), ('officers', '执法人员名录'), ('grades', '信用等级表'), ('plans', '检查计划表')], max_length=20, verbose_name='数据集'),
        ),
    ]
