from django.db import migrations

from marketplace.graphql.answers.watching import PRODUCTS, watched


class Migration(migrations.Migration):
    dependencies = [
        ("graphql_api", "0002_closures_are_watched"),
        ("catalog", "0003_exposures"),
    ]

    operations = [watched({"catalog_sellerturn": PRODUCTS})]
