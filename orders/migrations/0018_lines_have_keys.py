import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0017_month_sales")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="key",
            # Lines that are there already get theirs from the database, one by one
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
    ]
