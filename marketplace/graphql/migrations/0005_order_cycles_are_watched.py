from django.db import migrations

from marketplace.graphql.answers.watching import PRODUCTS, watched


class Migration(migrations.Migration):
    dependencies = [
        ("graphql_api", "0004_preorders_are_watched"),
        ("catalog", "0008_order_cycles"),
    ]

    operations = [watched({"catalog_ordercycle": PRODUCTS})]
