"""
The legal right of withdrawal.

Law 31-08, article 36: seven days from reception, without a reason, the way back at the customer's cost; the money back
within fifteen days. Source: facts of the domain, section 8 (chemsily.com; fiche 31-08, studylibfr 3110410), confidence
high for the seven days, low for the fifteen.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROM = date(2011, 4, 7)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the law's terms."""
    apps.get_model("orders", "ReturnTerm").objects.create(
        organisation=None, from_date=FROM, withdrawal_days=7, refund_days=15, source="Law 31-08, art. 36 and 37"
    )


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the terms away."""
    apps.get_model("orders", "ReturnTerm").objects.filter(organisation=None, from_date=FROM).delete()


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_refunds_returns_disputes")]

    operations = [migrations.RunPython(add, take_away)]
