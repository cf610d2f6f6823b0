from django.db import migrations

from marketplace.graphql.answers.watching import STOCK, watched


class Migration(migrations.Migration):
    dependencies = [
        ("graphql_api", "0003_turns_are_watched"),
        ("catalog", "0006_preorders"),
    ]

    operations = [watched({"catalog_preorder": STOCK})]
