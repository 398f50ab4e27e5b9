from django.db import migrations


class Migration(migrations.Migration):
    """Every `valid_until` of the house is the first day without; a permit's is the last day with."""

    dependencies = [("registry", "0005_tags")]
    operations = [migrations.RenameField("permit", "valid_until", "last_day")]
