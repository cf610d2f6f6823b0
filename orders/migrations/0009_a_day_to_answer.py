"""
How long customers may think about goods that are missing.

A rule of this marketplace: a parcel stands still for a day at most, and waiting is offered for a week where nobody
names a day. No law sets it; law 31-08 asks for the money back when a thing cannot be had.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROM = date(2020, 1, 1)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the first term."""
    apps.get_model("orders", "ShortageTerm").objects.create(
        from_date=FROM, answer_hours=24, wait_days=7, source="Rule of the marketplace (decision 258)"
    )


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    apps.get_model("orders", "ShortageTerm").objects.filter(from_date=FROM).delete()


class Migration(migrations.Migration):
    """The first term."""

    dependencies = [("orders", "0008_goods_can_be_missing")]

    operations = [migrations.RunPython(add, take_away)]
