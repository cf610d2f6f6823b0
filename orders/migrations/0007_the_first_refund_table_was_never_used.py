"""The refund table of the beginning, which nothing ever wrote to, makes room for the real one."""

from django.db import migrations


class Migration(migrations.Migration):
    """Drop it."""

    dependencies = [("orders", "0006_drafts_and_history")]

    operations = [migrations.DeleteModel(name="Refund")]
