from django.db import migrations

from marketplace.graphql.answers.watching import PRODUCTS, watched


class Migration(migrations.Migration):
    dependencies = [
        ("graphql_api", "0001_answers_are_versioned"),
        ("cooperatives", "0003_closures"),
    ]

    operations = [watched({"cooperatives_closure": PRODUCTS})]
