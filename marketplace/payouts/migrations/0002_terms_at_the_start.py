"""
The terms with which the marketplace starts.

The 1st and the 16th, amounts below 20 MAD carried; debts are taken back at most by half of a settlement, and never below
200 MAD (opportunity 8: a cooperative never sees a surprise zero). All are the marketplace's own choice and are changed in
the admin by adding terms with a later date. The account that pays is left empty: no file is written before somebody has
entered it.
"""

from datetime import date
from decimal import Decimal

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROM = date(2024, 1, 1)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the terms of settling and of taking debts back."""
    apps.get_model("payouts", "SettlementTerm").objects.create(
        currency="MAD", from_date=FROM, days=[1, 16], cut_off_hours=0, minimum_minor=2000, grace_hours=24
    )
    apps.get_model("payouts", "RecoveryTerm").objects.create(
        currency="MAD", from_date=FROM, share=Decimal("0.5"), floor_minor=20_000, source="The marketplace's own rule"
    )


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the terms away."""
    apps.get_model("payouts", "SettlementTerm").objects.filter(currency="MAD", from_date=FROM).delete()
    apps.get_model("payouts", "RecoveryTerm").objects.filter(currency="MAD", from_date=FROM).delete()


class Migration(migrations.Migration):
    # What this and 0001 stand in for: a database that has all of it has these.
    replaces = [
        ("payouts", "0002_moroccan_calendar"),
        ("payouts", "0003_carried_debts"),
        ("payouts", "0004_recovery_begins"),
        ("payouts", "0005_appeals_and_limits"),
        ("payouts", "0006_forms_of_files"),
        ("payouts", "0007_members"),
    ]

    dependencies = [("payouts", "0001_initial")]

    operations = [migrations.RunPython(add, take_away)]
