"""
The calendar with which the marketplace starts: the 1st and the 16th, amounts below 20 MAD carried.

Both are the marketplace's own choice and are changed in the admin by adding terms with a later date. The account that
pays is left empty: no file is written before somebody has entered it.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROM = date(2024, 1, 1)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the terms."""
    apps.get_model("payouts", "SettlementTerm").objects.create(
        currency="MAD", from_date=FROM, days=[1, 16], cut_off_hours=0, minimum_minor=2000, grace_hours=24
    )


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the terms away."""
    apps.get_model("payouts", "SettlementTerm").objects.filter(currency="MAD", from_date=FROM).delete()


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_payouts_tables")]

    operations = [migrations.RunPython(add, take_away)]
