from django.db import migrations

from marketplace.graphql.answers.watching import PRODUCTS, watched


class Migration(migrations.Migration):
    dependencies = [
        ("graphql_api", "0001_answers_are_versioned"),
        ("catalog", "0011_pictures_of_variants"),
    ]

    operations = [watched({"catalog_variantmedia": PRODUCTS})]
