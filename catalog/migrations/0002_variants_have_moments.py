"""A variant knows when it was made and last written; those that stand take the moments of their product."""

from django.db import migrations, models
from django.db.models.functions import Now

FILLED = """
    UPDATE catalog_variant v SET created_at = p.created_at, updated_at = p.updated_at
    FROM catalog_product p WHERE p.id = v.product_id
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="variant", name="created_at", field=models.DateTimeField(db_default=Now())
        ),
        migrations.AddField(
            model_name="variant", name="updated_at", field=models.DateTimeField(db_default=Now())
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
