"""Packaging has a value, and its movements what they cost: so far each piece counted for the written cost of one."""

from django.db import migrations, models

_WORTH = """
    UPDATE logistics_consumablemove m SET cost_minor = m.quantity * c.unit_cost_minor
    FROM logistics_consumable c WHERE c.id = m.consumable_id;
    UPDATE logistics_consumable SET value_minor = quantity * unit_cost_minor;
"""


class Migration(migrations.Migration):
    dependencies = [("logistics", "0011_preorders")]

    operations = [
        migrations.AddField("consumable", "value_minor", models.BigIntegerField(default=0)),
        migrations.AddField("consumablemove", "cost_minor", models.BigIntegerField(default=0)),
        migrations.RunSQL(_WORTH, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "consumable",
            models.CheckConstraint(
                condition=models.Q(value_minor=0) | models.Q(value_minor__gt=0, quantity__gt=0),
                name="logistics_consumable_value",
            ),
        ),
    ]
