"""
Numbers of orders, and the legal right of withdrawal.

Order numbers come from a sequence: unique without a lock, gaps allowed.

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
    """The sequence and the law's terms."""

    # What this and 0001 stand in for: a database that has all of it has these.
    replaces = [
        ("orders", "0002_order_numbers"),
        ("orders", "0003_billing_address_and_agreed_sum"),
        ("orders", "0004_guest_orders_by_contact"),
        ("orders", "0005_bank_statements_and_breaks"),
        ("orders", "0006_drafts_and_history"),
        ("orders", "0007_the_first_refund_table_was_never_used"),
        ("orders", "0008_refunds_returns_disputes"),
        ("orders", "0009_law_31_08"),
        ("orders", "0010_the_way_back"),
        ("orders", "0011_agency_and_hosted_page"),
        ("orders", "0012_case_resolutions"),
        ("orders", "0013_disputes_hold_earnings"),
        ("orders", "0014_funding_and_discounts"),
        ("orders", "0015_payment_apps"),
        ("orders", "0016_refunds_of_funded_lines"),
        ("orders", "0017_claims_can_be_void"),
        ("orders", "0018_draft_discounts"),
        ("orders", "0019_cash_on_delivery_by_rule"),
        ("orders", "0020_refunds_to_gift_cards"),
        ("orders", "0021_prices_agreed_in_a_basket"),
        ("orders", "0022_pooled_sales"),
        ("orders", "0023_refunds_by_payment_apps"),
        ("orders", "0024_claims_for_lost_goods"),
        ("orders", "0025_who_set_which_rule"),
    ]

    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE orders_order_number START 10001", "DROP SEQUENCE orders_order_number"),
        migrations.RunPython(add, take_away),
    ]
