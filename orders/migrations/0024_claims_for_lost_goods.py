"""A claim for goods that were lost at a hub, beside refunds and ways back."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cooperatives', '0005_assistance'),
        ("orders", "0023_refunds_by_payment_apps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='claim',
            name='orders_claim_has_one_cause',
        ),
        migrations.AddField(
            model_name='claim',
            name='loss',
            field=models.CharField(blank=True, max_length=60, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('loss__isnull', True), ('part__isnull', False), ('way_back__isnull', True)), models.Q(('loss__isnull', True), ('part__isnull', True), ('way_back__isnull', False)), models.Q(('loss__isnull', False), ('part__isnull', True), ('way_back__isnull', True)), _connector='OR'), name='orders_claim_has_one_cause'),
        ),
    ]
