"""
How debts are taken back at first: at most half of a settlement, and never below 200 MAD.

Both are the marketplace's own choice (opportunity 8: a cooperative never sees a surprise zero) and are changed in the
admin by adding terms with a later date.
"""

from datetime import date
from decimal import Decimal

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROM = date(2024, 1, 1)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the terms."""
    apps.get_model("payouts", "RecoveryTerm").objects.create(
        currency="MAD", from_date=FROM, share=Decimal("0.5"), floor_minor=20_000, source="The marketplace's own rule"
    )


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the terms away."""
    apps.get_model("payouts", "RecoveryTerm").objects.filter(currency="MAD", from_date=FROM).delete()


class Migration(migrations.Migration):
    dependencies = [("payouts", "0003_carried_debts")]

    operations = [migrations.RunPython(add, take_away)]
