"""A table of delivery prices says itself how much room counts as a kilogram."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logistics', '0006_sheets'),
    ]

    operations = [
        migrations.AddField(
            model_name='deliveryrate',
            name='volumetric_divisor',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='tariffchange',
            name='divisor',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
