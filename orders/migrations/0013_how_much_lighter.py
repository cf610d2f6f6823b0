"""
How much lighter than ordered goods that are sold by their weight may be without asking the customer.

A rule of this marketplace: a tenth. No law sets it: the code of obligations and contracts leaves it to what the parties
agreed on, and what lacks is never paid for.
"""

from datetime import date
from decimal import Decimal

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROM = date(2020, 1, 1)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the first tolerance."""
    apps.get_model("orders", "WeightTolerance").objects.create(
        from_date=FROM, below_rate=Decimal("0.1"), source="Rule of the marketplace (decision 283)"
    )


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    apps.get_model("orders", "WeightTolerance").objects.filter(from_date=FROM).delete()


class Migration(migrations.Migration):
    """The first tolerance."""

    dependencies = [("orders", "0012_goods_are_weighed")]

    operations = [migrations.RunPython(add, take_away)]
