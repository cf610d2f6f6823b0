"""Order numbers come from a sequence: unique without a lock, gaps allowed."""

from django.db import migrations


class Migration(migrations.Migration):
    """Create the sequence."""

    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE orders_order_number START 10001",
            "DROP SEQUENCE orders_order_number",
        )
    ]
